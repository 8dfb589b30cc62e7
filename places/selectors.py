"""Reads of places. The gazetteer is public, so nothing here asks who reads."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

from places.engine.values import ZoneKind

_DEEPEST: Final = 16  # a tree has six levels; a loop made by hand ends here

_ANCESTORS: Final = """
    WITH RECURSIVE above (leaf, id, parent_id, depth) AS (
        SELECT zone.id, parent.id, parent.parent_id, 1
        FROM places_zone zone
        JOIN places_zone parent ON parent.id = zone.parent_id
        WHERE zone.id = ANY(%s)
        UNION ALL
        SELECT above.leaf, parent.id, parent.parent_id, above.depth + 1
        FROM above
        JOIN places_zone parent ON parent.id = above.parent_id
        WHERE above.depth < %s
    )
    SELECT above.leaf, zone.id, zone.code, zone.kind, zone.name, zone.name_latin, zone.country_code
    FROM above
    JOIN places_zone zone ON zone.id = above.id
    ORDER BY above.leaf, above.depth
"""


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """What a page or a verdict needs to know of a zone above another."""

    id: int
    code: str
    kind: ZoneKind
    name: str
    name_latin: str
    country_code: str


def ancestors_of(zone_ids: Collection[int]) -> dict[int, list[ZoneRow]]:
    """Return what lies above each zone, nearest first; a zone without parents has an empty list.

    Cost: one recursive query, whatever the number of zones.
    """
    above: defaultdict[int, list[ZoneRow]] = defaultdict(list)
    shared: dict[int, ZoneRow] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [list(zone_ids), _DEEPEST])
        for leaf, pk, code, kind, name, name_latin, country_code in cursor:
            if pk not in shared:
                shared[pk] = ZoneRow(pk, code, ZoneKind(kind), name, name_latin, country_code)
            above[leaf].append(shared[pk])
    return {zone_id: above.get(zone_id, []) for zone_id in zone_ids}
