"""Someone who reads every published figure and computes what else must be true."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np
from scipy.optimize import linprog

from partnerships.engine.figures import Dimension, Measure, Table, highest_of

AXES: Final = (Dimension.YEAR, Dimension.ACTIVITY, Dimension.REGION)

Place = tuple[int, Measure, tuple[str, ...]]
Figure = tuple[int, Measure, Dimension, str]


def narrowed(
    *editions: Sequence[Table], rows: Mapping[Dimension, Sequence[str]]
) -> Iterator[tuple[Figure, float, float]]:
    """Yield each hidden figure of which more can be computed than its class, with its bounds.

    Editions come the oldest first; no count falls from one to the next.
    """
    cells = list(product(*(rows[axis] for axis in AXES)))
    times = range(len(editions))
    places = {place: at for at, place in enumerate(product(times, Measure, cells))}
    sums = {
        (time, table.measure, table.dimension, row): (_line(time, table, row, places), lowest)
        for time, tables in enumerate(editions)
        for table in tables
        for row, lowest in table.classes.items()
    }
    bounds = list(_never_more(places))
    for line, lowest in sums.values():
        bounds += [(line, highest_of(lowest)), (-line, -lowest)]
    hidden = {figure: line for figure, (line, lowest) in sums.items() if lowest == 0}
    for figure, line in hidden.items():
        least, most = _least(line, bounds), -_least(-line, bounds)
        if least > 0.01 or most < highest_of(0) - 0.01:
            yield figure, least, most


def _never_more(places: Mapping[Place, int]) -> Iterator[tuple[np.ndarray, int]]:
    """Yield that nothing is counted of no partnership, and that no count falls."""
    for time, measure, cell in places:
        for above in ((time, Measure.PARTNERSHIPS, cell), (time + 1, measure, cell)):
            if above in places:
                line = np.zeros(len(places))
                line[places[time, measure, cell]] += 1
                line[places[above]] -= 1
                yield line, 0


def _line(time: int, table: Table, row: str, places: Mapping[Place, int]):
    line = np.zeros(len(places))
    for (then, measure, cell), at in places.items():
        is_in_row = table.dimension is Dimension.ALL or cell[AXES.index(table.dimension)] == row
        line[at] = then == time and measure is table.measure and is_in_row
    return line


def _least(line, bounds) -> float:
    answer = linprog(
        line, A_ub=np.array([each for each, _ in bounds]), b_ub=[end for _, end in bounds]
    )
    assert answer.success, "what is published contradicts itself"
    return float(answer.fun)
