"""Choose the best set of disjoint things: exactly, goal after goal, in whole numbers.

Each item takes places of some resources and brings gains for some goals. The goals stand in
order: a later one decides only between sets that all earlier ones hold equal. Nothing is added
up across goals, so no weight hides in a sum.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

TIME_LIMIT_S: Final = 20.0
"""How long one goal may take. What is not proven by then is returned with its bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that may be chosen: what it takes one place of, and what it brings."""

    takes: frozenset[str]
    gains: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far one goal was reached, and how far it could be at most."""

    value: int
    bound: int

    @property
    def gap(self) -> int:
        """Return what may have been missed; 0 is a proof."""
        return self.bound - self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """The chosen items by their position, and each goal as far as it was decided."""

    chosen: tuple[int, ...]
    reached: tuple[Reached, ...]

    @property
    def is_proven(self) -> bool:
        """Test whether no set is better in any goal, in their order."""
        return all(goal.gap == 0 for goal in self.reached)


def pack(
    items: Sequence[Item], places: Mapping[str, int], *, time_limit_s: float = TIME_LIMIT_S
) -> Packing:
    """Return the best set of items that fits into `places`.

    One mixed-integer program for each goal; what earlier goals reached is held fast. A goal that
    is not proven in time ends the search: its value, its bound and the gap are returned, and no
    later goal pretends to be decided. The same items in the same order give the same answer.

    Args:
        items: all with equally many gains; callers sort them by content, not by chance.
        places: how many items may take each resource.

    Cost: one HiGHS call a goal.
    """
    if not items:
        return Packing(chosen=(), reached=())
    chosen = _greedy(items, places)
    rows, limits = _rows_of(items, places)
    held: list[LinearConstraint] = [LinearConstraint(rows, -np.inf, limits)]
    reached: list[Reached] = []
    for goal in range(len(items[0].gains)):
        gains = np.array([item.gains[goal] for item in items], dtype=float)
        if not gains.any():
            reached.append(Reached(value=0, bound=0))
            continue
        found, bound = _solve(gains, held, time_limit_s)
        if found is not None:
            chosen = found
        value = int(gains[list(chosen)].sum())
        reached.append(Reached(value=value, bound=max(value, _bound(bound, gains))))
        if reached[-1].gap:
            break
        held.append(LinearConstraint(csr_matrix(gains), value, value))
    return Packing(chosen=chosen, reached=tuple(reached))


def pack_by_trying(items: Sequence[Item], places: Mapping[str, int]) -> tuple[int, ...]:
    """Return the totals of the best set by trying every set: what `pack` is held against.

    Cost: 2 to the number of items; for tests.
    """
    best = tuple(0 for _ in items[0].gains) if items else ()
    for size in range(1, len(items) + 1):
        for some in combinations(items, size):
            if _fits(some, places):
                best = max(best, _totals(some))
    return best


def _fits(items: Sequence[Item], places: Mapping[str, int]) -> bool:
    taken = Counter(name for item in items for name in item.takes)
    return all(count <= places[name] for name, count in taken.items())


def _totals(items: Sequence[Item]) -> tuple[int, ...]:
    return tuple(sum(column) for column in zip(*(item.gains for item in items), strict=True))


def _solve(
    gains: "np.ndarray", held: Sequence[LinearConstraint], time_limit_s: float
) -> tuple[tuple[int, ...] | None, float | None]:
    answer = milp(
        -gains,
        constraints=list(held),
        integrality=np.ones(len(gains)),
        bounds=Bounds(0, 1),
        options={"time_limit": time_limit_s, "mip_rel_gap": 0.0},
    )
    bound = None if answer.mip_dual_bound is None else -float(answer.mip_dual_bound)
    if answer.x is None:
        return None, bound
    return tuple(int(position) for position in np.flatnonzero(answer.x > 0.5)), bound


def _bound(bound: float | None, gains: "np.ndarray") -> int:
    """Return the bound in whole numbers; without one, everything that could be gained."""
    if bound is None or not np.isfinite(bound):
        return int(gains[gains > 0].sum())
    return int(np.floor(bound + 1e-6))


def _greedy(items: Sequence[Item], places: Mapping[str, int]) -> tuple[int, ...]:
    """Return a set that fits, best single items first: the answer when no time is left."""
    left = dict(places)
    chosen = []
    for position in sorted(range(len(items)), key=lambda at: tuple(-g for g in items[at].gains)):
        if all(left[name] > 0 for name in items[position].takes):
            chosen.append(position)
            for name in items[position].takes:
                left[name] -= 1
    return tuple(sorted(chosen))


def _rows_of(items: Sequence[Item], places: Mapping[str, int]) -> "tuple[csr_matrix, np.ndarray]":
    names = sorted({name for item in items for name in item.takes})
    number = {name: row for row, name in enumerate(names)}
    pairs = [(number[name], at) for at, item in enumerate(items) for name in sorted(item.takes)]
    rows, columns = zip(*pairs, strict=True)
    matrix = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(len(names), len(items)))
    return matrix, np.array([places[name] for name in names], dtype=float)
