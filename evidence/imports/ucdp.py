"""Conflict events of the UCDP Georeferenced Event Dataset, final or candidate releases.

Where an event is put: where_prec 1 and 2 (a place, or within about 25 km of one) to the nearest
municipality whose centre lies at most PIN_KM away; where_prec 3 (a district) to the district of
that municipality, where it has one; from 4 on (a region or less) nowhere, and PostgreSQL refuses
it. The nearest centre is not always the municipality the event lay in: events suggest a phase
and open a review, they never set a verdict.

A final release corrects a provisional one; a provisional one never changes a final event.
Attribution: UCDP GED (Sundberg & Melander 2013; Davies, Pettersson & Öberg), CC BY 4.0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evidence.models import ConflictEvent
from places.engine.nearest import Place, PlaceGrid
from places.engine.values import QuarantineReason, ZoneKind
from places.imports.countries import country_code_of
from places.imports.runner import Outcome, Result, SeenKeys, sort_out
from places.imports.table import Row, Table
from places.imports.upsert import upsert
from places.imports.values import BadRow, coordinates, day, optional_text, text, whole
from places.models import ImportRun, Municipality

DATASET: Final = "ucdp-ged"
PIN_KM: Final = 25.0  # the reach that UCDP's codebook gives where_prec 2
_TOWN_PRECISION: Final = 2
_DISTRICT_PRECISION: Final = 3

_NUMBERS: Final = (
    "type_of_violence",
    "conflict_new_id",
    "where_prec",
    "event_clarity",
    "date_prec",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
)
_TEXTS: Final = ("conflict_name", "dyad_name", "side_a", "side_b")
_OPTIONAL_TEXTS: Final = ("where_coordinates", "adm_1", "adm_2")
TABLE: Final = Table(
    columns=(
        "id",
        "number_of_sources",
        "latitude",
        "longitude",
        "country",
        "date_start",
        "date_end",
        *_NUMBERS,
        *_TEXTS,
        *_OPTIONAL_TEXTS,
    ),
    extra=True,
)
_OWNED: Final = (
    "provisional",
    "zone_id",
    "country_code",
    "number_of_sources",
    "latitude",
    "longitude",
    "country",
    "date_start",
    "date_end",
    *_NUMBERS,
    *_TEXTS,
    *_OPTIONAL_TEXTS,
)


class UcdpEvents:
    """Events of one release. Import the municipalities first: they are what events are put on."""

    source = "ucdp"

    def __init__(self, *, provisional: bool) -> None:
        self._seen = SeenKeys()
        self._provisional = provisional
        self._pins = Pins()

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of events."""
        return sort_out(rows, read=self._read, save=lambda events: self._save(events, run))

    def _read(self, row: Row) -> ConflictEvent:
        latitude, longitude = coordinates(row, "latitude", "longitude")
        country = text(row, "country", longest=100)
        event_id = whole(row, "id")
        event = ConflictEvent(
            dataset=DATASET,
            event_id=event_id,
            source_key=self._seen.first(f"{DATASET}:{event_id}"),
            provisional=self._provisional,
            latitude=latitude,
            longitude=longitude,
            country=country,
            country_code=country_code_of(country, latitude=latitude, longitude=longitude),
            date_start=day(row, "date_start"),
            date_end=day(row, "date_end"),
            number_of_sources=_sources(row),
            **{column: whole(row, column) for column in _NUMBERS},
            **{column: text(row, column) for column in _TEXTS},
            **{column: optional_text(row, column) for column in _OPTIONAL_TEXTS},
        )
        _refuse_impossible(event)
        event.zone_id = self._pins.zone_of(event)
        return event

    def _save(self, events: Sequence[ConflictEvent], run: ImportRun) -> list[Result]:
        final = self._final_ones(events)
        open_ones = [event for event in events if event.source_key not in final]
        outcomes = upsert(
            ConflictEvent.objects.all(), open_ones, key="source_key", owned=_OWNED, run=run
        )
        results = {
            event.source_key: outcome for event, outcome in zip(open_ones, outcomes, strict=True)
        }
        return [results.get(event.source_key, Outcome.IGNORED) for event in events]

    def _final_ones(self, events: Sequence[ConflictEvent]) -> set[str]:
        """Return the keys that a provisional release must leave alone."""
        if not self._provisional:
            return set()
        return set(
            ConflictEvent.objects.filter(
                source_key__in=[event.source_key for event in events], provisional=False
            ).values_list("source_key", flat=True)
        )


def _sources(row: Row) -> int | None:
    count = whole(row, "number_of_sources", least=-1)
    return None if count < 0 else count  # UCDP writes -1 for unknown


def _refuse_impossible(event: ConflictEvent) -> None:
    if event.date_end < event.date_start:
        raise BadRow(
            QuarantineReason.ENDS_BEFORE_IT_STARTS,
            f"It ends on {event.date_end}, before {event.date_start}.",
        )
    if not 1 <= event.where_prec <= 7:
        raise BadRow(QuarantineReason.UNKNOWN_WORD, "where_prec is not a number from 1 to 7.")


@dataclass(frozen=True, slots=True)
class _Centre:
    zone: int
    district: int | None


class Pins:
    """Where events of a country are put. Municipalities are loaded once per country."""

    def __init__(self) -> None:
        self._grids: dict[str, PlaceGrid] = {}
        self._centres: dict[int, _Centre] = {}

    def zone_of(self, event: ConflictEvent) -> int | None:
        """Return the zone of an event, or None where it is known too vaguely or lies too far."""
        if event.where_prec > _DISTRICT_PRECISION or not event.country_code:
            return None
        near = self._grid(event.country_code).within(event.latitude, event.longitude, PIN_KM)
        if not near:
            return None
        centre = self._centres[near[0][1].key]
        return centre.zone if event.where_prec <= _TOWN_PRECISION else centre.district

    def _grid(self, country_code: str) -> PlaceGrid:
        if country_code not in self._grids:
            self._grids[country_code] = self._load(country_code)
        return self._grids[country_code]

    def _load(self, country_code: str) -> PlaceGrid:
        grid = PlaceGrid([])
        rows = Municipality.objects.filter(country_code=country_code).values_list(
            "zone_id",
            "zone__latitude",
            "zone__longitude",
            "zone__parent_id",
            "zone__parent__kind",
        )
        for zone, latitude, longitude, parent, kind in rows.iterator(chunk_size=5_000):
            if latitude is None or longitude is None:
                continue
            grid.add(Place(zone, latitude, longitude))
            district = parent if kind == ZoneKind.DISTRICT else None
            self._centres[zone] = _Centre(zone, district)
        return grid
