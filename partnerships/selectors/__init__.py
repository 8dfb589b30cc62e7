"""Reads of partnerships. Each begins with what its reader may see."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.models import User
from activities.engine.values import Activity, ActorMode, Venue
from activities.models import AllowedCell
from activities.selectors import current_map
from audit.models import StateChange
from matching.engine.lifecycle import ProposalState
from matching.engine.networks import AUTHORITIES_WANTED, CIVIL_SOCIETY, Lacking
from matching.models import Proposal
from matching.selectors.proposals import party_of
from partnerships.engine.values import MemberRole
from partnerships.labels import NETWORK_LABELS
from partnerships.models import (
    Indicator,
    LegitimacyEntry,
    Member,
    Partnership,
    PartnershipActivity,
    PartnershipReview,
    Result,
)
from places.engine.europe import MEMBER_STATES
from places.engine.values import IntermediaryKind
from places.models import Intermediary, Knowledge, Municipality
from places.selectors import ancestors_of
from prerequisites.engine.permits import ONLY_IN_ENCLAVE, PERMITS, Refusal
from prerequisites.engine.values import VerdictClass
from prerequisites.models import Judgement

if TYPE_CHECKING:
    from django.db.models import QuerySet

BODIES: Final = CIVIL_SOCIETY | {IntermediaryKind.LOCAL_DEMOCRACY_AGENCY}
"""Who may join beside the towns."""


def partnerships_for(user: User) -> "QuerySet[Partnership]":
    """Return what `user` may read, what was opened last first."""
    found = Partnership.objects.visible_to(user)
    return found.select_related("appeal__municipality").order_by("-opened_at", "-pk")


def members_of(partnership: Partnership) -> "QuerySet[Member]":
    """Return who belongs to it, those who left too, in the order of joining."""
    members = Member.objects.filter(partnership=partnership)
    return members.select_related("municipality", "intermediary").order_by("joined_at", "pk")


def is_member_town(user: User, partnership: Partnership) -> bool:
    """Test that `user` acts for a municipality that belongs to the partnership now."""
    return own_seats(user, partnership).exists()


def own_seats(user: User, partnership: Partnership) -> "QuerySet[Member]":
    """Return as what the municipalities of `user` belong to it now, in the order of joining."""
    here = members_of(partnership).filter(municipality__in=user.municipalities.values("pk"))
    return here & Member.objects.in_touch()


def introductions_of(user: User, partnership: Partnership) -> list[Proposal]:
    """Return the introductions of the partnership that hold and in which `user` is a party."""
    here = Member.objects.in_touch().filter(partnership=partnership).exclude(proposal=None)
    found = Proposal.objects.filter(
        pk__in=here.values("proposal"), state=ProposalState.INTRODUCED.value
    )
    return [each for each in found.order_by("introduced_at", "pk") if party_of(user, each)]


def bodies_to_add(partnership: Partnership) -> "QuerySet[Intermediary]":
    """Return the bodies of civil society that know a town that asks, and do not belong to it."""
    towns = Member.objects.present().filter(
        partnership=partnership, role=MemberRole.ASKING.value, municipality__isnull=False
    )
    leaves = list(towns.values_list("municipality__zone_id", flat=True))
    chains = [[leaf, *(zone.id for zone in up)] for leaf, up in ancestors_of(leaves).items()]
    here = Member.objects.present().filter(partnership=partnership, intermediary__isnull=False)
    knowing = Knowledge.objects.filter(zone__in=[zone for chain in chains for zone in chain])
    return (
        Intermediary.objects.filter(pk__in=knowing.values("intermediary"))
        .filter(kind__in=sorted(kind.value for kind in BODIES))
        .exclude(pk__in=here.values("intermediary"))
        .order_by("name", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a network stands: how many help of how many, who leads, and what is lacking."""

    joined: int
    wanted: int
    lead: Member | None
    lacking: list[str]

    @property
    def stays_open(self) -> bool:
        """Test whether the appeal still looks for helpers."""
        return self.joined < self.wanted


def network_of(partnership: Partnership) -> Standing | None:
    """Return how the network stands; None where one helper was asked for."""
    wanted = partnership.appeal.helpers_wanted
    if wanted == 1:
        return None
    here = list(
        Member.objects.in_touch()
        .filter(partnership=partnership)
        .select_related("municipality", "intermediary")
        .order_by("joined_at", "pk")
    )
    helpers = [
        member.municipality
        for member in here
        if member.municipality is not None and member.role != MemberRole.ASKING
    ]
    lacking = {
        Lacking.HELPERS: len(helpers) < wanted,
        Lacking.EUROPEAN_AUTHORITIES: sum(town.country_code in MEMBER_STATES for town in helpers)
        < AUTHORITIES_WANTED,
        Lacking.CIVIL_SOCIETY: not any(
            member.intermediary is not None and member.intermediary.kind in CIVIL_SOCIETY
            for member in here
        ),
    }
    return Standing(
        joined=len(helpers),
        wanted=wanted,
        lead=next((member for member in here if member.role == MemberRole.LEAD), None),
        lacking=[str(NETWORK_LABELS[lack]) for lack, holds in lacking.items() if holds],
    )


def activities_of(partnership: Partnership) -> "QuerySet[PartnershipActivity]":
    """Return what was planned, in the order of its days."""
    activities = PartnershipActivity.objects.filter(partnership=partnership)
    return activities.select_related("cell").order_by("starts", "pk")


def results_of(partnership: Partnership) -> "QuerySet[Result]":
    """Return what was reached, in the order in which it was recorded."""
    results = Result.objects.filter(objective__partnership=partnership).select_related("objective")
    return results.order_by("recorded_at", "pk")


def indicators_of(partnership: Partnership) -> "QuerySet[Indicator]":
    """Return where signs of positive peace moved, in the order in which it was recorded."""
    return Indicator.objects.filter(partnership=partnership).order_by("recorded_at", "pk")


def open_reviews_of(partnership: Partnership) -> "QuerySet[PartnershipReview]":
    """Return what was proposed after a worse verdict, and that nobody has closed."""
    reviews = PartnershipReview.objects.filter(partnership=partnership, closed_at=None)
    return reviews.select_related("municipality").order_by("opened_at", "pk")


def presences_in(partnership: Partnership) -> "QuerySet[LegitimacyEntry]":
    """Return who was present in hard times, by day: an order of time, never of merit."""
    entries = LegitimacyEntry.objects.filter(activity__partnership=partnership)
    return entries.select_related("helper", "town").order_by("at", "pk")


def steps_of(partnership: Partnership) -> "QuerySet[StateChange]":
    """Return every step of its life, the first one first."""
    steps = StateChange.objects.filter(table_name="partnerships_partnership")
    return steps.filter(row_id=partnership.pk).order_by("version")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWay:
    """One way to do something for a town that the map and its verdict leave open today."""

    town: Municipality
    activity: Activity
    venue: Venue
    actor: ActorMode


def open_ways(partnership: Partnership) -> list[OpenWay]:
    """Return what may be planned now, by activity; nothing where no verdict is known.

    The caller has found the partnership among those that its reader may see. Conditions of the
    verdict may still be open: the service names them.

    Cost: two queries for each town that asks, and one for the map.
    """
    asking = Member.objects.in_touch().filter(
        partnership=partnership, role=MemberRole.ASKING.value, municipality__isnull=False
    )
    version = current_map().version
    return [
        way
        for member in asking.select_related("municipality").order_by("pk")
        if member.municipality is not None
        for way in _open_ways(member.municipality, version)
    ]


def _open_ways(town: Municipality, version: int) -> list[OpenWay]:
    judgement = Judgement.objects.filter(municipality=town, is_current=True).first()
    if judgement is None:
        return []
    cells = AllowedCell.objects.filter(
        version__number=version,
        phase=judgement.phase,
        zone_of_peace=judgement.verdict["zone_of_peace"],
    )
    permits = PERMITS[VerdictClass(judgement.class_if_asked)]
    ways = [
        OpenWay(
            town=town,
            activity=Activity(cell.activity),
            venue=Venue(cell.venue),
            actor=ActorMode(cell.actor),
        )
        for cell in cells
        if not isinstance(permits[Activity(cell.activity)][Venue(cell.venue)], Refusal)
        and (cell.zone_of_peace or Activity(cell.activity) not in ONLY_IN_ENCLAVE)
    ]
    order = list(Activity)
    return sorted(ways, key=lambda way: (order.index(way.activity), way.venue, way.actor))
