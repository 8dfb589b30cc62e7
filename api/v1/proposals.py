"""Proposals to members that help, for their network: it follows them and speaks for nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet
from rest_framework import mixins, serializers

from activities.engine.values import Activity
from api.engine.scopes import Scope
from api.types import SignedInRequest
from api.v1.filters import by_one_of
from api.v1.following import DayField, Followed, Follows, Left, SinceFilter
from api.v1.serializers import MunicipalitySerializer, one_of
from matching.engine.consents import Seen
from matching.selectors import followed

if TYPE_CHECKING:
    from matching import models

_SEEN = [Seen.WAITS.value, Seen.INTRODUCED.value]


class ProposalFilters(FilterSet):
    """By how it looks, by activity, and what came since a moment."""

    state = ChoiceFilter(field_name="seen", choices=[(seen, seen) for seen in _SEEN])
    activity = by_one_of(Activity)
    updated_since = SinceFilter(method="since")

    def since(
        self, queryset: "models.ProposalQuerySet", _name: str, since: datetime
    ) -> "models.ProposalQuerySet":
        return followed.changed_since(queryset, since)


class ProposalSerializer(serializers.Serializer["models.Proposal"]):
    """A proposal as the network of a member that helps may follow it.

    It tells nothing of who asks, and nothing of what anybody has said to it.
    """

    reference = serializers.UUIDField()
    pledge = serializers.UUIDField(source="pledge.reference")
    municipality = MunicipalitySerializer(
        source="pledge.municipality", help_text="Your member that would help."
    )
    activity = one_of(Activity)
    state = serializers.ChoiceField(
        choices=_SEEN,
        source="seen",
        help_text="What is refused or taken back waits like the others, until its last day.",
    )
    put_on = DayField(source="put_at")
    waits_until = DayField(source="expires_at")
    introduced_on = DayField(source="introduced_at", allow_null=True)


class ProposalViewSet(
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    Follows["models.Proposal"],
):
    """The proposals to members of your network that help. A member consents itself, on its page."""

    request: SignedInRequest
    filterset_class = ProposalFilters
    pagination_class = Followed
    serializer_class = ProposalSerializer
    scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.READ_PROPOSALS,
        "retrieve": Scope.READ_PROPOSALS,
    }

    def get_queryset(self) -> "models.ProposalQuerySet":
        return followed.proposals_followed(self.request.user, at=timezone.now())

    def left_since(self, since: datetime) -> Left:
        left = followed.proposals_left(self.request.user, since=since, at=timezone.now())
        return Left(rows=left, column="reference")
