"""The best pledges for many appeals at once: the answers of `pairing.pair`, by machine code.

Offers that are alike for every gate of theirs form a group; within it the best fixed score
comes first. For each kind of need every group has a bound that none of its pairs exceeds, so
groups are visited from the greatest bound down, and the search stops when no bound can beat the
last place of the list. Exact: what is not visited could not have been listed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import get_num_threads, set_num_threads

from matching.engine.columns import BIT, Columns, Ints, firsts
from matching.engine.gates import Case, Gate
from matching.engine.kernels import (
    DETAIL,
    ENDS,
    GROUP,
    INTERPRETER,
    KIND,
    MUNICIPALITY,
    NOTHING,
    RANK,
    STARTS,
    TOPICS,
    Bits,
    Smalls,
    best_offers,
    count_refusals,
)
from matching.engine.pairing import (
    ALL_ROUTES,
    TOP,
    Candidate,
    NearMiss,
    Pairing,
    candidate_of,
)
from matching.engine.values import NeedTopic

FEW: Final = 256
"""So many rows are searched sooner by one thread than another could be woken for half of them."""

_GATE_OF_BIT: Final = {bit: gate for gate, bit in BIT.items()}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shortlists:
    """For each row of needs its best offers, best first: arrays of rows x top.

    `offer` and `route` are -1 after the last; `score` is that of `matching.engine.score`.
    `seen` counts the offers that were looked at for each need.
    """

    rows: Ints
    offer: Ints
    route: Ints
    score: Ints
    seen: Ints


def shortlists(columns: Columns, rows: Ints | None = None, *, top: int = TOP) -> Shortlists:
    """Return the best offers of each need, in the order of `pairing.pair`.

    Args:
        columns: needs and offers.
        rows: which needs; all where it is None.
        top: how many of each.

    Cost: grows with what is listed, hardly with the number of offers.
    Source: performance.md section 1; the bound is ours, docs/scaling.md.
    """
    total = len(columns.offer_values)
    value = columns.fixed * total + (total - 1 - columns.offers.plain[:, RANK])
    walk = np.arange(total)  # columns are sorted so
    found = _best(columns, value, walk, scale=total, floor=None, rows=rows, top=top)
    score = np.where(found.offer < 0, -1, found.score // max(1, total))
    return Shortlists(
        rows=found.rows, offer=found.offer, route=found.route, score=score, seen=found.seen
    )


def worth_adding(
    columns: Columns,
    price: Ints,
    floor: Ints,
    rows: Ints | None = None,
    *,
    top: int,
    among: Ints | None = None,
) -> Shortlists:
    """Return the offers whose score, less their price, is above the floor of the need.

    Args:
        columns: needs and offers.
        price: one an offer, 0 or more.
        floor: one a row of `rows`.
        rows: which needs; all where it is None.
        top: how many of each at the most.
        among: which offers; all where it is None. Pairs on record are looked at in any case.

    Returns:
        `score` is the score less the price.
    """
    value = columns.fixed - price
    walk = _walk(columns, value, among)
    return _best(columns, value, walk, scale=1, floor=floor, rows=rows, top=top)


def pair_many(columns: Columns, *, top: int = TOP) -> list[Pairing]:
    """Return for each need what `pairing.pair` returns, explained in the same words.

    Cost: as `refusals`, and 30 microseconds for each that is listed.
    """
    lists = shortlists(columns, top=top)
    passed, refused, nearest = refusals(columns, top=top)
    return [
        Pairing(
            need=need.reference,
            considered=len(columns.offer_values),
            candidates=tuple(candidates_of(columns, lists, row)),
            misses=_misses(columns, nearest[row]),
            refusals=_refusals(refused[row]),
            passed=int(passed[row]),
        )
        for row, need in enumerate(columns.need_values)
    ]


def refusals(columns: Columns, *, top: int = TOP) -> tuple[Ints, Ints, Ints]:
    """Return for each need how many pass, how often each gate refuses, and the nearest misses.

    Returns:
        Arrays of needs; needs x gates; needs x top x (order, offer, route, gates as bits).

    Cost: pairs whose own gates are open are looked at, and as many others as it takes to find
    the nearest. What refuses is counted gate by gate, once for needs that are alike.
    """
    kinds = columns.needs.plain[:, KIND]
    by_kind = np.argsort(kinds, kind="stable")
    return count_refusals(
        columns.needs,
        columns.offers,
        columns.tables,
        columns.bases,
        columns.special,
        by_kind,
        firsts(kinds[by_kind].astype(np.int64), len(columns.tables.ways)),
        columns.first,
        np.argsort(columns.offers.plain[:, RANK]),
        _offering(columns),
        _apart(columns),
        len(BIT),
        top,
    )


def _offering(columns: Columns) -> Smalls:
    """Return how many offers of each detail offer each topic, and last how many there are."""
    topics, details = columns.offers.plain[:, TOPICS], columns.offers.plain[:, DETAIL]
    total = len(columns.tables.detail)
    counts = [
        np.bincount(details[(topics == 0) | (topics >> at & 1 > 0)], minlength=total)
        for at in range(len(NeedTopic))
    ]
    counts.append(np.bincount(details, minlength=total))
    return np.ascontiguousarray(np.array(counts, np.int32).T)


def _apart(columns: Columns) -> Ints:
    """Return for each need how many offers lie apart in each way, as `kernels._apart` has them."""
    needs, offers = columns.needs, columns.offers
    own, places, refused = np.cumsum(columns.tables.width).tolist()
    towns = np.bincount(offers.plain[:, MUNICIPALITY], minlength=1)
    town = needs.plain[:, MUNICIPALITY]
    speechless = offers.bits[offers.plain[:, INTERPRETER] == 0, :own]
    counts = (
        np.where(town < 0, 0, towns[town]) if len(offers.plain) else np.zeros(len(town), np.int64),
        _meeting(needs.bits[:, places:refused], offers.bits[:, places:refused]),
        _meeting(needs.bits[:, own:places], offers.bits[:, own:places]),
        _out_of_time(needs.plain, offers.plain),
        len(speechless) - _meeting(needs.bits[:, :own], speechless),
    )
    return np.ascontiguousarray(np.stack(counts, axis=1).astype(np.int64))


def _meeting(ours: Bits, theirs: Bits) -> Ints:
    """Return for each of our sets how many of theirs share a word with it."""
    if not len(ours):
        return np.zeros(0, np.int64)
    sets, which = np.unique(ours, axis=0, return_inverse=True)
    counts = [np.count_nonzero((theirs & words).any(axis=1)) for words in sets]
    return np.array(counts, np.int64)[which.reshape(-1)]


def _out_of_time(needs: Smalls, offers: Smalls) -> Ints:
    """Return for each need how many windows of offers do not meet its own."""
    real = offers[offers[:, STARTS] < offers[:, ENDS]]
    after = len(real) - np.searchsorted(np.sort(real[:, STARTS]), needs[:, ENDS])
    before = np.searchsorted(np.sort(real[:, ENDS]), needs[:, STARTS], side="right")
    is_real = needs[:, STARTS] < needs[:, ENDS]
    counts: Ints = np.where(is_real, after + before + len(offers) - len(real), len(offers))
    return counts


def candidates_of(columns: Columns, lists: Shortlists, at: int) -> list[Candidate]:
    """Return one row of the lists with all that is told of each pair."""
    row = int(lists.rows[at])
    return [
        told(columns, row, offer, route)
        for offer, route in zip(lists.offer[at].tolist(), lists.route[at].tolist(), strict=True)
        if offer >= 0
    ]


def told(columns: Columns, row: int, offer: int, route: int) -> Candidate:
    """Return all that is told of one pair that passes on a route."""
    need, offered = columns.need_values[row], columns.offer_values[offer]
    case = Case(
        need=need,
        offer=offered,
        link=columns.links.of(need, offered),
        route=ALL_ROUTES[route],
        today=columns.today,
        thematic_map=columns.thematic_map,
    )
    return candidate_of(case, columns.policy)


def _best(
    columns: Columns,
    value: Ints,
    walk: Ints,
    *,
    scale: int,
    floor: Ints | None,
    rows: Ints | None,
    top: int,
) -> Shortlists:
    if top < 1:
        raise ValueError("A list has at least one place.")
    if rows is None:
        rows = np.arange(len(columns.need_values))
    if floor is None:
        floor = np.full(len(rows), NOTHING, np.int64)
    first = firsts(columns.offers.plain[walk, GROUP], columns.groups)
    kinds = np.unique(columns.needs.plain[rows, KIND])
    order, bound = _order(columns, kinds, value[walk], first, scale)
    with _threads_for(len(rows)):
        keys, offer, route, seen = best_offers(
            columns.needs,
            columns.offers,
            columns.tables,
            columns.bases,
            columns.special,
            walk,
            first,
            value,
            order,
            bound,
            scale,
            floor,
            rows,
            top,
        )
    return Shortlists(rows=rows, offer=offer, route=route, score=keys, seen=seen)


@contextmanager
def _threads_for(rows: int) -> Iterator[None]:
    threads = get_num_threads()
    set_num_threads(threads if rows > FEW else 1)
    try:
        yield
    finally:
        set_num_threads(threads)


def _walk(columns: Columns, value: Ints, among: Ints | None) -> Ints:
    """Return the offers, or some of them, group after group, the best value first."""
    group = columns.offers.plain[:, GROUP]
    if among is None:
        return np.lexsort((-value, group))
    return among[np.lexsort((-value[among], group[among]))]


def _order(
    columns: Columns, kinds: Ints, walked: Ints, first: Ints, scale: int
) -> tuple[Ints, Ints]:
    """Return for each of some kinds its groups from the greatest bound down, and the bounds."""
    there = np.flatnonzero(np.diff(first))
    base = columns.bases.score[kinds[:, None], there].max(axis=2, initial=-1)
    best = (base + columns.tables.language[1]) * scale + walked[first[there]]
    best[base < 0] = NOTHING
    place = np.argsort(-best, axis=1, kind="stable")
    shape = len(columns.tables.ways), len(there)
    order, bound = np.full(shape, -1, np.int64), np.full(shape, NOTHING, np.int64)
    bound[kinds] = np.take_along_axis(best, place, axis=1)
    order[kinds] = np.where(bound[kinds] == NOTHING, -1, there[place])
    return order, bound


def _misses(columns: Columns, nearest: Ints) -> tuple[NearMiss, ...]:
    return tuple(
        NearMiss(
            pledge=columns.offer_values[offer].reference,
            route=ALL_ROUTES[route],
            gates=_gates(bits),
        )
        for _order, offer, route, bits in nearest.tolist()
        if offer >= 0
    )


def _gates(bits: int) -> tuple[Gate, ...]:
    return tuple(gate for bit, gate in _GATE_OF_BIT.items() if bits & bit)


def _refusals(counts: Ints) -> dict[Gate, int]:
    found = {gate: count for gate, count in zip(BIT, counts.tolist(), strict=True) if count}
    return dict(sorted(found.items()))
