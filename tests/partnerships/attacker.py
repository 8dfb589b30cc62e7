"""Someone who reads every published figure and computes what else must be true."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np
from scipy.optimize import linprog

from partnerships.engine.figures import Dimension, Measure, Table, highest_of

AXES: Final = (Dimension.YEAR, Dimension.ACTIVITY, Dimension.REGION)

Figure = tuple[Measure, Dimension, str]


def narrowed(
    tables: Sequence[Table], rows: Mapping[Dimension, Sequence[str]]
) -> Iterator[tuple[Figure, float, float]]:
    """Yield each hidden figure of which more can be computed than its class, with its bounds."""
    cells = list(product(*(rows[axis] for axis in AXES)))
    places = {place: at for at, place in enumerate(product(Measure, cells))}
    bounds, sums = [], {}
    for table in tables:
        for row, lowest in table.classes.items():
            line = _line(table, row, places)
            sums[table.measure, table.dimension, row] = line, lowest
            bounds += [(line, highest_of(lowest)), (-line, -lowest)]
    for measure, cell in places:
        line = np.zeros(len(places))
        line[places[measure, cell]] += 1
        line[places[Measure.PARTNERSHIPS, cell]] -= 1
        bounds.append((line, 0))
    for figure, (line, lowest) in sums.items():
        least, most = _least(line, bounds), -_least(-line, bounds)
        if lowest == 0 and (least > 0.01 or most < highest_of(0) - 0.01):
            yield figure, least, most


def _line(table: Table, row: str, places: Mapping[tuple[Measure, tuple[str, ...]], int]):
    line = np.zeros(len(places))
    for (measure, cell), at in places.items():
        is_in_row = table.dimension is Dimension.ALL or cell[AXES.index(table.dimension)] == row
        line[at] = measure is table.measure and is_in_row
    return line


def _least(line, bounds) -> float:
    answer = linprog(
        line, A_ub=np.array([each for each, _ in bounds]), b_ub=[end for _, end in bounds]
    )
    assert answer.success, "what is published contradicts itself"
    return float(answer.fun)
