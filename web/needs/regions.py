"""Where the needs of the list lie, as a map and as the same figures in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.urls import reverse

from web.needs.atlas import Atlas, Place, atlas_of
from web.needs.words import count_words, place_words
from web.vocabulary import country_name

if TYPE_CHECKING:
    from publication.selectors.regions import Region, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One place of the list; its place in it is its number on the map."""

    words: str
    count: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A map and its list; `atlas` is None where the gazetteer knows no coordinates."""

    rows: Sequence[Row]
    atlas: Atlas | None


def map_of(spread: "Spread", question: QueryDict) -> Map | None:
    """Return the places of the cards by country, each country before its regions.

    `question` is what the list is narrowed to now: a place takes the place of the one in it.
    """
    if not spread.regions:
        return None
    regions = sorted(spread.regions, key=_by_country)
    rows = [_row(region, question) for region in regions]
    places = [
        _place(number, region, row)
        for number, (region, row) in enumerate(zip(regions, rows, strict=True), start=1)
    ]
    return Map(rows=rows, atlas=atlas_of([each for each in places if each], spread.around))


def _by_country(region: "Region") -> tuple[str, bool, str, int]:
    place = region.place
    country = country_name(place.country_code) if place.country_code else ""
    return country, not region.is_country, place_words(place), place.pk


def _row(region: "Region", question: QueryDict) -> Row:
    asked = question.copy()
    asked.pop("page", None)
    asked["place"] = region.place.code
    return Row(
        words=place_words(region.place),
        count=count_words(region.count),
        href=f"{reverse('web:needs:index')}?{asked.urlencode()}",
    )


def _place(number: int, region: "Region", row: Row) -> Place | None:
    if region.centre is None:
        return None
    return Place(
        number=number,
        name=row.words if region.is_country else region.place.name_latin or region.place.name,
        words=f"{row.words}: {row.count}",
        href=row.href,
        lowest=region.count.low,
        is_country=region.is_country,
        centre=region.centre,
    )
