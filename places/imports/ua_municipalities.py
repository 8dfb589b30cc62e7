"""Ukraine's municipalities (hromadas) with the place of their centre and their population.

Needs the codifier first. The zone keeps the codifier as its source; from this file come its
coordinates, area and population, and the municipality itself.
Attribution: KSE Institute, Local Data Hub (2025), doi:10.5281/zenodo.15267573.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from places.engine.names import latin_from_ukrainian
from places.engine.values import QuarantineReason
from places.imports.katottg import COUNTRY, zones_by_code
from places.imports.runner import Outcome, Result, SeenKeys, sort_out
from places.imports.table import Row, Table
from places.imports.upsert import assign, save_changed, strongest, upsert
from places.imports.values import BadRow, coordinates, optional_number, text, whole
from places.models import ImportRun, Municipality, Zone

TABLE: Final = Table(
    columns=(
        "hromada_code",
        "hromada_name",
        "hromada_full_name",
        "hromada_center",
        "lat_center",
        "lon_center",
        "square",
        "total_population_2022",
    ),
    extra=True,
)
_OF_ZONE: Final = ("latitude", "longitude", "area_km2", "population")
_OF_MUNICIPALITY: Final = ("name", "name_latin", "country_code", "population")


@dataclass(frozen=True, slots=True)
class _Hromada:
    code: str
    name: str
    centre: str
    latitude: float
    longitude: float
    area_km2: float | None
    population: int


class UaMunicipalities:
    """One municipality per row; in Latin letters it bears the name of its centre."""

    source = "ua_municipalities"

    def __init__(self) -> None:
        self._seen = SeenKeys()

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of municipalities onto the zones that the codifier made."""
        return sort_out(rows, read=self._read, save=lambda read: _save(read, run))

    def _read(self, row: Row) -> _Hromada:
        latitude, longitude = coordinates(row, "lat_center", "lon_center")
        return _Hromada(
            code=self._seen.first(text(row, "hromada_code", longest=40)),
            name=text(row, "hromada_full_name"),
            centre=text(row, "hromada_center"),
            latitude=latitude,
            longitude=longitude,
            area_km2=optional_number(row, "square"),
            population=whole(row, "total_population_2022"),
        )


def _save(hromadas: Sequence[_Hromada], run: ImportRun) -> list[Result]:
    zones = zones_by_code([hromada.code for hromada in hromadas])
    known = [hromada for hromada in hromadas if hromada.code in zones]
    moved = {hromada.code: assign(zones[hromada.code], _facts(hromada)) for hromada in known}
    save_changed(
        Zone.objects.all(), [zones[code] for code, differs in moved.items() if differs], _OF_ZONE
    )
    outcomes = upsert(
        Municipality.objects.all(),
        [_municipality(hromada, zones[hromada.code]) for hromada in known],
        key="zone_id",
        owned=_OF_MUNICIPALITY,
        run=run,
    )
    saved: dict[str, Result] = {
        hromada.code: strongest(
            outcome, Outcome.UPDATED if moved[hromada.code] else Outcome.UNCHANGED
        )
        for hromada, outcome in zip(known, outcomes, strict=True)
    }
    return [saved.get(hromada.code) or _stranger(hromada) for hromada in hromadas]


def _facts(hromada: _Hromada) -> dict[str, object]:
    return {name: getattr(hromada, name) for name in _OF_ZONE}


def _municipality(hromada: _Hromada, zone: Zone) -> Municipality:
    return Municipality(
        zone=zone,
        name=hromada.name,
        name_latin=latin_from_ukrainian(hromada.centre),
        country_code=COUNTRY,
        population=hromada.population,
        source_key=hromada.code,
    )


def _stranger(hromada: _Hromada) -> BadRow:
    return BadRow(
        QuarantineReason.UNKNOWN_PLACE,
        f"{hromada.code} is not in the codifier that was imported.",
    )
