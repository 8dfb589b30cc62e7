"""Join two municipalities of opposite sides and one from outside, as many as can be joined.

The same gates and criteria as for pairs; what is added is the meeting of three: a way to meet
that suits both sides, an outsider who stands on no side of that conflict, days on which all
three have time, and exclusions heard among all three. Source: report L568-L571, L672.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations, product
from typing import Final

from activities.engine.map import MAP_2008
from activities.engine.values import Activity, ThematicMap, Venue
from evidence.engine.citation import Citation, Mark
from matching.engine.criteria import POLICY_1, Policy, Value, values_of
from matching.engine.gates import Case, Gate, shut_gates
from matching.engine.packing import TIME_LIMIT_S, Item, Packing, pack
from matching.engine.pairing import LinkOf, routes_for
from matching.engine.values import Need, Offer, Route, Urgency

OUTSIDERS_KEPT: Final = 12
"""How many outsiders are kept for two appeals; how many were left out is always told."""

NEAR_KEPT: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToMeet:
    """A route on which three can meet, and where the rule comes from."""

    route: Route
    citation: Citation


def _way(activity: Activity, venue: Venue, mark: Mark, *lines: int) -> WayToMeet:
    return WayToMeet(
        route=Route(activity=activity, venue=venue), citation=Citation(lines=lines, mark=mark)
    )


WAYS_TO_MEET: Final = (
    _way(Activity.FORUMS, Venue.OUTSIDE, Mark.READING, 568, 765),
    _way(Activity.ATTENTION, Venue.OUTSIDE, Mark.SEED, 568),
    _way(Activity.LEGITIMACY, Venue.OUTSIDE, Mark.READING, 672, 781),
    _way(Activity.EVENTS, Venue.OUTSIDE, Mark.OURS),
    _way(Activity.VISITS, Venue.INSIDE, Mark.OURS),
)
"""What suits three who meet. Help to one town's services or an enclave is no meeting."""


class Obstacle(StrEnum):
    """What keeps two opposed appeals from a trinning, beside the gates of each side."""

    NO_COMMON_WAY = "no_common_way"
    SIDES_EXCLUDE_EACH_OTHER = "sides_exclude_each_other"
    NOT_EQUALLY_SAFE = "not_equally_safe"
    NO_COMMON_DAYS = "no_common_days"
    OUTSIDER_STANDS_ON_A_SIDE = "outsider_stands_on_a_side"
    NO_OUTSIDER = "no_outsider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """An appeal and the side of its municipality, by conflict."""

    need: Need
    sides: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """A pledge and the conflicts in which its municipality stands on any side."""

    offer: Offer
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trinning:
    """Two appeals of opposite sides and an outsider, with what each side gets.

    `first` is the smaller reference. `weaker` holds, for each criterion, the lower points of the
    two sides: only what both have counts, so that neither side is served worse.
    """

    conflict: str
    first: str
    second: str
    outsider: str
    route: Route
    first_values: tuple[Value, ...]
    second_values: tuple[Value, ...]
    urgent: int
    weaker: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearTrinning:
    """Two opposed appeals that nobody can join now, and the least that is missing."""

    conflict: str
    first: str
    second: str
    outsider: str  # empty where no outsider could even be looked at
    obstacles: tuple[Obstacle, ...]
    first_gates: tuple[Gate, ...]
    second_gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trinnings:
    """The best set of disjoint trinnings, and how sure that is.

    `left_out` counts trinnings beyond the outsiders kept for two appeals: with 0 nothing could
    be missed; else a better set might use one of them, where outsiders are short.
    """

    chosen: tuple[Trinning, ...]
    possible: int
    left_out: int
    near: tuple[NearTrinning, ...]
    packing: Packing


def find_trinnings(
    seats: Sequence[Seat],
    guests: Sequence[Guest],
    link_of: LinkOf,
    *,
    today: date,
    policy: Policy = POLICY_1,
    thematic_map: ThematicMap = MAP_2008,
    outsiders_kept: int = OUTSIDERS_KEPT,
    time_limit_s: float = TIME_LIMIT_S,
) -> Trinnings:
    """Return the best set of trinnings: each appeal in one at most, no outsider over capacity.

    Goals in order: urgent appeals joined, appeals joined, then each criterion of `policy` by its
    weaker side; at last the smaller references, which are random and favour nobody. The order of
    `seats` and `guests` does not matter. A trinning takes one place of a pledge's capacity: it
    is one meeting [ours].

    Cost: gates for each appeal and pledge once, then opposed pairs x outsiders; one mixed-integer
    program a goal.
    """
    table = _Table(guests, link_of, today=today, policy=policy, thematic_map=thematic_map)
    found: list[Trinning] = []
    near: list[NearTrinning] = []
    left_out = 0
    for conflict, first, second in opposed_pairs(seats):
        joined = sorted(table.joined(conflict, first, second), key=_best_first)
        found += joined[:outsiders_kept]
        left_out += max(0, len(joined) - outsiders_kept)
        if not joined:
            near.append(table.nearest(conflict, first, second))
    found.sort(key=_by_reference)
    packing = pack(_items(found), _places(found, guests), time_limit_s=time_limit_s)
    return Trinnings(
        chosen=tuple(sorted((found[at] for at in packing.chosen), key=_best_first)),
        possible=len(found) + left_out,
        left_out=left_out,
        near=tuple(sorted(near, key=_nearest_first)[:NEAR_KEPT]),
        packing=packing,
    )


def opposed_pairs(seats: Sequence[Seat]) -> Iterator[tuple[str, Seat, Seat]]:
    """Yield each conflict with two appeals of its opposite sides, in the order of references.

    Appeals are grouped by conflict and side first, so those of no side cost nothing.
    """
    groups: defaultdict[str, defaultdict[str, list[Seat]]] = defaultdict(lambda: defaultdict(list))
    for seat in sorted(seats, key=lambda seat: seat.need.reference):
        for conflict, side in seat.sides.items():
            groups[conflict][side].append(seat)
    for conflict in sorted(groups):
        for ones, others in combinations(
            [groups[conflict][s] for s in sorted(groups[conflict])], 2
        ):
            for one, other in product(ones, others):
                first, second = sorted((one, other), key=lambda seat: seat.need.reference)
                if first.need.municipality != second.need.municipality:
                    yield conflict, first, second


class _Table:
    """What each appeal and pledge say of each other on each way to meet: asked once."""

    def __init__(
        self,
        guests: Sequence[Guest],
        link_of: LinkOf,
        *,
        today: date,
        policy: Policy,
        thematic_map: ThematicMap,
    ) -> None:
        """Keep what is asked; nothing is judged yet."""
        self._guests = sorted(guests, key=lambda guest: guest.offer.reference)
        self._link_of, self._today, self._policy = link_of, today, policy
        self._map = thematic_map
        self._known: dict[tuple[str, str, Route], tuple[Gate, ...]] = {}

    def joined(self, conflict: str, first: Seat, second: Seat) -> Iterator[Trinning]:
        """Yield the two with each outsider who can join them, on the best way for the weaker."""
        ways = common_ways(first.need, second.need, self._map)
        if not ways or _exclude_each_other(first.need, second.need):
            return
        for guest in self._guests:
            if not _is_outside(guest, conflict, first, second):
                continue
            if not _days_in_common(first.need, second.need, guest.offer):
                continue
            options = [
                self._trinning(conflict, first, second, guest.offer, route)
                for route in ways
                if not self._gates(first.need, guest.offer, route)
                and not self._gates(second.need, guest.offer, route)
            ]
            if options:
                yield min(options, key=_best_first)

    def nearest(self, conflict: str, first: Seat, second: Seat) -> NearTrinning:
        """Return the least that is missing for the two; asked only where nobody can join them."""
        ways = common_ways(first.need, second.need, self._map)
        shared = _shared_routes(first.need, second.need, self._map)
        obstacles = _between(first.need, second.need, shared, ways)
        options = [
            self._near(conflict, first, second, guest, route, obstacles)
            for guest in self._guests
            for route in (ways or shared)
            if guest.offer.municipality not in {first.need.municipality, second.need.municipality}
        ]
        if options:
            return min(options, key=_nearest_first)
        return NearTrinning(
            conflict=conflict,
            first=first.need.reference,
            second=second.need.reference,
            outsider="",
            obstacles=obstacles or (Obstacle.NO_OUTSIDER,),
            first_gates=(),
            second_gates=(),
        )

    def _trinning(
        self, conflict: str, first: Seat, second: Seat, offer: Offer, route: Route
    ) -> Trinning:
        ones = values_of(self._case(first.need, offer, route), self._policy)
        others = values_of(self._case(second.need, offer, route), self._policy)
        urgent = sum(seat.need.urgency is not Urgency.ORDINARY for seat in (first, second))
        return Trinning(
            conflict=conflict,
            first=first.need.reference,
            second=second.need.reference,
            outsider=offer.reference,
            route=route,
            first_values=ones,
            second_values=others,
            urgent=urgent,
            weaker=tuple(
                min(one.points, other.points) for one, other in zip(ones, others, strict=True)
            ),
        )

    def _near(
        self,
        conflict: str,
        first: Seat,
        second: Seat,
        guest: Guest,
        route: Route,
        between: tuple[Obstacle, ...],
    ) -> NearTrinning:
        also = {
            Obstacle.NO_COMMON_DAYS: not _days_in_common(first.need, second.need, guest.offer),
            Obstacle.OUTSIDER_STANDS_ON_A_SIDE: conflict in guest.conflicts,
        }
        return NearTrinning(
            conflict=conflict,
            first=first.need.reference,
            second=second.need.reference,
            outsider=guest.offer.reference,
            obstacles=(*between, *(obstacle for obstacle, holds in also.items() if holds)),
            first_gates=self._gates(first.need, guest.offer, route),
            second_gates=self._gates(second.need, guest.offer, route),
        )

    def _gates(self, need: Need, offer: Offer, route: Route) -> tuple[Gate, ...]:
        key = need.reference, offer.reference, route
        if key not in self._known:
            self._known[key] = shut_gates(self._case(need, offer, route))
        return self._known[key]

    def _case(self, need: Need, offer: Offer, route: Route) -> Case:
        link = self._link_of(need, offer)
        return Case(
            need=need,
            offer=offer,
            link=link,
            route=route,
            today=self._today,
            thematic_map=self._map,
        )


def common_ways(one: Need, other: Need, thematic_map: ThematicMap) -> tuple[Route, ...]:
    """Return the ways to meet that both appeals accept, held outside or equally safe for both."""
    return tuple(
        route
        for route in _shared_routes(one, other, thematic_map)
        if route.venue is Venue.OUTSIDE or one.permits[route] == other.permits[route]
    )


def _shared_routes(one: Need, other: Need, thematic_map: ThematicMap) -> tuple[Route, ...]:
    accepted = set(routes_for(one, thematic_map)) & set(routes_for(other, thematic_map))
    return tuple(way.route for way in WAYS_TO_MEET if way.route in accepted)


def _between(
    one: Need, other: Need, shared: Sequence[Route], ways: Sequence[Route]
) -> tuple[Obstacle, ...]:
    told = {
        Obstacle.NO_COMMON_WAY: not shared,
        Obstacle.NOT_EQUALLY_SAFE: bool(shared) and not ways,
        Obstacle.SIDES_EXCLUDE_EACH_OTHER: _exclude_each_other(one, other),
    }
    return tuple(obstacle for obstacle, holds in told.items() if holds)


def _exclude_each_other(one: Need, other: Need) -> bool:
    return not (one.excluded.isdisjoint(other.places) and other.excluded.isdisjoint(one.places))


def _is_outside(guest: Guest, conflict: str, first: Seat, second: Seat) -> bool:
    parties = {first.need.municipality, second.need.municipality}
    return conflict not in guest.conflicts and guest.offer.municipality not in parties


def _days_in_common(one: Need, other: Need, offer: Offer) -> bool:
    windows = (one.window, other.window, offer.window)
    return max(w.starts for w in windows) < min(w.ends for w in windows)


def _items(found: Sequence[Trinning]) -> list[Item]:
    return [
        Item(
            takes=frozenset(
                {f"appeal {each.first}", f"appeal {each.second}", f"pledge {each.outsider}"}
            ),
            gains=(each.urgent, 2, *each.weaker, -position),
        )
        for position, each in enumerate(found)
    ]


def _places(found: Sequence[Trinning], guests: Sequence[Guest]) -> dict[str, int]:
    appeals = {reference for each in found for reference in (each.first, each.second)}
    return {f"appeal {reference}": 1 for reference in appeals} | {
        f"pledge {guest.offer.reference}": guest.offer.capacity_left for guest in guests
    }


def _by_reference(each: Trinning) -> tuple[str, ...]:
    return each.first, each.second, each.outsider, each.conflict


def _best_first(each: Trinning) -> tuple[object, ...]:
    return -each.urgent, tuple(-points for points in each.weaker), *_by_reference(each)


def _nearest_first(near: NearTrinning) -> tuple[object, ...]:
    missing = len(near.obstacles) + len(near.first_gates) + len(near.second_gates)
    return missing, near.first, near.second, near.outsider
