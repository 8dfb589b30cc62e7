"""Classes of counts as bars: filled as far as is certain, open as far as is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
_LABEL: Final = 20  # height of the line that names a bar
_BAR: Final = 18
_GAP: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A class with its name and its words."""

    label: str
    words: str
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A drawn class: the certain part begins where one begins to read, the open part follows."""

    text: str
    base: int
    y: int
    sure_x: int
    sure_width: int
    open_x: int
    open_width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """All bars on one scale, from the top down; `start` is the side from which one reads."""

    width: int
    height: int
    bar_height: int
    start: int
    bars: Sequence[Bar]


def bars_of(spans: Sequence[Span], *, from_the_right: bool) -> Bars:
    """Return classes as bars in their own order, never by their length.

    Args:
        spans: from the top down.
        from_the_right: mirror it for those who read from the right.
    """
    most = max((span.highest for span in spans), default=1)
    step = _LABEL + _BAR + _GAP
    return Bars(
        width=WIDTH,
        height=step * len(spans),
        bar_height=_BAR,
        start=WIDTH if from_the_right else 0,
        bars=[
            _bar(span, at * step, most, from_the_right=from_the_right)
            for at, span in enumerate(spans)
        ],
    )


def _bar(span: Span, top: int, most: int, *, from_the_right: bool) -> Bar:
    sure, end = span.lowest * WIDTH // most, span.highest * WIDTH // most
    return Bar(
        text=f"{span.label}: {span.words}",
        base=top + 14,
        y=top + _LABEL,
        sure_x=WIDTH - sure if from_the_right else 0,
        sure_width=sure,
        open_x=WIDTH - end if from_the_right else sure,
        open_width=end - sure,
    )
