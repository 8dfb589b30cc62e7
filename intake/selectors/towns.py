"""Which municipality somebody means. The gazetteer is public, so nothing here asks who reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from places import selectors as places
from places.models import Municipality

MOST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality as a choice: two of one name are told apart by what they lie in."""

    reference: UUID
    name: str
    lies_in: str
    country_code: str


def towns_named(words: str) -> list[Town]:
    """Return municipalities that may appeal and whose name is like `words`, the most alike first.

    Cost: two queries.
    """
    if not words.strip():
        return []
    found = list(places.zones_named(words.strip()).filter(municipality__may_appeal=True)[:MOST])
    above = places.ancestors_of([zone.pk for zone in found])
    return [
        Town(
            reference=zone.municipality.reference,
            name=zone.municipality.name,
            lies_in=_within(above[zone.pk]),
            country_code=zone.municipality.country_code,
        )
        for zone in found
    ]


def name_of(reference: str) -> str:
    """Return the name of a municipality, or nothing where there is none."""
    found = Municipality.objects.filter(reference=reference) if reference else None
    return (found.values_list("name", flat=True).first() if found is not None else None) or ""


def _within(above: Sequence[places.ZoneRow]) -> str:
    return above[0].name if above else ""
