"""Where a region lies, told so coarsely that no town is meant."""

import math
from dataclasses import dataclass
from typing import Final

from publication.engine.values import K

TENTHS: Final = 10
"""A side of an extent lies on a tenth of a degree: about eleven kilometres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """From west to east and from south to north, in degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float

    @property
    def middle(self) -> tuple[float, float]:
        """The longitude and latitude halfway, as coarse as the sides."""
        return (
            round((self.west + self.east) / 2, 1),
            round((self.south + self.north) / 2, 1),
        )


def extent_of(*, towns: int, west: float, south: float, east: float, north: float) -> Extent | None:
    """Return the sides moved outward to the next tenth; None where too few towns lie within.

    Args:
        towns: how many towns of the gazetteer the sides are drawn around, whether they asked
            for anything or not.
    """
    if towns < K:
        return None
    return Extent(
        west=max(-180.0, _down(west)),
        south=max(-90.0, _down(south)),
        east=min(180.0, _up(east)),
        north=min(90.0, _up(north)),
    )


def _down(degrees: float) -> float:
    return math.floor(degrees * TENTHS) / TENTHS


def _up(degrees: float) -> float:
    return math.ceil(degrees * TENTHS) / TENTHS
