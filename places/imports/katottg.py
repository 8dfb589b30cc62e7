"""Ukraine's official codifier of administrative units and territorial communities.

Columns: code, parent, category (O region, K city with special status, P district, H territorial
community, M/X/C settlements, B city district), name. Parents stand before their children.
Attribution: KATOTTG, Ministry for Communities and Territories Development of Ukraine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from places.engine.names import latin_from_ukrainian
from places.engine.values import CodeScheme, QuarantineReason, ZoneKind
from places.imports.countries import country_zone_ids
from places.imports.runner import Outcome, Result, SeenKeys, sort_out
from places.imports.table import Row, Table
from places.imports.upsert import strongest, upsert
from places.imports.values import BadRow, optional_text, text, word
from places.models import ImportRun, Municipality, Zone, ZoneCode

COUNTRY: Final = "UA"
TABLE: Final = Table(columns=("code", "parent", "category", "name"))
SPECIAL_CITY: Final = "K"

_KINDS: Final[Mapping[str, ZoneKind]] = {
    "O": ZoneKind.REGION,
    SPECIAL_CITY: ZoneKind.MUNICIPALITY,
    "P": ZoneKind.DISTRICT,
    "H": ZoneKind.MUNICIPALITY,
    "M": ZoneKind.SETTLEMENT,
    "X": ZoneKind.SETTLEMENT,
    "C": ZoneKind.SETTLEMENT,
    "B": ZoneKind.CITY_DISTRICT,
}
# The codifier has no coordinates. Those of the territorial communities come with
# import_ua_municipalities, which leaves out the two cities with special status.
_CITY_CENTRES: Final[Mapping[str, tuple[float, float]]] = {
    "UA80000000000093317": (50.4501, 30.5234),  # Kyiv
    "UA85000000000065278": (44.6054, 33.5221),  # Sevastopol
}
_LEVELS: Final = {"O": 0, SPECIAL_CITY: 0, "P": 1, "H": 2, "M": 3, "X": 3, "C": 3, "B": 4}
_OWNED: Final = ("parent_id", "kind", "name", "name_latin", "country_code")


@dataclass(frozen=True, slots=True)
class _Unit:
    code: str
    parent: str
    category: str
    name: str


class Katottg:
    """Zones from the codifier; a city with special status is a municipality at once."""

    source = "katottg"

    def __init__(self) -> None:
        self._seen = SeenKeys()

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of units, the higher levels first."""
        return sort_out(rows, read=self._read, save=lambda units: _save(units, run))

    def _read(self, row: Row) -> _Unit:
        category = text(row, "category", longest=1)
        word(row, "category", _KINDS)
        return _Unit(
            code=self._seen.first(text(row, "code", longest=40)),
            parent=optional_text(row, "parent", longest=40),
            category=category,
            name=text(row, "name"),
        )


def _save(units: Sequence[_Unit], run: ImportRun) -> list[Result]:
    country = country_zone_ids([COUNTRY], run)[COUNTRY]
    results: dict[str, Result] = {}
    for _, level in groupby(
        sorted(units, key=lambda unit: _LEVELS[unit.category]), key=lambda u: _LEVELS[u.category]
    ):
        results |= _save_level(list(level), country, run)
    return [results[unit.code] for unit in units]


def _save_level(units: Sequence[_Unit], country: int, run: ImportRun) -> dict[str, Result]:
    parents = dict(
        Zone.objects.filter(code__in={unit.parent for unit in units}).values_list("code", "pk")
    )
    parents[""] = country
    orphans = {unit.code: _orphan(unit) for unit in units if unit.parent not in parents}
    known = [unit for unit in units if unit.parent in parents]
    zones = [_zone(unit, parents[unit.parent]) for unit in known]
    outcomes = upsert(Zone.objects.all(), zones, key="code", owned=_OWNED, run=run)
    _write_codes([zone for zone, it in zip(zones, outcomes, strict=True) if it is Outcome.CREATED])
    cities = _write_special_cities(known, zones, run)
    saved = {
        unit.code: strongest(outcome, cities.get(unit.code, outcome))
        for unit, outcome in zip(known, outcomes, strict=True)
    }
    return orphans | saved


def _orphan(unit: _Unit) -> BadRow:
    return BadRow(
        QuarantineReason.UNKNOWN_PLACE,
        f"{unit.code} lies in {unit.parent}, which stands nowhere before it.",
    )


def _zone(unit: _Unit, parent: int) -> Zone:
    return Zone(
        code=unit.code,
        parent_id=parent,
        kind=_KINDS[unit.category].value,
        name=unit.name,
        name_latin=latin_from_ukrainian(unit.name),
        country_code=COUNTRY,
        source_key=unit.code,
    )


def _write_codes(zones: Sequence[Zone]) -> None:
    ZoneCode.objects.bulk_create(
        ZoneCode(scheme=CodeScheme.KATOTTG.value, code=zone.code, zone=zone) for zone in zones
    )


def _write_special_cities(
    units: Sequence[_Unit], zones: Sequence[Zone], run: ImportRun
) -> dict[str, Outcome]:
    cities = [
        Municipality(
            zone=zone,
            name=unit.name,
            name_latin=zone.name_latin,
            country_code=COUNTRY,
            source_key=unit.code,
        )
        for unit, zone in zip(units, zones, strict=True)
        if unit.category == SPECIAL_CITY
    ]
    outcomes = upsert(
        Municipality.objects.all(),
        cities,
        key="zone_id",
        owned=("name", "name_latin", "country_code"),
        run=run,
    )
    for city in cities:
        _place_city(city)
    return {city.source_key: outcome for city, outcome in zip(cities, outcomes, strict=True)}


def _place_city(city: Municipality) -> None:
    """Give the city its coordinates once; a better gazetteer may have given others."""
    if city.source_key in _CITY_CENTRES:
        latitude, longitude = _CITY_CENTRES[city.source_key]
        Zone.objects.filter(pk=city.zone_id, latitude__isnull=True).update(
            latitude=latitude, longitude=longitude
        )


def zones_by_code(codes: Sequence[str]) -> dict[str, Zone]:
    """Return Ukraine's zones by their KATOTTG codes; unknown codes are left out."""
    return {
        found.code: found.zone
        for found in ZoneCode.objects.filter(
            scheme=CodeScheme.KATOTTG.value, code__in=codes
        ).select_related("zone")
    }
