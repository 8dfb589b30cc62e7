"""Pair one appeal with every pledge: who may help, in which order, and why not the others.

The readable engine. It answers for one appeal at a time and looks at every pledge, so that
whatever is written for speed later can be held against it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from activities.engine.map import MAP_2008, mode_of
from activities.engine.values import Activity, Mode, ThematicMap, Venue
from matching.engine.criteria import POLICY_1, Policy, Value, values_of
from matching.engine.gates import Case, Gate, shut_gates
from matching.engine.values import AppealKind, Link, Need, Offer, Route
from prerequisites.engine.permits import Condition

TOP: Final = 20
"""How many candidates, and how many near misses, are kept for an appeal."""

LinkOf = Callable[[Need, Offer], Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A pledge that passed every gate, by its best route.

    `stands` tells that the two are put together already: among equals that decides.
    `conditions` must be met before an introduction; `cautions` are told and block nothing.
    """

    pledge: str
    route: Route
    values: tuple[Value, ...]
    conditions: tuple[Condition, ...]
    cautions: tuple[str, ...]
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """A pledge that was refused, by the route on which the fewest gates stayed shut."""

    pledge: str
    route: Route
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """The answer for one appeal.

    `refusals` counts, over all refused pledges, the gates that stayed shut on the best route;
    `misses` are the nearest of them.
    """

    need: str
    considered: int
    candidates: tuple[Candidate, ...]
    misses: tuple[NearMiss, ...]
    refusals: Mapping[Gate, int]
    passed: int


def pair(
    need: Need,
    offers: Sequence[Offer],
    link_of: LinkOf,
    *,
    today: date,
    policy: Policy = POLICY_1,
    thematic_map: ThematicMap = MAP_2008,
    top: int = TOP,
) -> Pairing:
    """Return who may help with `need`, best first, and why the others may not.

    Order: the criteria of `policy` one after the other, then a pair that stands already, then
    the pledge's reference, which is random and so favours nobody. The order of `offers` does
    not matter.

    Raises:
        ValueError: two offers carry the same reference.

    Cost: len(offers) x routes (one to ten) x gates, about 0.1 milliseconds a pledge.
    Source: domain.md section 7; report L712-L718.
    """
    _refuse_twins(offers)
    verdicts = [
        examine(
            need,
            offer,
            link_of(need, offer),
            today=today,
            policy=policy,
            thematic_map=thematic_map,
        )
        for offer in offers
    ]
    candidates = [verdict for verdict in verdicts if isinstance(verdict, Candidate)]
    misses = [verdict for verdict in verdicts if isinstance(verdict, NearMiss)]
    return Pairing(
        need=need.reference,
        considered=len(offers),
        candidates=tuple(sorted(candidates, key=_best_first)[:top]),
        misses=tuple(sorted(misses, key=_nearest_first)[:top]),
        refusals=dict(sorted(Counter(gate for miss in misses for gate in miss.gates).items())),
        passed=len(candidates),
    )


def examine(
    need: Need,
    offer: Offer,
    link: Link,
    *,
    today: date,
    policy: Policy = POLICY_1,
    thematic_map: ThematicMap = MAP_2008,
) -> Candidate | NearMiss:
    """Return the pair by its best route: a candidate, or the refusal that is nearest to one.

    What was asked is always looked at; another activity only where the helper offers it.
    """
    cases = [
        Case(need=need, offer=offer, link=link, route=route, today=today, thematic_map=thematic_map)
        for route in routes_for(need, thematic_map)
        if route.activity is need.activity or route.activity in offer.activities
    ]
    open_cases = [case for case in cases if not shut_gates(case)]
    if not open_cases:
        return _nearest_miss(cases)
    best = min(open_cases, key=lambda case: _order(values_of(case, policy)))
    return candidate_of(best, policy)


def candidate_of(case: Case, policy: Policy) -> Candidate:
    """Return a pair that passed every gate, with all that is told of it."""
    return Candidate(
        pledge=case.offer.reference,
        route=case.route,
        values=values_of(case, policy),
        conditions=tuple(sorted(case.need.permits[case.route].conditions)),
        cautions=_cautions(case),
        stands=case.link.stands,
    )


VENUES: Final[Mapping[Activity, tuple[Venue, ...]]] = {
    Activity.SECONDMENT: (Venue.INSIDE,),
    Activity.SERVICE_DEPARTMENTS: (Venue.INSIDE,),
    Activity.ATTENTION: (Venue.OUTSIDE,),
    Activity.EVENTS: (Venue.INSIDE, Venue.OUTSIDE),
    Activity.FORUMS: (Venue.OUTSIDE,),
    Activity.VISITS: (Venue.INSIDE,),
    Activity.ZONES_OF_PEACE: (Venue.INSIDE,),
    Activity.LEGITIMACY: (Venue.INSIDE, Venue.OUTSIDE),
}
"""Where each activity can be held at all [ours]."""


def routes_for(need: Need, thematic_map: ThematicMap = MAP_2008) -> tuple[Route, ...]:
    """Return the ways to help that are worth trying, the asked activity first.

    In place of what was asked, only indirect help and visits are tried [ours], only where the
    appeal asks for support and its author accepts it: an indirect match is better than none.
    """
    asked = [Route(activity=need.activity, venue=venue) for venue in VENUES[need.activity]]
    if AppealKind.SUPPORT not in need.kinds or not need.accepts_other_activities:
        return tuple(asked)
    instead = [
        Route(activity=activity, venue=venue)
        for activity in Activity
        for venue in VENUES[activity]
        if activity is not need.activity
        and mode_of(activity, venue, thematic_map) is not Mode.DIRECT
    ]
    return tuple(asked + instead)


ALL_ROUTES: Final = tuple(
    Route(activity=activity, venue=venue) for activity in Activity for venue in VENUES[activity]
)


def _nearest_miss(cases: Sequence[Case]) -> NearMiss:
    refusals = [
        NearMiss(pledge=case.offer.reference, route=case.route, gates=shut_gates(case))
        for case in cases
    ]
    return min(refusals, key=lambda miss: len(miss.gates))  # the first of equals: as asked


def _cautions(case: Case) -> tuple[str, ...]:
    readiness = case.offer.readiness
    told = {
        "possible_fit_needs_justification": case.need.fits[case.route] == 1,
        "large_partner_keeps_its_procedures": case.offer.has_host_partner,
    }
    from_map = tuple(code for code, holds in told.items() if holds)
    return from_map + tuple(map(str, (*readiness.warnings, *readiness.reservations)))


def _best_first(candidate: Candidate) -> tuple[tuple[int, ...], bool, str]:
    return _order(candidate.values), not candidate.stands, candidate.pledge


def _order(values: Sequence[Value]) -> tuple[int, ...]:
    return tuple(-value.points for value in values)


def _nearest_first(miss: NearMiss) -> tuple[int, str]:
    return len(miss.gates), miss.pledge


def _refuse_twins(offers: Sequence[Offer]) -> None:
    references = [offer.reference for offer in offers]
    if len(set(references)) != len(references):
        raise ValueError("Two offers carry the same reference.")
