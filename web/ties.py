"""A network as shapes: one in the middle and those around it, on whole points."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
MOST_AROUND: Final = 12
"""More than these would stand on each other; the list beside the drawing names all."""

_MIDDLE: Final = WIDTH // 2
_ACROSS: Final = 250  # from the middle to the side
_DOWN: Final = 110  # from the middle to the top
_ROOM: Final = 44  # above the highest and below the lowest, for names
_NAME_BELOW: Final = 30
_NAME_ABOVE: Final = -20
_LONGEST: Final = 22
_LONGEST_OF_MANY: Final = 14
_FEW: Final = 6
_FACING: Final = 2  # two stand on both sides of the middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody of a network: `code` is the shape, and `is_over` says that the tie has ended."""

    label: str
    code: str
    is_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A drawn body, with its name below or above it."""

    code: str
    label: str
    is_over: bool
    x: int
    y: int
    name_y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Shapes on a sheet of `width` x `height` points: each spot is tied to the first."""

    width: int
    height: int
    spots: Sequence[Spot]

    @property
    def middle(self) -> Spot:
        """The spot to which the others are tied."""
        return self.spots[0]

    @property
    def others(self) -> Sequence[Spot]:
        """The spots around it."""
        return self.spots[1:]


def around(middle: Named, others: Sequence[Named]) -> Ties | None:
    """Return `middle` with `others` around it, the first at the top; None where it stands alone.

    Beyond `MOST_AROUND` the last are left out.
    """
    seen = others[:MOST_AROUND]
    if not seen:
        return None
    longest = _LONGEST if len(seen) <= _FEW else _LONGEST_OF_MANY
    places = [_place(number, len(seen)) for number in range(len(seen))]
    top = min(0, *(y for _x, y in places)) - _ROOM
    bottom = max(0, *(y for _x, y in places)) + _ROOM
    spots = [_spot(middle, (0, 0), top=top, longest=longest)]
    spots += [
        _spot(each, place, top=top, longest=longest)
        for each, place in zip(seen, places, strict=True)
    ]
    return Ties(width=WIDTH, height=bottom - top, spots=spots)


def _place(number: int, of: int) -> tuple[int, int]:
    """Return how far from the middle one of several stands: two on its sides, more around it."""
    turn = math.pi if of <= _FACING else -math.pi / 2
    angle = turn + 2 * math.pi * number / of
    return round(_ACROSS * math.cos(angle)), round(_DOWN * math.sin(angle))


def _spot(named: Named, place: tuple[int, int], *, top: int, longest: int) -> Spot:
    x, y = place
    return Spot(
        code=named.code,
        label=_short(named.label, longest),
        is_over=named.is_over,
        x=_MIDDLE + x,
        y=y - top,
        name_y=y - top + (_NAME_ABOVE if y < 0 else _NAME_BELOW),
    )


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"
