"""What is given out by a plan is what DRF would give out field by field."""

import pytest
from rest_framework import serializers as drf
from rest_framework.renderers import JSONRenderer

from api.v1 import serializers
from api.v1.lean import LeanSerializer
from matching.selectors import reading
from tests.api.world import a_run


def _all_lean():
    return {kind for kind in vars(serializers).values() if _is_lean(kind)}


def _is_lean(kind: object) -> bool:
    if kind is LeanSerializer:
        return False
    return (
        isinstance(kind, type) and issubclass(kind, LeanSerializer) and kind is not LeanSerializer
    )


def _a_run_as_it_is_read(world):
    return reading.run_for(world.users["officer"], a_run(world).reference)


ROWS = {
    serializers.MunicipalitySerializer: lambda world: world.lund,
    serializers.MemberSerializer: lambda world: world.lund,
    serializers.AppealSerializer: lambda world: world.appeal,
    serializers.AppealDetailSerializer: lambda world: world.appeal,
    serializers.PledgeSerializer: lambda world: world.pledge,
    serializers.PledgeDetailSerializer: lambda world: world.pledge,
    serializers.RunSerializer: _a_run_as_it_is_read,
}


def test_every_lean_serializer_is_compared():
    assert set(ROWS) == _all_lean()


@pytest.mark.parametrize("kind", ROWS, ids=lambda kind: kind.__name__)
def test_the_plan_gives_what_drf_gives_in_the_same_order(kind, world, rf):
    request = rf.get("/")
    request.user = world.users["officer"]
    serializer = kind(ROWS[kind](world), context={"request": request})

    by_plan = JSONRenderer().render(serializer.data)

    by_field = drf.Serializer.to_representation(serializer, serializer.instance)
    assert by_plan == JSONRenderer().render(by_field)
