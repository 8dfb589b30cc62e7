"""The smallest sets of steps after which a pair is really a candidate: searched and verified.

Every set is applied and the same gates are asked again, so none is a phrase prepared beforehand.
Sets are told by size, then by who has to act (the asker or an officer first, then the helper,
then what nobody can hurry), then by what they change.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from heapq import nsmallest
from itertools import chain, product
from typing import Final

from matching.engine.gates import Case, Gate, shut_gates
from matching.engine.ground import Ground, standing_on
from matching.engine.levers import asks_for_help_itself, days_to_meet, ground_steps, levers
from matching.engine.pairing import LinkOf, routes_for
from matching.engine.steps import (
    MOVES,
    WEIGHTS,
    Doer,
    Setting,
    Step,
    StepKind,
    Steps,
    ground_after,
    in_order,
    step_order,
    taken,
)
from matching.engine.values import AppealKind, Link, Need, Offer, Route

MOST: Final = 6
"""How many of the smallest sets are told; more are found where they are equally small."""

NAMED: Final = 3
"""How many pledges a set of an appeal names; it counts all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Steps that open a way to help, and the pledges they open it with.

    `pledges` names up to `NAMED` of them, by their random references; `count` is all.
    """

    steps: Steps
    route: Route
    pledges: tuple[str, ...]
    count: int


def openings_for(
    need: Need,
    offers: Sequence[Offer],
    link_of: LinkOf,
    *,
    ground: Ground,
    today: date,
    most: int = MOST,
) -> tuple[Opening, ...]:
    """Return the smallest sets of steps that give an appeal one more candidate.

    Pledges that are candidates already are left out. Those that read alike to the gates are
    looked at once, the nearest first, and a pledge that cannot be as near as the best found is
    not searched at all. Empty where every pledge is a candidate or none can become one.

    Cost: about 20 gates a pledge and way to help; 1,000 pledges take well under a second.
    """
    search = _Search(need, ground, today)
    groups: defaultdict[object, list[tuple[Offer, Link]]] = defaultdict(list)
    for offer in offers:
        link = link_of(need, offer)
        groups[_as_the_gates_read_it(need, offer, link)].append((offer, link))
    lines = sorted(
        ((search.at_least(*alike[0]), alike) for alike in groups.values()),
        key=lambda line: (line[0] or 0, line[1][0][0].reference),
    )
    found: defaultdict[tuple[Steps, Route], list[str]] = defaultdict(list)
    limit: int | None = None
    for bound, alike in lines:
        if bound is None or bound == 0 or (limit is not None and bound > limit):
            continue
        for steps, route in search.smallest(*alike[0], limit=limit, most=most):
            limit = len(steps)
            for offer, _link in alike:
                found[_by_its_days(steps, need, offer), route].append(offer.reference)
    return _told(found, most)


def openings_of(
    need: Need, offer: Offer, link: Link, *, ground: Ground, today: date, most: int = MOST
) -> tuple[Opening, ...]:
    """Return the smallest sets of steps that open one pair; empty where it is open or never is."""
    return openings_for(
        need, [offer], lambda _need, _offer: link, ground=ground, today=today, most=most
    )


def set_order(steps: Steps) -> tuple[object, ...]:
    """Return what sets are ordered by: size, the weight of who has to act, then what."""
    return (
        len(steps),
        sum(WEIGHTS[step.doer] for step in steps),
        tuple(step_order(step) for step in steps),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """A way to help, and the ground steps that allow it.

    `before` are the steps of the asker that let the matcher try it at all. `need` and `ground`
    are as they would be after those and after the first of `allowing`. No other gate reads the
    verdict or the phase, so the rest of the search holds for each of `allowing` alike.
    """

    route: Route
    before: Steps
    allowing: tuple[Steps, ...]
    need: Need
    ground: Ground

    @property
    def size(self) -> int:
        """How many steps there are before the helper is looked at."""
        return len(self.before) + len(self.allowing[0])


class _Search:
    """The search for one appeal: what is the same for every pledge is worked out once."""

    def __init__(self, need: Need, ground: Ground, today: date) -> None:
        self._today = today
        self._tries = tuple(_tries(need, ground))

    def at_least(self, offer: Offer, link: Link) -> int | None:
        """Return a size no set can fall below: 0 where the pair is open, None where it never is."""
        bounds = (self._bound(each, offer, link) for each in self._tries)
        return min((bound for bound in bounds if bound is not None), default=None)

    def smallest(
        self, offer: Offer, link: Link, *, limit: int | None, most: int
    ) -> list[tuple[Steps, Route]]:
        """Return the first `most` of the smallest sets of a pair, none larger than `limit`."""
        nearest_first = sorted(
            (bound, place)
            for place, each in enumerate(self._tries)
            if (bound := self._bound(each, offer, link)) is not None
        )
        found: set[tuple[Steps, Route]] = set()
        for bound, place in nearest_first:
            if limit is not None and bound > limit:
                break
            each = self._tries[place]
            for steps in self._sets(each, self._setting(each, offer, link), limit):
                limit = len(steps)
                found.add((steps, each.route))
        smallest = (pair for pair in found if len(pair[0]) == limit)
        return nsmallest(most, smallest, key=_set_and_route_order)

    def _bound(self, each: _Try, offer: Offer, link: Link) -> int | None:
        return _bound(self._setting(each, offer, link), each.size)

    def _sets(self, each: _Try, setting: Setting, limit: int | None) -> Iterator[Steps]:
        """Yield the smallest sets on one way to help, each applied and found open.

        What opens a gate apart opens only that gate, so the alternatives of one go with those of
        every other; only the joined gates are searched together.
        """
        gates = shut_gates(setting.case)
        alternatives = [levers(gate, setting) for gate in gates if gate not in _JOINED]
        size = each.size + sum(len(lever[0]) for lever in alternatives)
        joined = _joined_sets(setting, None if limit is None else limit - size)
        for parts in product(each.allowing, *alternatives, joined):
            yield in_order((*each.before, *chain.from_iterable(parts)))

    def _setting(self, each: _Try, offer: Offer, link: Link) -> Setting:
        case = Case(
            need=each.need,
            offer=offer,
            link=link,
            route=each.route,
            today=self._today,
            thematic_map=each.ground.thematic_map,
        )
        return Setting(case=case, ground=each.ground)


def _joined_sets(setting: Setting, limit: int | None) -> list[Steps]:
    """Return the smallest sets that open the joined gates: try a size, then the next."""
    size = 1 if _shut_joined(setting) else 0
    while limit is None or size <= limit:
        if found := {in_order(steps) for steps in _opening_joined(setting, (), size)}:
            return sorted(found, key=set_order)
        size += 1
    return []


def _opening_joined(setting: Setting, steps: Steps, limit: int) -> Iterator[Steps]:
    """Yield the sets of at most `limit` steps: each way to open the first shut gate, and on."""
    if len(steps) > limit:
        return
    gates = _shut_joined(setting)
    if not gates:
        yield steps
        return
    for lever in levers(gates[0], setting):
        yield from _opening_joined(taken(setting, lever), (*steps, *lever), limit)


def _shut_joined(setting: Setting) -> list[Gate]:
    return [gate for gate in shut_gates(setting.case) if gate in _JOINED]


def _bound(setting: Setting, already: int) -> int | None:
    """Return `already` and what the shut gates need at least; None where one never opens."""
    gates = shut_gates(setting.case)
    if Gate.NOT_THE_APPELLANT in gates or asks_for_help_itself(setting):
        return None
    apart = sum(gate not in _JOINED for gate in gates)
    return already + apart + (len(gates) > apart)


_JOINED: Final = frozenset(
    {Gate.VENUE_OFFERED, Gate.HELPER_READY, Gate.PARTNER_PRESENT, Gate.LINK_BASIS}
)
"""A twinning can open a partner's gate, a link's and a helper's at once, and a platform a
partner's and a venue's."""


def _tries(need: Need, ground: Ground) -> Iterator[_Try]:
    """Yield what the matcher tries, and what it would try if the asker accepted other help."""
    asked = routes_for(need, ground.thematic_map)
    before = tuple(_to_accept_other(need))
    widened = replace(need, kinds=need.kinds | {AppealKind.SUPPORT}, accepts_other_activities=True)
    also = [route for route in routes_for(widened, ground.thematic_map) if route not in asked]
    for route, first, reads in (
        *((route, (), need) for route in asked),
        *((route, before, widened) for route in also),
    ):
        if allowing := ground_steps(ground, route):
            moved = ground_after(ground, allowing[0])
            stands = reads if moved is ground else standing_on(reads, moved)
            yield _Try(route=route, before=first, allowing=allowing, need=stands, ground=moved)


def _to_accept_other(need: Need) -> Iterator[Step]:
    if AppealKind.SUPPORT not in need.kinds:
        yield Step(kind=StepKind.ASK_TOWNS, doer=Doer.APPELLANT)
    if not need.accepts_other_activities:
        yield Step(kind=StepKind.ACCEPT_OTHER, doer=Doer.APPELLANT)


def _as_the_gates_read_it(need: Need, offer: Offer, link: Link) -> object:
    """Return all that a gate can read of a pair; pledges with the same are searched once."""
    asked, offered = need.window, offer.window
    return (
        offer.municipality == need.municipality,
        offer.activities,
        offer.topics,
        offer.actor,
        offer.languages,
        offer.has_interpreter,
        (asked.ends <= offered.starts, offered.ends <= asked.starts),
        offer.excluded & need.places,
        need.excluded & (offer.places | offer.bodies),
        min(1, offer.capacity_left),
        (offer.has_host_partner, offer.has_platform, offer.can_host),
        offer.readiness.missing,
        link,
    )


def _by_its_days(steps: Steps, need: Need, offer: Offer) -> Steps:
    """Return the steps with the days that this very pledge is away."""
    days = days_to_meet(need.window, offer.window)
    return tuple(replace(step, amount=days) if step.kind in MOVES else step for step in steps)


def _told(found: dict[tuple[Steps, Route], list[str]], most: int) -> tuple[Opening, ...]:
    size = min((len(steps) for steps, _route in found), default=0)
    openings = [
        Opening(
            steps=steps,
            route=route,
            pledges=tuple(sorted(pledges)[:NAMED]),
            count=len(pledges),
        )
        for (steps, route), pledges in found.items()
        if len(steps) == size
    ]
    return tuple(sorted(openings, key=_opening_order)[:most])


def _opening_order(opening: Opening) -> tuple[object, ...]:
    return _set_and_route_order((opening.steps, opening.route))


def _set_and_route_order(found: tuple[Steps, Route]) -> tuple[object, ...]:
    steps, route = found
    return set_order(steps), route.activity, route.venue
