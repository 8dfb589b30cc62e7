"""Who is given to whom: the best use of scarce pledges, over all pairs that pass the gates.

Two aims, the first before the second: which appeals are answered, the most urgent and longest
waiting first and among them the hardest to match; then the sum of the pairs' scores. An appeal
is answered by its first helper; further helpers it wants count for quality alone.

The answered appeals form a transversal matroid (Edmonds and Fulkerson 1965), so the set that is
best for one order of the appeals is best for any weights in that order: no exchange rate between
urgency and number has to be chosen.

A flow of least cost solves the pairs it is given. Giving it the best twenty of each appeal is not
enough, since lists crowd on the same pledges; so its prices are used to look, with the index of
`search`, for any pair outside of them that would pay, until there is none: column generation.
Then the answer is the best over all pairs, and `gap` is 0.

One appeal more may cost the scores of many others, each of which moves on to a worse pledge. No
small exchange rate outweighs them all, and a large one makes the flow slow. So the rate begins
small, the prices prove that nobody more could be answered, and where they do not, it grows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

from matching.engine.columns import Columns, Ints, firsts
from matching.engine.kernels import FIT, bases_of, least_costs
from matching.engine.score import largest_score
from matching.engine.search import Shortlists, shortlists, worth_adding

FIRST_LIST: Final = 20
"""Pairs of each appeal in the first round."""

ADDED: Final = 8
"""Pairs of each appeal that a round may add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """One pledge given to one appeal."""

    need: int  # row of the columns
    offer: int
    route: int
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who is given to whom, and how sure it is that nothing is better.

    `answered` sums the priorities of the appeals that have a helper, `quality` the scores of all
    pairs. `gap` bounds what another assignment could have more, in units of the objective
    `answered x step + quality`; 0 means that none is better.
    """

    pairs: tuple[Assigned, ...]
    answered: int
    quality: int
    step: int
    gap: int
    rounds: int
    pairs_looked_at: int
    prices: Ints
    """What one more place at each pledge would be worth, in units of the objective."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Pairs:
    """Pairs that the flow may use: rows of needs and offers, ways and scores."""

    need: Ints
    offer: Ints
    route: Ints
    score: Ints

    @classmethod
    def none(cls) -> "_Pairs":
        empty = np.zeros(0, np.int64)
        return cls(need=empty, offer=empty, route=empty, score=empty)

    @classmethod
    def joined(cls, several: Sequence["_Pairs"], price: Ints) -> "_Pairs":
        """Return several together, their scores without the price again."""
        offer = np.concatenate([each.offer for each in several])
        return cls(
            need=np.concatenate([each.need for each in several]),
            offer=offer,
            route=np.concatenate([each.route for each in several]),
            score=np.concatenate([each.score for each in several]) + price[offer],
        )

    def with_more(self, other: "_Pairs") -> "_Pairs":
        need, offer = (
            np.concatenate((self.need, other.need)),
            np.concatenate((self.offer, other.offer)),
        )
        _keys, first = np.unique(_key(need, offer), return_index=True)
        return _Pairs(
            need=need[first],
            offer=offer[first],
            route=np.concatenate((self.route, other.route))[first],
            score=np.concatenate((self.score, other.score))[first],
        )

    def hold(self, need: Ints, offer: Ints) -> NDArray[np.bool_]:
        """Test for each pair whether it is among these."""
        return np.isin(_key(need, offer), _key(self.need, self.offer))


def _key(need: Ints, offer: Ints) -> Ints:
    return need << 32 | offer


FEW_PARTS: Final = (4, 16, 64), (3, 8, 24)
MANY_PARTS: Final = (16, 128, 1_024), (3, 24, 256)
"""Into how many parts the pledges are cut: for lists beside the best of all, before the first
round, and in the rounds, one after the other. Many where there are pledges enough: lists from few
parts crowd on the same pledges, and the first prices are far off (docs/scaling.md)."""

MEMBERS: Final = 25
"""Pledges in a part at the least."""

UNREACHED: Final = 2**62
"""A cost above every cost."""

GROWTH: Final = 8
"""By how much one step of priority outweighs more scores where it outweighed too few."""

Stop = Callable[[int, int], bool]
"""Asked after each round with the round and the gap: whether that is good enough."""


def _never(_round: int, _gap: int) -> bool:
    return False


def assign(
    columns: Columns,
    priorities: Sequence[int],
    *,
    stop: Stop = _never,
    first_list: int = FIRST_LIST,
    added: int = ADDED,
    members: int = MEMBERS,
) -> Assignment:
    """Return the best assignment of all pledges to all appeals.

    Args:
        columns: needs and offers; an offer's `capacity_left` and a need's `helpers_wanted` hold.
        priorities: one a need, from 1; the greater, the earlier it is answered. Small numbers
            keep the flow fast: `matching.engine.priority` gives them.
        stop: ends the search for more before it is complete; the gap tells what that may cost.
        first_list: pairs of each appeal to begin with.
        added: pairs of each appeal that a round may add.
        members: a part of the pledges has at least so many, or they are not cut into parts.

    Raises:
        ValueError: a priority is below 1.

    Where the search ends with no gap, `answered` is the most there is: see `most_answered`.

    Cost: a few flows; 10,000 x 50,000 takes seconds (docs/scaling.md).
    Source: L712-L718; Ford and Fulkerson 1958 on column generation; performance.md section 2.
    """
    if any(priority < 1 for priority in priorities):
        raise ValueError("A priority is 1 or more.")
    priority = np.array(priorities, np.int64)
    step = 2 * largest_score(columns.policy) + 1
    how = _How(stop=stop, first_list=first_list, added=added, members=members)
    found = _assign(columns, priority, step, how)
    if found.gap or found.answered == most_answered(columns, priorities, found):
        return found
    most = _assign(without_scores(columns), priority, 1, replace(how, stop=_never)).answered
    while found.gap == 0 and found.answered < most:
        step *= GROWTH
        found = _assign(columns, priority, step, how)
    return found


def most_answered(columns: Columns, priorities: Sequence[int], found: Assignment) -> int:
    """Return what no assignment exceeds in `answered`: the prices of one, in whole steps.

    Weak duality: an appeal of priority p that could have a pledge of price v brings at most
    p - v beyond what the places at that price are worth. Prices are whole steps but for scores;
    which way they are rounded decides how near the bound is, so that each way is tried.

    Cost: three searches for the cheapest pledge of each appeal.
    """
    bare = without_scores(columns)
    priority = np.array(priorities, np.int64)
    capacity = np.array([offer.capacity_left for offer in columns.offer_values], np.int64)
    bounds = []
    for rest in (0, found.step // 2, found.step - 1):
        price = (found.prices + rest) // found.step
        cheapest = worth_adding(bare, price, -priority, top=1).score[:, 0]
        bounds.append(int((priority + cheapest).sum() + (capacity * price).sum()))
    return min(bounds)


def without_scores(columns: Columns) -> Columns:
    """Return columns on which the same pairs pass and every pair scores 0."""
    ways = columns.tables.ways.copy()
    ways[:, :, FIT] = 0
    tables = columns.tables._replace(
        ways=ways,
        form=np.zeros_like(columns.tables.form),
        link=np.zeros_like(columns.tables.link),
        language=np.zeros_like(columns.tables.language),
    )
    return replace(
        columns,
        tables=tables,
        bases=bases_of(tables),
        special=columns.special._replace(stands=np.zeros_like(columns.special.stands)),
        fixed=np.zeros_like(columns.fixed),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    """How far to look; `assign` tells what each means."""

    stop: Stop
    first_list: int
    added: int
    members: int


def _assign(columns: Columns, priority: Ints, step: int, how: _How) -> Assignment:
    """Return the best at one exchange rate of priority and scores."""
    wanted = np.array([need.helpers_wanted for need in columns.need_values], np.int64)
    capacity = np.array([offer.capacity_left for offer in columns.offer_values], np.int64)
    most_parts = len(capacity) // how.members
    first_parts, parts_of_rounds = MANY_PARTS if most_parts >= max(MANY_PARTS[0]) else FEW_PARTS
    pairs = _first_pairs(columns, first_parts, most_parts, how.first_list)
    for round_number in count(1):
        used = _flow(pairs, wanted, capacity, priority * step)
        price, floor = _prices(pairs, used, wanted, capacity, priority * step)
        more, gap = _paying(columns, pairs, price, floor, wanted, how.added)
        if gap == 0 or how.stop(round_number, gap):
            break
        pairs = pairs.with_more(more)
        parts = min(parts_of_rounds[round_number % len(parts_of_rounds)], most_parts)
        if parts > 1:
            pairs = pairs.with_more(_spread(columns, price, floor, parts, round_number, how.added))
    return _result(pairs, used, priority, step, gap=gap, rounds=round_number, price=price)


def _first_pairs(
    columns: Columns, first_parts: Sequence[int], most_parts: int, first_list: int
) -> _Pairs:
    nothing = np.zeros(len(columns.offer_values), np.int64)
    floor = np.full(len(columns.need_values), -1, np.int64)
    pairs = _listed(columns, first_list)
    for parts in first_parts:
        if parts <= most_parts:
            half = -(-first_list // 2)
            pairs = pairs.with_more(_spread(columns, nothing, floor, parts, parts, half))
    return pairs


def _listed(columns: Columns, top: int) -> _Pairs:
    return _pairs_of(shortlists(columns, top=top))


def _pairs_of(found: Shortlists) -> _Pairs:
    there = found.offer >= 0
    return _Pairs(
        need=np.broadcast_to(found.rows[:, None], there.shape)[there],
        offer=found.offer[there],
        route=found.route[there],
        score=found.score[there],
    )


def _spread(columns: Columns, price: Ints, floor: Ints, parts: int, shift: int, top: int) -> _Pairs:
    """Return pairs that pay, each appeal looking at one part of the pledges only.

    Appeals that are alike want the same few pledges. Each part is a comb through all pledges, so
    appeals that look at different parts find as good ones that are not yet wanted by all.
    """
    found = [_Pairs.none()]
    for part in range(parts):
        rows = np.arange(part, len(columns.need_values), parts)
        among = np.arange((part + shift) % parts, len(columns.offer_values), parts)
        listed = worth_adding(columns, price, floor[rows], rows, top=top, among=among)
        found.append(_pairs_of(listed))
    return _Pairs.joined(found, price)


def _paying(
    columns: Columns, pairs: _Pairs, price: Ints, floor: Ints, wanted: Ints, added: int
) -> tuple[_Pairs, int]:
    """Return the pairs that would improve the flow at these prices, and by how much at the most.

    A pair that the flow uses already may come back, since no pair is used twice; it is left out.
    """
    found = worth_adding(columns, price, floor, top=added + int(wanted.max(initial=0)))
    there = found.offer >= 0
    need = np.broadcast_to(found.rows[:, None], there.shape)
    there &= ~pairs.hold(need, found.offer)
    excess = np.where(there, found.score - floor[:, None], 0).max(axis=1, initial=0)
    offer = found.offer[there]
    more = _Pairs(
        need=need[there],
        offer=offer,
        route=found.route[there],
        score=found.score[there] + price[offer],
    )
    return more, int((excess * wanted).sum())


def _prices(
    pairs: _Pairs, used: NDArray[np.bool_], wanted: Ints, capacity: Ints, worth: Ints
) -> tuple[Ints, Ints]:
    """Return the price of each offer and the floor of each need: duals of the flow.

    A pair outside of the flow pays where its score, less the price, is above the floor. Both are
    the least costs in the graph of what the flow could still change.
    """
    order = np.argsort(pairs.need, kind="stable")
    need, offer, in_use = pairs.need[order], pairs.offer[order], used[order]
    helped = np.bincount(need[in_use], minlength=len(wanted))
    given = np.bincount(offer[in_use], minlength=len(capacity))
    of_needs = np.where(helped < wanted, 0, UNREACHED)
    of_needs[helped == 0] = -worth[helped == 0]
    of_offers = np.where(given > 0, 0, UNREACHED)
    of_use = np.flatnonzero(in_use)
    np.minimum.at(of_needs, need[of_use], pairs.score[order][of_use])
    by_offer = of_use[np.argsort(offer[of_use], kind="stable")]
    least_costs(
        firsts(need, len(wanted)),
        offer,
        pairs.score[order],
        in_use.astype(np.int64),
        firsts(offer[by_offer], len(capacity)),
        by_offer,
        need,
        of_needs,
        of_offers,
    )
    return np.maximum(0, -of_offers), of_needs


def _result(
    pairs: _Pairs,
    used: NDArray[np.bool_],
    priority: Ints,
    step: int,
    *,
    gap: int,
    rounds: int,
    price: Ints,
) -> Assignment:
    rows = np.flatnonzero(used)
    chosen = sorted(
        zip(
            pairs.need[rows].tolist(),
            (-pairs.score[rows]).tolist(),
            pairs.offer[rows].tolist(),
            pairs.route[rows].tolist(),
            strict=True,
        )
    )
    return Assignment(
        pairs=tuple(
            Assigned(need=need, offer=offer, route=route, score=-minus)
            for need, minus, offer, route in chosen
        ),
        answered=int(priority[np.unique(pairs.need[rows])].sum()),
        quality=int(pairs.score[rows].sum()),
        step=step,
        gap=gap,
        rounds=rounds,
        pairs_looked_at=len(pairs.need),
        prices=price,
    )


def _flow(pairs: _Pairs, wanted: Ints, capacity: Ints, worth: Ints) -> NDArray[np.bool_]:
    """Return which pairs the best flow uses."""
    needs, offers = len(wanted), len(capacity)
    source, sink = needs + offers, needs + offers + 1
    every_need, every_offer = np.arange(needs), np.arange(offers)
    solver = min_cost_flow.SimpleMinCostFlow()

    arcs = solver.add_arcs_with_capacity_and_unit_cost
    ones, none = np.ones(needs, np.int64), np.zeros(needs, np.int64)
    arcs(np.full(needs, source), every_need, ones, -worth)
    arcs(np.full(needs, source), every_need, wanted - 1, none)
    of_pairs = arcs(
        pairs.need, needs + pairs.offer, np.ones(len(pairs.need), np.int64), -pairs.score
    )
    arcs(needs + every_offer, np.full(offers, sink), capacity, np.zeros(offers, np.int64))
    total = int(wanted.sum())
    solver.add_arc_with_capacity_and_unit_cost(source, sink, total, 0)
    solver.set_node_supply(source, total)
    solver.set_node_supply(sink, -total)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"The flow ended as {status}; nothing was assigned.")
    return np.asarray(solver.flows(of_pairs), np.int64) > 0
