"""Reads of places. The gazetteer is public, so nothing here asks who reads."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection
from django.db.models import F, FloatField, Func, Q, TextField, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest

from places.engine.values import IntermediaryKind, KnowledgeDepth, ZoneKind
from places.models import Municipality, Zone

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

_NAMES: Final = ("own", "latin")
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
    SELECT above.leaf, zone.id, zone.code, zone.kind, zone.name, zone.name_latin,
        zone.country_code, zone.reference
    FROM above
    JOIN places_zone zone ON zone.id = above.id
    ORDER BY above.leaf, above.depth
"""


_CENTRES: Final = """
    WITH RECURSIVE beneath (top, id, depth) AS (
        SELECT zone.id, zone.id, 0
        FROM places_zone zone
        WHERE zone.id = ANY(%s)
        UNION ALL
        SELECT beneath.top, child.id, beneath.depth + 1
        FROM beneath
        JOIN places_zone child ON child.parent_id = beneath.id AND child.kind <> %s
        WHERE beneath.depth < %s
    )
    SELECT beneath.top, avg(zone.latitude), avg(zone.longitude)
    FROM beneath
    JOIN places_zone zone ON zone.id = beneath.id
    JOIN places_municipality municipality ON municipality.zone_id = zone.id
    WHERE zone.latitude IS NOT NULL
    GROUP BY beneath.top
"""


_FAMILY: Final = """
    WITH RECURSIVE above (id, parent_id, depth) AS (
        SELECT parent.id, parent.parent_id, 1
        FROM places_zone zone
        JOIN places_zone parent ON parent.id = zone.parent_id
        WHERE zone.id = %s
        UNION ALL
        SELECT parent.id, parent.parent_id, above.depth + 1
        FROM above
        JOIN places_zone parent ON parent.id = above.parent_id
        WHERE above.depth < %s
    ), relatives (id, depth) AS (
        SELECT id, depth FROM above
        UNION ALL
        SELECT id, 0 FROM places_zone WHERE parent_id = %s
        UNION ALL
        SELECT %s, -1
    )
    SELECT relatives.depth, (
            SELECT json_agg(
                json_build_array(body.name, body.kind, known.depth, known.since)
                ORDER BY body.name, known.id
            )
            FROM places_knowledge known
            JOIN places_intermediary body ON body.id = known.intermediary_id
            WHERE known.zone_id = zone.id AND relatives.depth <> 0
        ), zone.id, zone.code, zone.kind, zone.name, zone.name_latin,
        zone.country_code, zone.reference
    FROM relatives
    JOIN places_zone zone ON zone.id = relatives.id
    ORDER BY relatives.depth, zone.id
"""


_MUNICIPALITIES_WITHIN: Final = """
    WITH RECURSIVE below (id, depth) AS (
        SELECT id, 1 FROM places_zone WHERE id = ANY(%s)
        UNION
        SELECT child.id, below.depth + 1
        FROM below
        JOIN places_zone child ON child.parent_id = below.id
        WHERE below.depth < %s
    )
    SELECT DISTINCT municipality.id
    FROM below
    JOIN places_municipality municipality ON municipality.zone_id = below.id
    ORDER BY municipality.id
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
    reference: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """A body that knows a zone, how well, and since when."""

    name: str
    kind: IntermediaryKind
    depth: KnowledgeDepth
    since: date | None
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The zones above one, nearest first, and those right beneath it.

    `known_by` are the bodies that know the zone itself or one above it, the nearest first.
    """

    above: list[ZoneRow]
    below: list[ZoneRow]
    known_by: list[Acquaintance]


def one_array(ids: Collection[int]) -> RawSQL:
    """Pass ids as one parameter: ten thousand placeholders take a second to parse."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def ancestors_of(zone_ids: Collection[int]) -> dict[int, list[ZoneRow]]:
    """Return what lies above each zone, nearest first; a zone without parents has an empty list.

    Cost: one recursive query, whatever the number of zones.
    """
    above: defaultdict[int, list[ZoneRow]] = defaultdict(list)
    shared: dict[int, ZoneRow] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ANCESTORS, [list(zone_ids), _DEEPEST])
        for leaf, pk, code, kind, *names in cursor:
            if pk not in shared:
                shared[pk] = ZoneRow(pk, code, ZoneKind(kind), *names)
            above[leaf].append(shared[pk])
    return {zone_id: above.get(zone_id, []) for zone_id in zone_ids}


def municipalities_within(zone_ids: Collection[int]) -> list[int]:
    """Return the ids of the municipalities that govern one of these zones or one within them.

    Cost: one recursive query, whatever the number of zones.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MUNICIPALITIES_WITHIN, [list(zone_ids), _DEEPEST])
        return [pk for (pk,) in cursor]


def centres_of(zone_ids: Collection[int]) -> dict[int, tuple[float, float]]:
    """Return the mean (latitude, longitude) of the municipalities in each zone.

    A zone in which no municipality has coordinates is left out. The mean is that of the numbers:
    a zone that lies on both sides of the 180th meridian would be drawn where it is not.

    Cost: one recursive query over the tree beneath the zones, without its settlements.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CENTRES, [list(zone_ids), ZoneKind.SETTLEMENT.value, _DEEPEST])
        return {zone: (latitude, longitude) for zone, latitude, longitude in cursor}


def family_of(zone_id: int) -> Family:
    """Return what lies above one zone and right beneath it, and who knows it.

    Cost: one recursive query.
    """
    family = Family(above=[], below=[], known_by=[])
    with connection.cursor() as cursor:
        cursor.execute(_FAMILY, [zone_id, _DEEPEST, zone_id, zone_id])
        for depth, known, pk, code, kind, *names in cursor:
            row = ZoneRow(pk, code, ZoneKind(kind), *names)
            family.known_by.extend(_acquaintance(each, row) for each in known or ())
            if depth >= 0:
                (family.above if depth else family.below).append(row)
    return family


def _acquaintance(known: Sequence[str], zone: ZoneRow) -> Acquaintance:
    name, kind, depth, since = known
    return Acquaintance(
        name=name,
        kind=IntermediaryKind(kind),
        depth=KnowledgeDepth(depth),
        since=date.fromisoformat(since) if since else None,
        zone=zone.name,
    )


def zones() -> "QuerySet[Zone]":
    """Return every zone, with its municipality where it has one."""
    return Zone.objects.select_related("municipality")


def roots() -> "QuerySet[Zone]":
    """Return the zones that lie in no other: the countries, as a rule."""
    return zones().filter(parent=None).order_by("pk")


def zones_named(words: str) -> "QuerySet[Zone]":
    """Return the zones whose name, in either script, is like `words`; the most alike first.

    Case, accents and slips of the pen are forgiven. A name that holds the words is always found.
    """
    sought = _folded(Value(words))
    return (
        zones()
        .annotate(own=_folded(F("name")), latin=_folded(F("name_latin")))
        .filter(_is_like(sought))
        .annotate(
            likeness=Greatest(*(_alike("similarity", sought, F(name)) for name in _NAMES)),
            part=Greatest(*(_alike("word_similarity", sought, F(name)) for name in _NAMES)),
        )
        .order_by("-likeness", "-part", "pk")
    )


def named_like(towns: "QuerySet[Municipality]", words: str) -> "QuerySet[Municipality]":
    """Keep the towns whose name, in either script, is like `words`, as `zones_named` does."""
    folded = towns.alias(own=_folded(F("name")), latin=_folded(F("name_latin")))
    return folded.filter(_is_like(_folded(Value(words))))


def _is_like(sought: "Combinable") -> Q:
    alike = Q()
    for name in _NAMES:
        alike |= Q(**{f"{name}__contains": sought})
        alike |= Q(**{f"{name}__trigram_similar": sought})
        alike |= Q(**{f"{name}__trigram_word_similar": sought})
    return alike


def _folded(words: "Combinable") -> Func:
    return Func(words, function="places_fold", output_field=TextField())


def _alike(function: str, sought: "Combinable", name: "Combinable") -> Func:
    return Func(sought, name, function=function, output_field=FloatField())
