"""What a network does with the pledges of its members: one row for each role."""

from collections.abc import Callable, Mapping
from typing import Final

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.models import Event
from matching.engine.lifecycle import IllegalTransition, PledgeAction, PledgeState
from matching.models import Pledge
from matching.services import pledges
from places.models import Municipality
from tests.clock import NOON
from tests.factories import (
    a_live_pledge,
    a_municipality,
    a_network,
    a_supervisor,
    a_user,
    an_intermediary,
    an_officer,
    is_engaged,
    someone_at,
    someone_in,
    someone_of,
)
from tests.matching.test_pledges import content_of

pytestmark = pytest.mark.django_db

ROLES: Final[Mapping[str, Callable[[Municipality], User]]] = {
    "the town's network": lambda town: someone_in(a_network(town)),
    "another network": lambda _town: someone_in(a_network(a_municipality(name="Far"))),
    "the town itself": someone_of,
    "an officer": lambda _town: an_officer(),
    "a supervisor": lambda _town: a_supervisor(),
    "an intermediary": lambda _town: someone_at(an_intermediary()),
    "someone without a role": lambda _town: a_user(),
}
REFUSED: Final = (PermissionDenied, Pledge.DoesNotExist)


def offer(pledge: Pledge, by: User) -> Pledge:
    return pledges.offer_for_member(
        municipality=pledge.municipality, content=content_of(pledge), by=by, at=NOON
    )


def rewrite(pledge: Pledge, by: User, **changes: object) -> Pledge:
    content = content_of(pledge, **changes)
    return pledges.rewrite_for_member(reference=pledge.reference, content=content, by=by, at=NOON)


def pause(pledge: Pledge, by: User) -> Pledge:
    return pledges.move_for_member(
        reference=pledge.reference, action=PledgeAction.PAUSE, by=by, at=NOON
    )


@pytest.mark.parametrize("deed", [offer, rewrite, pause])
@pytest.mark.parametrize("role", ROLES)
def test_a_network_alone_acts_for_a_member(role, deed):
    pledge = a_live_pledge()
    by = ROLES[role](pledge.municipality)

    try:
        done = deed(pledge, by).municipality == pledge.municipality
    except REFUSED:
        done = False

    assert done is (role == "the town's network")


def test_what_a_network_writes_is_offered_with_a_trail_of_both_steps():
    pledge = a_live_pledge()
    by = someone_in(a_network(pledge.municipality))

    written = offer(pledge, by)

    told = Event.objects.filter(subject=str(written.reference)).order_by("pk")
    assert written.state == PledgeState.OFFERED
    assert [(event.verb, event.actor_id) for event in told] == [
        ("pledge.written", by.pk),
        ("pledge.offered", by.pk),
    ]


def test_a_town_that_only_asks_is_not_offered():
    town = a_municipality(may_help=False)

    with pytest.raises(pledges.CannotHelp):
        pledges.offer_for_member(
            municipality=town,
            content=content_of(a_live_pledge()),
            by=someone_in(a_network(town)),
            at=NOON,
        )

    assert not Pledge.objects.filter(municipality=town).exists()


def test_a_network_takes_no_place_from_those_who_are_helped():
    pledge = a_live_pledge(capacity=3)
    is_engaged(pledge, 2)

    with pytest.raises(pledges.BelowEngaged):
        rewrite(pledge, someone_in(a_network(pledge.municipality)), capacity=1)

    assert Pledge.objects.get(pk=pledge.pk).capacity == 3


def test_a_network_rewrites_nothing_that_is_withdrawn():
    pledge = a_live_pledge()
    by = someone_in(a_network(pledge.municipality))
    pledges.move_for_member(
        reference=pledge.reference, action=PledgeAction.WITHDRAW, by=by, at=NOON
    )

    with pytest.raises(IllegalTransition):
        rewrite(pledge, by)
