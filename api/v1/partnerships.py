"""Partnerships in which a member helps, for its network."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django_filters import FilterSet
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from activities.engine.values import Activity
from api.engine.scopes import Scope
from api.types import SignedInRequest
from api.v1.filters import by_one_of
from api.v1.following import DayField, Followed, Follows, Left, SinceFilter
from api.v1.serializers import MunicipalitySerializer, one_of, some_of
from matching.engine.counting import rounded
from partnerships.engine.lifecycle import PartnershipState
from partnerships.engine.values import Reach
from partnerships.selectors import followed

if TYPE_CHECKING:
    from partnerships.models import Partnership, PartnershipQuerySet

_A_CLASS = {"type": "string", "pattern": "^[0-9]+-[0-9]+$"}


class PartnershipFilters(FilterSet):
    """By state, and what changed since a moment."""

    state = by_one_of(PartnershipState)
    updated_since = SinceFilter(method="since")

    def since(
        self, queryset: "PartnershipQuerySet", _name: str, since: datetime
    ) -> "PartnershipQuerySet":
        return followed.changed_since(queryset, since)


class PartnershipSerializer(serializers.Serializer["Partnership"]):
    """A partnership as the network of a town that helps may follow it.

    It tells nothing of who asks or where, of single days, of why it rests, of what anybody
    wrote or thinks of it, and nothing of harm.
    """

    reference = serializers.UUIDField()
    municipalities = MunicipalitySerializer(
        source="helping", many=True, help_text="Your members that help in it."
    )
    state = one_of(PartnershipState)
    activities = some_of(Activity, source="kinds")
    opened_on = DayField(source="opened_at")
    results = serializers.SerializerMethodField(
        help_text="About how many results were recorded, by how far an objective was reached."
    )

    @extend_schema_field(
        {
            "type": "object",
            "properties": {reach.value: _A_CLASS for reach in Reach},
            "required": [reach.value for reach in Reach],
        }
    )
    def get_results(self, partnership: "Partnership") -> dict[str, str]:
        counted = Counter(vars(partnership)["reaches"])
        return {reach.value: _class_of(counted[reach.value]) for reach in Reach}


class PartnershipViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Follows["Partnership"],
):
    """The partnerships in which members of your network help, and about what came of them."""

    request: SignedInRequest
    filterset_class = PartnershipFilters
    pagination_class = Followed
    serializer_class = PartnershipSerializer
    scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.READ_PARTNERSHIPS,
        "retrieve": Scope.READ_PARTNERSHIPS,
    }

    def get_queryset(self) -> "PartnershipQuerySet":
        return followed.partnerships_followed(self.request.user)

    def left_since(self, since: datetime) -> Left:
        left = followed.partnerships_left(self.request.user, since=since)
        return Left(rows=left, column="reference")


def _class_of(count: int) -> str:
    step = rounded(count)
    return f"{step.low}-{step.high}"
