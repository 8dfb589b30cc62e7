"""What an attentive reader could compute of hidden counts from everything that is told.

The reader knows that the rows of each table add up to the same whole, that nothing is counted of
a partnership that is not counted as one, and that no count of an earlier edition falls. All of it
is linear, so that the narrowest bounds on a
hidden count are the answers of two linear programs over the finest cells there are.
Source: Fischetti and Salazar, Models and Algorithms for Optimizing Cell Suppression in Tabular
Data with Linear Constraints (2000); the order of the search is ours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

_NEAR: Final = 0.01  # counts are whole; a solver's rounding is far smaller
_FIRST_COUNTS: Final = 50  # the first class of an aim, against one for each that may come along


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One told class: what is counted, in which row of which axis, and its two ends.

    An empty axis means all partnerships together.
    """

    measure: str
    axis: str
    row: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """How counts hang together, cell by cell: of each pair the first is at most the second."""

    measures: Sequence[str]
    at_most: Sequence[tuple[str, str]]
    axes: Mapping[str, Sequence[str]]


def gives_away(columns: Sequence[Column], linked: Linked) -> bool:
    """Test whether the told classes narrow any hidden one, one that begins at zero.

    Args:
        columns: every told class; those of one measure agree with one another.
        linked: what a reader knows of them.

    Cost: at most four linear programs for each hidden class, usually far fewer: each answer
    clears every class whose end it reaches. Variables: measures times finest cells.
    """
    matrix = _sums(columns, linked)
    lowest = np.array([column.lowest for column in columns], dtype=float)
    highest = np.array([column.highest for column in columns], dtype=float)
    limits = vstack([matrix, -matrix, _at_most(linked)])
    ends = np.concatenate([highest, -lowest, np.zeros(limits.shape[0] - 2 * len(columns))])
    hidden = {at for at, column in enumerate(columns) if column.lowest == 0}
    return not (
        _all_reach(matrix, lowest, hidden, limits, ends, sign=1)
        and _all_reach(matrix, highest, hidden, limits, ends, sign=-1)
    )


def _all_reach(
    matrix: csr_matrix,
    goals: "np.ndarray",
    hidden: set[int],
    limits: csr_matrix,
    ends: "np.ndarray",
    *,
    sign: int,
) -> bool:
    """Test that each hidden class reaches its end: the lowest with sign 1, the highest with -1."""
    left = set(hidden)
    reached = _reached(matrix, goals, left, sorted(left), limits, ends, sign)
    while left := left - reached:
        first = min(left)
        along = [first] * _FIRST_COUNTS + sorted(left)
        reached = _reached(matrix, goals, left, along, limits, ends, sign)
        if first not in reached:
            reached |= _reached(matrix, goals, left, [first], limits, ends, sign)
        if first not in reached:
            return False
    return True


def _reached(
    matrix: csr_matrix,
    goals: "np.ndarray",
    left: set[int],
    aim: Sequence[int],
    limits: csr_matrix,
    ends: "np.ndarray",
    sign: int,
) -> set[int]:
    """Return which of `left` reach their ends together where the sum of `aim` is driven there."""
    weights = sign * np.asarray(matrix[aim].sum(axis=0)).ravel()
    answer = linprog(weights, A_ub=limits, b_ub=ends)
    if answer.x is None:
        return set()
    counts = matrix @ answer.x
    return {at for at in left if sign * (counts[at] - goals[at]) <= _NEAR}


def _cells(linked: Linked) -> list[tuple[str, ...]]:
    return list(product(*linked.axes.values()))


def _sums(columns: Sequence[Column], linked: Linked) -> csr_matrix:
    """Return a row for each told class that adds up its finest cells."""
    cells = _cells(linked)
    axes, measures = list(linked.axes), list(linked.measures)
    entries = [
        (at, measures.index(column.measure) * len(cells) + number)
        for at, column in enumerate(columns)
        for number, cell in enumerate(cells)
        if not column.axis or cell[axes.index(column.axis)] == column.row
    ]
    return _matrix(entries, [1] * len(entries), (len(columns), len(cells) * len(measures)))


def _at_most(linked: Linked) -> csr_matrix:
    """Return a row for each pair and cell: the first less the second is at most nothing."""
    count, measures = len(_cells(linked)), list(linked.measures)
    entries = [
        (pair * count + cell, measures.index(measure) * count + cell)
        for pair, both in enumerate(linked.at_most)
        for cell in range(count)
        for measure in both
    ]
    values = [1, -1] * (len(entries) // 2)
    return _matrix(entries, values, (len(linked.at_most) * count, count * len(measures)))


def _matrix(
    entries: Sequence[tuple[int, int]], values: Sequence[int], shape: tuple[int, int]
) -> csr_matrix:
    rows, places = [at for at, _ in entries], [place for _, place in entries]
    return csr_matrix((values, (rows, places)), shape=shape, dtype=float)
