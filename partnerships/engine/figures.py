"""What may be told of all partnerships together: counts made coarse, small ones hidden for good.

Everything here counts partnerships, so that one busy partnership never stands behind a large
figure. A count is told as a class: fewer than 5, 5 to 9, then tens. A whole table is left out
where its figures, joined with those already told, would say more of a hidden count than its
class does. Source: ours, after docs/safety.md, section 2; docs/adr/0040.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Final

from matching.engine.counting import rounded
from partnerships.engine.inference import Column, Linked, gives_away
from partnerships.engine.values import Direction, PeaceIndicator

_BEFORE: Final = "before "


class Measure(StrEnum):
    """What a partnership is counted for."""

    PARTNERSHIPS = "partnerships"
    HELD = "held"
    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"
    LOCAL = "local"  # reached by local people, unassisted; not counted for a helper (L686)
    HARM = "harm"


class Dimension(StrEnum):
    """By what partnerships are told apart."""

    ALL = "all"
    YEAR = "year"
    ACTIVITY = "activity"
    REGION = "region"


class RegionClass(StrEnum):
    """Where the town that asks lies: nothing finer is published."""

    MEMBER_STATES = "member_states"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One partnership, as far as it is counted. Every partnership counts as such."""

    year: str
    activity: str
    region: str
    measures: frozenset[Measure]

    def value(self, dimension: Dimension) -> str:
        """Return the row of a table by `dimension` in which it is counted."""
        rows = {
            Dimension.ALL: "",
            Dimension.YEAR: self.year,
            Dimension.ACTIVITY: self.activity,
            Dimension.REGION: self.region,
        }
        return rows[dimension]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The classes of one measure by one dimension: the lowest count of each row's class.

    The rows stand in their own order, never by number.
    """

    measure: Measure
    dimension: Dimension
    classes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Tables that were told together, and the rows there were."""

    tables: Sequence[Table]
    rows: Mapping[Dimension, Sequence[str]]


NOTHING: Final = Edition(tables=(), rows={})
"""What was told before the first edition."""

BROKEN_DOWN: Final = tuple(measure for measure in Measure if measure is not Measure.HARM)
"""That harm happens is told for all partnerships together, and nowhere else."""

ORDER: Final = (
    *((measure, Dimension.ALL) for measure in Measure),
    *(
        (measure, dimension)
        for dimension in (Dimension.YEAR, Dimension.ACTIVITY, Dimension.REGION)
        for measure in BROKEN_DOWN
    ),
)
"""The order in which tables are tried: what matters most comes first and stays."""


def class_of(count: int) -> int:
    """Return the lowest count of the class of `count`: 0, 5, 10, 20, 30 and so on."""
    return rounded(count).low


def highest_of(lowest: int) -> int:
    """Return the highest count of the class that begins at `lowest`."""
    return rounded(lowest).high


def published(
    counted: Iterable[Counted],
    rows: Mapping[Dimension, Sequence[str]],
    before: Edition = NOTHING,
) -> tuple[Table, ...]:
    """Return the tables that may be told together, in the order of `ORDER`.

    A table that would let anyone narrow a hidden count, in it, in one told before, or in the
    edition before, is left out.

    Args:
        counted: each partnership once, in any order.
        rows: the rows of each dimension but the whole, with or without partnerships.
        before: the edition before, whose rows are among `rows`; no count has fallen since.

    Raises:
        ValueError: a partnership lies in none of the rows.

    Cost: some small linear programs for each table; seconds for six years, half a minute where
    an edition came before.
    """
    each = list(counted)
    linked = _linked(rows, before)
    known = _columns_before(before, rows)
    told: list[Table] = []
    for measure, dimension in ORDER:
        table = _table(each, rows, measure, dimension)
        if not gives_away([*known, *_columns([*told, table])], linked):
            told.append(table)
    return tuple(told)


def signs_told(
    moved: Iterable[frozenset[tuple[PeaceIndicator, Direction]]],
) -> dict[tuple[PeaceIndicator, Direction], int]:
    """Return the class of each sign of peace and direction, for all partnerships together.

    No two of them add up to anything that is told, so that nothing narrows them.

    Args:
        moved: for each partnership whose results both sides appraised, which sign moved where.
    """
    each = list(moved)
    return {
        pair: class_of(sum(pair in signs for signs in each))
        for pair in product(PeaceIndicator, Direction)
    }


def _table(
    counted: Sequence[Counted],
    rows: Mapping[Dimension, Sequence[str]],
    measure: Measure,
    dimension: Dimension,
) -> Table:
    counts = dict.fromkeys(rows.get(dimension, [""]), 0)
    for each in counted:
        row = each.value(dimension)
        if row not in counts:
            raise ValueError(row)
        counts[row] += measure is Measure.PARTNERSHIPS or measure in each.measures
    classes = {row: class_of(count) for row, count in counts.items()}
    return Table(measure=measure, dimension=dimension, classes=classes)


def _linked(rows: Mapping[Dimension, Sequence[str]], before: Edition) -> Linked:
    """Return what is at most what, now and, where there was an edition before, then."""
    times = ["", _BEFORE] if before.tables else [""]
    since = [(_BEFORE + measure, measure.value) for measure in Measure] if before.tables else []
    return Linked(
        measures=[time + measure for time in times for measure in Measure],
        at_most=[
            *(
                (time + measure, time + Measure.PARTNERSHIPS)
                for time in times
                for measure in Measure
                if measure is not Measure.PARTNERSHIPS
            ),
            *since,
        ],
        axes={dimension.value: tuple(values) for dimension, values in rows.items()},
    )


def _columns_before(before: Edition, rows: Mapping[Dimension, Sequence[str]]) -> list[Column]:
    """Return what is known of the edition before; a row that it had not was empty then."""
    if not before.tables:
        return []
    empty = [
        Column(
            measure=_BEFORE + Measure.PARTNERSHIPS,
            axis=dimension.value,
            row=row,
            lowest=0,
            highest=0,
        )
        for dimension, values in rows.items()
        for row in values
        if row not in before.rows[dimension]
    ]
    told = [replace(each, measure=_BEFORE + each.measure) for each in _columns(before.tables)]
    return [*empty, *told]


def _columns(tables: Sequence[Table]) -> list[Column]:
    return [
        Column(
            measure=table.measure.value,
            axis="" if table.dimension is Dimension.ALL else table.dimension.value,
            row=row,
            lowest=lowest,
            highest=highest_of(lowest),
        )
        for table in tables
        for row, lowest in table.classes.items()
    ]
