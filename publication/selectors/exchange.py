"""The public list as a whole, for those who read it by machine."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import Count, F, TextField, Value
from django.db.models.functions import MD5, Cast, Concat

from matching.engine.counting import Rounded, rounded
from places.models import Zone
from publication.engine.extents import Extent, extent_of
from publication.models import Card
from publication.selectors.cards import places_told

_DEEPEST: Final = 16  # a tree has six levels; a loop made by hand ends here

_SIDES: Final = """
    WITH RECURSIVE below (top, id, depth) AS (
        SELECT id, id, 1 FROM places_zone WHERE id = ANY(%s)
        UNION
        SELECT below.top, child.id, below.depth + 1
        FROM below
        JOIN places_zone child ON child.parent_id = below.id
        WHERE below.depth < %s
    )
    SELECT below.top, count(*), min(zone.longitude), min(zone.latitude), max(zone.longitude),
        max(zone.latitude)
    FROM below
    JOIN places_municipality municipality ON municipality.zone_id = below.id
    JOIN places_zone zone ON zone.id = municipality.zone_id
    WHERE zone.latitude IS NOT NULL
    GROUP BY below.top
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region or a country that a card of the list tells, and about how many cards lie in it.

    `extent` is that of its towns in the gazetteer; None where too few of them have a place.
    """

    place: Zone
    needs: Rounded
    extent: Extent | None


def version_of_list() -> str:
    """Return what names the list as it stands: a card on it never tells another thing.

    Cost: one query over all cards; nothing of them is brought here but one hash.
    """
    each = Concat(
        Cast("reference", TextField()),
        Value(" "),
        F("place__code"),
        Value(" "),
        F("place__name"),
        Value(" "),
        F("place__name_latin"),
    )
    told = StringAgg(each, delimiter="\n", order_by=("reference",))
    found = Card.objects.aggregate(version=MD5(told))
    return found["version"] or ""


def regions_told() -> list[Region]:
    """Return the regions and countries of the list; a country counts the cards of its regions.

    Cost: three queries; the last one walks the gazetteer beneath these places.
    """
    places = list(places_told().order_by("country_code", "code"))
    counts = _counts()
    extents = _extents([place.pk for place in places])
    return [
        Region(
            place=place,
            needs=rounded(counts[place.pk]),
            extent=extents.get(place.pk),
        )
        for place in places
    ]


def _counts() -> Counter[int]:
    counts: Counter[int] = Counter()
    found = Card.objects.values_list("place_id", "place__parent_id").annotate(cards=Count("pk"))
    for place, parent, cards in found:
        counts[place] += cards
        if parent is not None:
            counts[parent] += cards
    return counts


def _extents(zone_ids: Collection[int]) -> dict[int, Extent | None]:
    with connection.cursor() as cursor:
        cursor.execute(_SIDES, [list(zone_ids), _DEEPEST])
        return {
            top: extent_of(towns=towns, west=west, south=south, east=east, north=north)
            for top, towns, west, south, east, north in cursor
        }
