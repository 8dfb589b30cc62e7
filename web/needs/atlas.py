"""Places as circles on a grid of degrees: an honest sketch, without borders.

The project has no outlines of regions and draws none: borders are what conflicts are about. A
circle stands at the mean of all municipalities of its region, whichever of them asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, radians
from typing import Final

WIDTH: Final = 360
_EDGE: Final = 34  # room for circles and degrees around the outermost centres
_LEAST_DEGREES: Final = 6.0  # one region alone is not blown up to the whole sheet
_TALLEST: Final = 460
_RADII: Final = ((20, 20), (10, 17), (5, 15), (0, 13))  # by the lowest number of a step
_AROUND_COUNTRY: Final = 12  # a ring runs outside of what may lie beneath it
_LETTER: Final = 7  # a letter of a name is about this wide
_LINE: Final = 16
_STEPS: Final = (1, 2, 5, 10, 15, 30)
_MOST_LINES: Final = 6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place to draw: its number in the list, its short name, and (latitude, longitude)."""

    number: int
    name: str
    words: str
    href: str
    lowest: int
    is_country: bool
    centre: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A drawn place; `name_at` is None where its name would run into another: its number stays."""

    number: int
    name: str
    words: str
    href: str
    is_country: bool
    x: int
    y: int
    radius: int
    number_at: tuple[int, int]
    name_at: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the grid with its degrees."""

    path: str
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """All that is drawn, north up in every language."""

    width: int
    height: int
    lines: Sequence[Line]
    dots: Sequence[tuple[int, int]]
    spots: Sequence[Spot]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """How degrees become points: plain, with degrees of longitude as short as at the middle."""

    west: float
    north: float
    scale: float
    squeeze: float
    height: int

    def x(self, longitude: float) -> int:
        return round(_EDGE + (longitude - self.west) * self.squeeze * self.scale)

    def y(self, latitude: float) -> int:
        return round(_EDGE + (self.north - latitude) * self.scale)


def atlas_of(places: Sequence[Place], around: Sequence[Point]) -> Atlas | None:
    """Return the places drawn, whole countries beneath their regions; None where there is none.

    Args:
        places: those with a circle, each a link.
        around: (latitude, longitude) of other regions, small dots by which one finds one's way.
    """
    if not places:
        return None
    points = [*(place.centre for place in places), *around]
    sheet = _sheet(points)
    return Atlas(
        width=WIDTH,
        height=sheet.height,
        lines=_lines(sheet),
        dots=[(sheet.x(longitude), sheet.y(latitude)) for latitude, longitude in around],
        spots=_spots(sheet, sorted(places, key=lambda place: (not place.is_country, place.number))),
    )


def _sheet(points: Sequence[Point]) -> _Sheet:
    south, north = _span(latitude for latitude, _longitude in points)
    west, east = _span(longitude for _latitude, longitude in points)
    squeeze = max(0.1, cos(radians((south + north) / 2)))
    inner = WIDTH - 2 * _EDGE
    scale = min(inner / ((east - west) * squeeze), (_TALLEST - 2 * _EDGE) / (north - south))
    unused = inner / (scale * squeeze) - (east - west)  # where the height is what binds
    return _Sheet(
        west=west - unused / 2,
        north=north,
        scale=scale,
        squeeze=squeeze,
        height=round((north - south) * scale) + 2 * _EDGE,
    )


def _span(degrees: Iterable[float]) -> tuple[float, float]:
    """Return from where to where, widened where it is narrow."""
    told = list(degrees)
    low, high = min(told), max(told)
    missing = max(0.0, _LEAST_DEGREES - (high - low)) / 2
    return low - missing, high + missing


def _lines(sheet: _Sheet) -> list[Line]:
    south = sheet.north - (sheet.height - 2 * _EDGE) / sheet.scale
    east = sheet.west + (WIDTH - 2 * _EDGE) / (sheet.scale * sheet.squeeze)
    across = [
        Line(path=f"M0 {sheet.y(each)}H{WIDTH}", label=f"{each}°", x=4, y=sheet.y(each) - 4)
        for each in _degrees(south, sheet.north)
    ]
    along = [
        Line(path=f"M{sheet.x(each)} 0V{sheet.height}", label=f"{each}°", x=sheet.x(each) + 4, y=12)
        for each in _degrees(sheet.west, east)
    ]
    return [*across, *along]


def _degrees(low: float, high: float) -> range:
    """Return whole degrees from `low` to `high`, few enough to be read."""
    step = next((each for each in _STEPS if (high - low) / each <= _MOST_LINES), _STEPS[-1])
    return range(ceil(low / step) * step, ceil(high), step)


def _spots(sheet: _Sheet, places: Sequence[Place]) -> list[Spot]:
    drawn = [(place, _circle(sheet, place)) for place in places]
    filled = [circle.box for place, circle in drawn if not place.is_country]
    numbers = [
        _on_ring(circle, filled) if place.is_country else (circle.x, circle.y)
        for place, circle in drawn
    ]
    taken = [*(circle.box for _place, circle in drawn), *map(_number_box, numbers)]
    return [
        Spot(
            number=place.number,
            name=place.name,
            words=place.words,
            href=place.href,
            is_country=place.is_country,
            x=circle.x,
            y=circle.y,
            radius=circle.radius,
            number_at=(x, y + 5),
            name_at=_room_for(place.name, circle, sheet.height, taken),
        )
        for (place, circle), (x, y) in zip(drawn, numbers, strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Circle:
    x: int
    y: int
    radius: int

    @property
    def box(self) -> "_Box":
        """Return the square around it."""
        r = self.radius
        return self.x - r, self.y - r, self.x + r, self.y + r


_Box = tuple[int, int, int, int]


def _circle(sheet: _Sheet, place: Place) -> _Circle:
    latitude, longitude = place.centre
    radius = next(radius for lowest, radius in _RADII if place.lowest >= lowest)
    wider = _AROUND_COUNTRY if place.is_country else 0
    return _Circle(x=sheet.x(longitude), y=sheet.y(latitude), radius=radius + wider)


def _number_box(at: tuple[int, int]) -> _Box:
    x, y = at
    return x - 9, y - 8, x + 9, y + 8


def _on_ring(circle: _Circle, filled: Sequence[_Box]) -> tuple[int, int]:
    """Return where on a ring its number stands free; at the top where it stands free nowhere."""
    x, y, r = circle.x, circle.y, circle.radius
    ways = ((x, y - r), (x - r, y), (x + r, y), (x, y + r))
    free = (at for at in ways if not any(_meet(_number_box(at), each) for each in filled))
    return next(free, ways[0])


def _room_for(name: str, circle: _Circle, height: int, taken: list[_Box]) -> tuple[int, int] | None:
    """Return the middle of the base line where a name runs into nothing, and take that room.

    Tried in turn: under the circle, above it, and on either side.
    """
    half = len(name) * _LETTER // 2 + 2
    beside = circle.radius + half
    for x, top in (
        (circle.x, circle.y + circle.radius),
        (circle.x, circle.y - circle.radius - _LINE),
        (circle.x + beside, circle.y - _LINE // 2),
        (circle.x - beside, circle.y - _LINE // 2),
    ):
        box = (x - half, top, x + half, top + _LINE)
        inside = box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= height
        if inside and not any(_meet(box, other) for other in taken):
            taken.append(box)
            return x, top + _LINE - 4
    return None


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
