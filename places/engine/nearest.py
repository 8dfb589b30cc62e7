"""Find what lies near a point, without a spatial database.

Distances are great-circle distances on a sphere: right within 0.5 %, which is far below what the
sources know about the place of an event.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, ceil, cos, floor, radians, sin, sqrt
from typing import Final

EARTH_RADIUS_KM: Final = 6371.0088
_KM_PER_DEGREE: Final = 111.19
_CELL_DEGREES: Final = 0.25
_CELLS_AROUND: Final = 1440  # 360 degrees in cells


@dataclass(frozen=True, slots=True)
class Place:
    """A named point. `key` is the caller's; equal distances are ordered by it."""

    key: int
    latitude: float
    longitude: float
    country_code: str = ""
    name: str = ""  # folded


def distance_km(latitude: float, longitude: float, place: Place) -> float:
    """Return the great-circle distance between a point and a place."""
    north, other_north = radians(latitude), radians(place.latitude)
    half = (
        sin((other_north - north) / 2) ** 2
        + cos(north) * cos(other_north) * sin(radians(place.longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


class PlaceGrid:
    """Places by cells of a quarter of a degree; a search looks at the cells it can reach."""

    __slots__ = ("_cells",)

    def __init__(self, places: Iterable[Place]) -> None:
        self._cells: defaultdict[tuple[int, int], list[Place]] = defaultdict(list)
        for place in places:
            self.add(place)

    def add(self, place: Place) -> None:
        """Put one more place into the grid."""
        self._cells[_row(place.latitude), _column(place.longitude)].append(place)

    def within(
        self, latitude: float, longitude: float, radius_km: float
    ) -> list[tuple[float, Place]]:
        """Return the places at most `radius_km` away with their distance, nearest first.

        Cost: the cells within the radius; more of them towards the poles.
        """
        found = [
            (distance, place)
            for row, column in _reachable(latitude, longitude, radius_km)
            for place in self._cells.get((row, column), ())
            if (distance := distance_km(latitude, longitude, place)) <= radius_km
        ]
        return sorted(found, key=lambda pair: (pair[0], pair[1].key))


def _reachable(latitude: float, longitude: float, radius_km: float) -> list[tuple[int, int]]:
    up = radius_km / _KM_PER_DEGREE
    low, high = _row(max(-90.0, latitude - up)), _row(min(90.0, latitude + up))
    thinnest = cos(radians(min(89.9, abs(latitude) + up)))
    reach = min(_CELLS_AROUND // 2, ceil(up / thinnest / _CELL_DEGREES))
    middle = _column(longitude)
    columns = {(middle + step) % _CELLS_AROUND for step in range(-reach, reach + 1)}
    return [(row, column) for row in range(low, high + 1) for column in sorted(columns)]


def _row(latitude: float) -> int:
    return floor(latitude / _CELL_DEGREES)


def _column(longitude: float) -> int:
    return floor((longitude + 180.0) / _CELL_DEGREES) % _CELLS_AROUND
