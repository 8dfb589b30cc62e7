"""A history as shapes: bands and marks on whole points, mirrored where one reads from the right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 720
_LABEL: Final = 20  # height of the line that names a lane
_BAND: Final = 24
_ROW: Final = 15  # height of one row of marks
_GAP: Final = 8
_APART: Final = 13  # marks nearer than this stand above each other
_MOST_ROWS: Final = 4
_LETTER: Final = 8  # a letter is about this wide
_MOST_TICKS: Final = 9

PATHS: Final = {
    "met": "M{x} {top}l6 11h-12z",
    "emerging": "M{x} {top}l6 11h-12z",
    "unmet": "M{left} {high}l10 10m0 -10l-10 10",
    "election": "M{x} {top}l6 6l-6 6l-6 -6z",
    "event": "M{x} {top}l6 6l-6 6l-6 -6z",
    "due": "M{x} {top}l6 6l-6 6l-6 -6z",
    "better": "M{x} {top}l6 11h-12z",
    "same": "M{left} {high}h10v6h-10z",
    "worse": "M{left} {top}h10l-5 11z",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Something that held from one day up to another, with its name."""

    code: str
    label: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something of one day; it is drawn with a ring where it was left out."""

    code: str
    day: date
    is_left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A named row of the timeline."""

    label: str
    stretches: Sequence[Stretch] = ()
    moments: Sequence[Moment] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A drawn stretch; `label` is empty where it would not fit."""

    code: str
    label: str
    x: int
    y: int
    width: int
    height: int
    middle: int
    base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A drawn moment."""

    code: str
    path: str
    x: int
    y: int
    is_left_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A drawn lane."""

    label: str
    base: int
    bands: Sequence[Band]
    marks: Sequence[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A year or a month on the axis."""

    x: int
    text_x: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """The whole timeline; `start` is the side from which one reads."""

    width: int
    height: int
    start: int
    rows: Sequence[Row]
    ticks: Sequence[Tick]
    lines: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where a day stands, from the start of reading."""

    starts: date
    ends: date
    from_the_right: bool

    def at(self, day: date) -> int:
        """Return the point of a day; days outside stand at the edge."""
        inside = min(max(day, self.starts), self.ends)
        along = (inside - self.starts).days * WIDTH // max(1, (self.ends - self.starts).days)
        return WIDTH - along if self.from_the_right else along

    def shows(self, day: date) -> bool:
        """Test that a day is on the drawing."""
        return self.starts <= day < self.ends


def drawn(
    lanes: Sequence[Lane],
    *,
    starts: date,
    ends: date,
    lines: Sequence[date],
    from_the_right: bool,
) -> Drawing:
    """Return lanes as shapes.

    Args:
        lanes: from the top down.
        starts: the day at the edge from which one reads.
        ends: the day at the other edge, exclusive.
        lines: days that cross all lanes, such as elections.
        from_the_right: mirror it for those who read from the right.
    """
    scale = Scale(starts=starts, ends=ends, from_the_right=from_the_right)
    rows: list[Row] = []
    top = _LABEL + _GAP
    for lane in lanes:
        row, top = _row(lane, scale, top)
        rows.append(row)
    return Drawing(
        width=WIDTH,
        height=top,
        start=WIDTH if from_the_right else 0,
        rows=rows,
        ticks=_ticks(scale),
        lines=[scale.at(day) for day in lines if scale.shows(day)],
    )


def _row(lane: Lane, scale: Scale, top: int) -> tuple[Row, int]:
    below = top + _LABEL
    bands = [_band(each, scale, below) for each in lane.stretches if each.starts < scale.ends]
    marks, rows = _marks([each for each in lane.moments if scale.shows(each.day)], scale, below)
    height = max(_BAND if bands else 0, rows * _ROW)
    return Row(label=lane.label, base=top + 14, bands=bands, marks=marks), below + height + _GAP


def _band(stretch: Stretch, scale: Scale, y: int) -> Band:
    one, other = scale.at(stretch.starts), scale.at(stretch.ends)
    x, width = min(one, other), max(1, abs(one - other))
    fits = len(stretch.label) * _LETTER < width
    return Band(
        code=stretch.code,
        label=stretch.label if fits else "",
        x=x,
        y=y,
        width=width,
        height=_BAND,
        middle=x + width // 2,
        base=y + 17,
    )


def _marks(moments: Sequence[Moment], scale: Scale, y: int) -> tuple[list[Mark], int]:
    """Place marks beneath each other where they would touch; return how many rows that takes."""
    ends: list[int] = []  # per row, where its last mark stands, counted from the start
    marks: list[Mark] = []
    for moment in sorted(moments, key=lambda each: (each.day, each.code)):
        x = scale.at(moment.day)
        along = WIDTH - x if scale.from_the_right else x
        row = next((at for at, last in enumerate(ends) if along - last >= _APART), len(ends))
        row = min(row, _MOST_ROWS - 1)
        ends[row : row + 1] = [along]
        marks.append(_mark(moment, min(max(x, 7), WIDTH - 7), y + row * _ROW))
    return marks, max(1, len(ends))


def _mark(moment: Moment, x: int, y: int) -> Mark:
    path = PATHS[moment.code].format(x=x, top=y + 1, left=x - 5, high=y + 2)
    return Mark(code=moment.code, path=path, x=x, y=y + 7, is_left_out=moment.is_left_out)


def _ticks(scale: Scale) -> list[Tick]:
    """Name years, or months where there are few years, and never more than fit."""
    days = _years(scale)
    if len(days) < 3:
        days = _months(scale)
    step = -(-len(days) // _MOST_TICKS)
    side = -4 if scale.from_the_right else 4
    return [
        Tick(x=scale.at(day), text_x=scale.at(day) + side, label=label)
        for day, label in days[::step]
    ]


def _years(scale: Scale) -> list[tuple[date, str]]:
    years = range(scale.starts.year, scale.ends.year + 1)
    found = [(date(year, 1, 1), str(year)) for year in years]
    return [(day, label) for day, label in found if scale.shows(day)]


def _months(scale: Scale) -> list[tuple[date, str]]:
    years = range(scale.starts.year, scale.ends.year + 1)
    found = [
        (date(year, month, 1), f"{year}-{month:02}") for year in years for month in range(1, 13)
    ]
    return [(day, label) for day, label in found if scale.shows(day)]
