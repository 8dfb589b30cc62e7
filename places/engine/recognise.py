"""Tell whether a place in one gazetteer is a place that another gazetteer already has."""

from typing import Final

from places.engine.names import similar
from places.engine.nearest import Place, PlaceGrid

SAME_NAME_KM: Final = 15.0  # two gazetteers put one large municipality up to this far apart
SIMILAR_NAME_KM: Final = 8.0  # another spelling is believed only close by


def recognise(place: Place, known: PlaceGrid) -> Place | None:
    """Return the known place that `place` is, or None when it is new.

    One country, and either the same name within SAME_NAME_KM or a similar name within
    SIMILAR_NAME_KM. The same name wins over a similar one, then the nearer, then the lower key.
    None is also the answer for a town that has been renamed: a double is repaired by staff, a
    wrong merger would be believed.
    """
    near = [
        (distance, other)
        for distance, other in known.within(place.latitude, place.longitude, SAME_NAME_KM)
        if other.country_code == place.country_code
    ]
    for _, other in near:
        if other.name == place.name:
            return other
    for distance, other in near:
        if distance <= SIMILAR_NAME_KM and similar(place.name, other.name):
            return other
    return None
