"""What someone may see of partner calls, of the offers to them, and of what fits whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.engine.roles import Permission
from accounts.models import Network, User
from accounts.permissions import may, require
from activities.engine.values import Activity, HelperTest
from matching.engine.values import NeedTopic, Window
from matching.models import Pledge
from partnercalls.engine.calling import ACTIVITY, Obstacle, Standing, missing_tests, obstacles
from partnercalls.engine.lifecycle import CallState
from partnercalls.models import (
    ExpertOffer,
    ExpertOfferQuerySet,
    PartnerCall,
    PartnerCallQuerySet,
    reads_listed,
)
from places.models import Intermediary, Municipality
from prerequisites.selectors import readiness_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How one helper stands to a call: the pledge that comes nearest, and what is in the way.

    `pledge` is None where the helper has no live pledge; then `obstacles` is empty.
    """

    helper: Municipality
    pledge: Pledge | None
    obstacles: Sequence[Obstacle]
    missing: Sequence[HelperTest]

    @property
    def fits(self) -> bool:
        """Test that a pledge fits as it stands; an offer can be made without one."""
        return self.pledge is not None and not self.obstacles


def calls_for(user: User) -> PartnerCallQuerySet:
    """Return the calls that `user` may read, the newest first."""
    return (
        PartnerCall.objects.visible_to(user)
        .select_related("intermediary", "network", "data_key")
        .order_by("-pk")
    )


def reads_the_list(user: User) -> bool:
    """Test whether listed calls are for `user`: helpers, networks and the desk."""
    return reads_listed(user) or may(user, Permission.DECIDE_CALL)


def may_read_calls(user: User) -> bool:
    """Test whether `user` reads any calls: the listed ones, or those of the own organisation."""
    return reads_the_list(user) or may(user, Permission.WRITE_CALL)


def own_calls_for(user: User) -> PartnerCallQuerySet:
    """Return the calls of the organisations that `user` acts for, the newest first."""
    return calls_for(user).filter(pk__in=PartnerCall.objects.written_for(user).values("pk"))


def listed_for(user: User, *, topic: NeedTopic | None = None) -> PartnerCallQuerySet:
    """Return the listed calls that `user` may read, the newest first."""
    found = calls_for(user).listed()
    return found.filter(topic=topic.value) if topic else found


def waiting_for(user: User) -> PartnerCallQuerySet:
    """Return the calls that wait for the secretariat, the one that waits longest first.

    Raises:
        PermissionDenied: `user` decides on no calls.
    """
    require(user, Permission.DECIDE_CALL)
    return calls_for(user).filter(state=CallState.PROPOSED.value).order_by("pk")


def hosts_for(user: User) -> list[Intermediary | Network]:
    """Return the organisations in whose name `user` may ask for experts, by name."""
    if not may(user, Permission.WRITE_CALL):
        return []
    bodies: list[Intermediary | Network] = [
        *Intermediary.objects.filter(pk__in=user.intermediary_ids),
        *Network.objects.filter(pk__in=user.network_ids),
    ]
    return sorted(bodies, key=lambda body: (body.name, str(body.reference)))


def offers_for(user: User, call: PartnerCall) -> ExpertOfferQuerySet:
    """Return the offers to a call that `user` may read, the oldest first."""
    found = ExpertOffer.objects.visible_to(user).filter(call=call)
    return found.select_related("municipality", "data_key").order_by("made_at", "pk")


def all_offers_for(user: User) -> ExpertOfferQuerySet:
    """Return the offers that `user` may read: the own cities', and those to the own calls."""
    found = ExpertOffer.objects.visible_to(user)
    return found.select_related("call__intermediary", "call__network", "municipality", "data_key")


def is_of_host(user: User, call: PartnerCall) -> bool:
    """Test whether `user` acts for the organisation that asks; no query beyond memberships."""
    if call.intermediary_id is not None:
        return call.intermediary_id in user.intermediary_ids
    return call.network_id in user.network_ids


def is_taken_up(user: User, call: PartnerCall) -> bool:
    """Test whether the host has taken up experts of a city of `user`.

    Cost: one query.
    """
    return ExpertOffer.objects.taken_up().of_towns_of(user).filter(call=call).exists()


def hosts_named(user: User, calls: Collection[PartnerCall]) -> frozenset[int]:
    """Return the keys of the calls whose organisation `user` reads by name.

    It is named where it wants to be, to its own people, to the desk, and to the cities whose
    experts it has taken up.

    Cost: one query, however many calls.
    """
    if may(user, Permission.DECIDE_CALL):
        return frozenset(call.pk for call in calls)
    taken_up = ExpertOffer.objects.taken_up().of_towns_of(user).filter(call__in=calls)
    keys = set(taken_up.values_list("call_id", flat=True))
    return frozenset(
        call.pk for call in calls if call.shows_name or is_of_host(user, call) or call.pk in keys
    )


def fitting_for(user: User, calls: Collection[PartnerCall]) -> Mapping[int, Sequence[Fitting]]:
    """Return how the helpers of `user` stand to each of some calls, by the key of the call.

    Cost: 3 queries, however many calls and pledges.
    """
    helpers = [town for town in user.municipalities if town.may_help]
    pledges = _live_pledges(helpers)
    missing = missing_of(helpers)
    return {
        call.pk: [
            _fitting(call, helper, pledges.get(helper.pk, ()), missing[helper.pk])
            for helper in helpers
        ]
        for call in calls
    }


def missing_of(helpers: Collection[Municipality]) -> dict[int, tuple[HelperTest, ...]]:
    """Return what each city must complete before it lends experts, by its key.

    The peace in its own zone is a warning at most and no test, so it is not asked.

    Cost: one query.
    """
    ready = readiness_for([each.pk for each in helpers], own_p1={})
    return {key: missing_tests(found.readiness) for key, found in ready.items()}


def helpers_that_fit(call: PartnerCall) -> list[int]:
    """Return the keys of the municipalities with a live pledge that fits a call.

    Cost: one query, and time linear in the live pledges that lend specialists.
    """
    lending = Pledge.objects.live().filter(activities__contains=[ACTIVITY.value])
    return sorted(
        {
            each.municipality_id
            for each in lending.iterator()
            if not obstacles(call.ask, standing_of(each))
        }
    )


def listed_since(calls: PartnerCallQuerySet, since: datetime) -> PartnerCallQuerySet:
    """Keep what was written, decided on or ended at a moment or later.

    Who still reads a call that ended (its host, the desk, a city that offered) is told so here.
    """
    moments = Q(written_at__gte=since) | Q(decided_at__gte=since) | Q(ended_at__gte=since)
    return calls.filter(moments)


def left_since(user: User, *, since: datetime) -> "QuerySet[PartnerCall]":
    """Return the calls that left the list of `user` at a moment or later: ended after listing.

    Own calls never leave it; what was never listed was in no other list. Whoever reads no listed
    calls is told of none that left: how many others ask for is not theirs to learn.
    """
    if not reads_the_list(user):
        return PartnerCall.objects.none()
    over = PartnerCall.objects.once_listed().filter(ended_at__gte=since)
    return over.exclude(pk__in=PartnerCall.objects.visible_to(user).values("pk"))


def standing_of(pledge: Pledge) -> Standing:
    """Return a pledge as far as it can fit a call."""
    return Standing(
        activities=frozenset(map(Activity, pledge.activities)),
        topics=frozenset(map(NeedTopic, pledge.topics)),
        languages=frozenset(pledge.languages),
        has_interpreter=pledge.has_interpreter,
        window=Window(starts=pledge.starts, ends=pledge.ends),
        excluded=frozenset(pledge.excluded),
    )


def _live_pledges(helpers: Collection[Municipality]) -> dict[int, list[Pledge]]:
    found: dict[int, list[Pledge]] = {}
    live = Pledge.objects.live().filter(municipality__in=[each.pk for each in helpers])
    for pledge in live.order_by("pk"):
        found.setdefault(pledge.municipality_id, []).append(pledge)
    return found


def _fitting(
    call: PartnerCall,
    helper: Municipality,
    pledges: Sequence[Pledge],
    missing: Sequence[HelperTest],
) -> Fitting:
    """Return the pledge with the fewest obstacles; of equals the oldest."""
    weighed = [(obstacles(call.ask, standing_of(each)), each) for each in pledges]
    found, pledge = min(weighed, key=lambda pair: len(pair[0]), default=((), None))
    return Fitting(helper=helper, pledge=pledge, obstacles=found, missing=missing)
