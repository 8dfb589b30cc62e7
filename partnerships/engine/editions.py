"""When the figures of all partnerships are told anew: by whole quarters, and never at once.

What happened is counted to the end of a quarter and told two weeks later, so that nobody sees a
figure move on the day on which something happened. Source: ours, after docs/safety.md, section 3.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final

from activities.engine.values import Activity
from partnerships.engine.figures import (
    NOTHING,
    Counted,
    Dimension,
    Edition,
    Measure,
    RegionClass,
    Table,
    published,
    signs_told,
)
from partnerships.engine.values import Direction, PeaceIndicator

WAIT_DAYS: Final = 14
FIRST_YEAR: Final = 2026
"""The first row of every table by year, with or without partnerships: a row tells nothing."""


def due_on(day: date) -> date:
    """Return the day, exclusive, up to which is counted what is told on `day`."""
    counted = day - timedelta(days=WAIT_DAYS)
    return date(counted.year, (counted.month - 1) // 3 * 3 + 1, 1)


def years_until(as_of: date) -> tuple[str, ...]:
    """Return the rows of a table by year, the first one first."""
    last = (as_of - timedelta(days=1)).year
    return tuple(str(year) for year in range(FIRST_YEAR, max(last, FIRST_YEAR) + 1))


def year_of(day: date) -> str:
    """Return the row in which a partnership of `day` is counted."""
    return str(max(day.year, FIRST_YEAR))


def figures_of(
    counted: Iterable[Counted],
    moved: Iterable[frozenset[tuple[PeaceIndicator, Direction]]],
    *,
    as_of: date,
    before: Edition = NOTHING,
) -> dict[str, object]:
    """Return all that is told of a quarter, in the shape in which it is kept.

    Shape: `tables` holds `measure`, `dimension` and `classes`, pairs of a row and the lowest count
    of its class; `signs` holds triples of sign, direction and the same. Pairs and triples keep
    their order where an object of JSON would not.
    """
    tables = published(counted, _rows_until(as_of), before)
    return {
        "tables": [_written(table) for table in tables],
        "signs": [
            [sign.value, direction.value, lowest]
            for (sign, direction), lowest in signs_told(moved).items()
        ],
    }


def edition_of(
    figures: Mapping[str, Any],  # Any: it comes from JSON
    *,
    as_of: date,
) -> Edition:
    """Return what was told up to `as_of` from the shape in which `figures_of` keeps it."""
    return Edition(
        tables=[
            Table(
                measure=Measure(table["measure"]),
                dimension=Dimension(table["dimension"]),
                classes=dict(table["classes"]),
            )
            for table in figures["tables"]
        ],
        rows=_rows_until(as_of),
    )


def _rows_until(as_of: date) -> dict[Dimension, tuple[str, ...]]:
    return {
        Dimension.YEAR: years_until(as_of),
        Dimension.ACTIVITY: tuple(activity.value for activity in Activity),
        Dimension.REGION: tuple(region.value for region in RegionClass),
    }


def _written(table: Table) -> dict[str, object]:
    return {
        "measure": table.measure.value,
        "dimension": table.dimension.value,
        "classes": [[row, lowest] for row, lowest in table.classes.items()],
    }
