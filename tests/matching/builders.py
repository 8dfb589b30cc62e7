"""Small builders of needs and offers that fit each other; what matters to a test stands there."""

from dataclasses import replace
from datetime import date
from typing import Any, Final

from activities.engine.map import MAP_2008, fit_of, mode_of
from activities.engine.values import Activity, ActorMode, Venue
from evidence.engine.values import Phase
from matching.engine.gates import Case, Gate, shut_gates
from matching.engine.pairing import ALL_ROUTES
from matching.engine.values import (
    NO_LINK,
    AppealKind,
    HelpForm,
    Link,
    Need,
    NeedTopic,
    Offer,
    Route,
    Urgency,
    Window,
)
from prerequisites.engine.permits import Permit
from prerequisites.engine.readiness import Answer, HelperFacts, assess_helper

TODAY: Final = date(2026, 3, 2)
SERVICES: Final = Route(activity=Activity.SERVICE_DEPARTMENTS, venue=Venue.INSIDE)

READY: Final = assess_helper(
    HelperFacts(
        motives=Answer.YES,
        objectives=Answer.YES,
        communication=Answer.YES,
        endurance=Answer.YES,
        policy=Answer.YES,
        policy_dated_on=date(2020, 1, 1),
        context_sources=3,
        partners=Answer.YES,
        calm_at_home=Answer.YES,
    )
)
NOT_READY: Final = assess_helper(HelperFacts())


def fits_in(phase: Phase, *, zone_of_peace: bool = False) -> dict[Route, int]:
    return {
        route: fit_of(
            MAP_2008, route.activity, phase, zone_of_peace=zone_of_peace, venue=route.venue
        )
        for route in ALL_ROUTES
    }


def permits_of(*, allowed: bool = True, but: frozenset[Route] = frozenset()) -> dict[Route, Permit]:
    return {
        route: Permit(
            activity=route.activity,
            venue=route.venue,
            mode=mode_of(route.activity, route.venue),
            allowed=allowed != (route in but),
        )
        for route in ALL_ROUTES
    }


_NEED: Final = Need(
    reference="appeal",
    municipality="asker",
    places=frozenset({"UA", "UA-1"}),
    kinds=frozenset({AppealKind.SUPPORT}),
    activity=Activity.SERVICE_DEPARTMENTS,
    topic=NeedTopic.WATER,
    languages=frozenset({"uk", "en"}),
    urgency=Urgency.URGENT,
    window=Window(starts=date(2026, 3, 1), ends=date(2026, 9, 1)),
    excluded=frozenset(),
    accepts_other_activities=False,
    fits=fits_in(Phase.LOW_AFTER),
    permits=permits_of(),
)

_OFFER: Final = Offer(
    reference="pledge",
    municipality="helper",
    places=frozenset({"FR", "FR-67"}),
    bodies=frozenset({"network"}),
    activities=frozenset({Activity.SERVICE_DEPARTMENTS}),
    topics=frozenset(),
    forms=frozenset({HelpForm.TECHNICAL_ASSISTANCE}),
    actor=ActorMode.SINGLE,
    languages=frozenset({"en"}),
    has_interpreter=False,
    window=Window(starts=date(2026, 1, 1), ends=date(2027, 1, 1)),
    excluded=frozenset(),
    capacity_left=1,
    has_host_partner=True,
    has_platform=True,
    can_host=True,
    readiness=READY,
    years_after_conflict=5,
    projects_done=2,
    engaged=0,
)


def a_need(**changes: Any) -> Need:
    return replace(_NEED, **changes)


def an_offer(**changes: Any) -> Offer:
    return replace(_OFFER, **changes)


def shut(need: Need, offer: Offer, *, link: Link = NO_LINK, route: Route = SERVICES) -> set[Gate]:
    """Return the gates that keep this pair out on `route`."""
    case = Case(need=need, offer=offer, link=link, route=route, today=TODAY)
    return set(shut_gates(case))
