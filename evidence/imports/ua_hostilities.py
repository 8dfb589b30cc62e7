"""The official list of territories of hostilities in Ukraine: dated periods become phase history.

Each period stays at the territory the act names: a region, a district, a municipality, a town or
a village. Days: the act gives the last day of a period, so `ends` is the day after it.

Phases (our choice; the act's own word stays in `status_code`):
- active hostilities, with or without working state registers, and temporary occupation: high;
- possible hostilities: the act says that nobody fights there, but somebody may. Low intensity:
  low_after where hostilities or an occupation of this very territory had ended by then,
  low_before everywhere else.
Where periods overlap (the act often lets one begin on the last day of another) both are kept; the
engine lets the one that started last hold, and of two that started together the more violent.

A period that a newer edition of the list no longer holds is retracted, not deleted.
Attribution: Order 376, Ministry for Communities and Territories Development of Ukraine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Max, QuerySet
from django.utils import timezone

from audit.services import record
from evidence.engine.values import Phase, SourceKind
from evidence.imports.append import append
from evidence.models import PhaseSpell, Source
from places.engine.values import QuarantineReason
from places.imports.katottg import zones_by_code
from places.imports.runner import Result, SeenKeys, sort_out
from places.imports.table import CheckedFile, FileRefused, Row, Table
from places.imports.values import BadRow, day, optional_day, text, word
from places.models import ImportRun, Zone

TABLE: Final = Table(columns=("code", "name_uk", "oblast_uk", "status", "start", "end"))
SOURCE_NAME: Final = "Order 376, Ministry for Communities and Territories Development of Ukraine"
ORIGIN: Final = "ua-government"
_POSSIBLE: Final = "possible_hostilities"
_STATUSES: Final[Mapping[str, bool]] = {  # whether it is fighting or occupation
    _POSSIBLE: False,
    "active_hostilities": True,
    "active_hostilities_with_registers": True,
    "occupied": True,
}
_KEPT_AT_LEAST: Final = 0.9  # an edition that loses more periods than this is not believed


@dataclass(frozen=True, slots=True)
class Period:
    """One row: a territory had a status from `starts` up to, not including, `ends`."""

    code: str
    status: str
    starts: date
    ends: date | None
    phase: Phase

    @property
    def key(self) -> str:
        """Return all that the row says, so that two periods never share it."""
        parts = (self.code, self.status, self.starts, self.ends or "", self.phase.value)
        return ":".join(["order376", *(str(part) for part in parts)])


class UaHostilities:
    """Periods of the official list; made for one file, after a look at the whole of it.

    Raises:
        FileRefused: it is an older edition than the one that is here, or it has lost so many
            periods that it is more likely broken than new; nothing was changed.
    """

    source = "ua_hostilities"

    def __init__(self, file: CheckedFile) -> None:
        self._seen = SeenKeys()
        self._calm_since = _first_ends(file)
        self._keys = _keys(file, self._calm_since)
        _refuse_older_edition(file)
        _refuse_shrunken_edition(file, self._keys)
        self._source: Source | None = None

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of periods; the first one also retracts what the edition dropped."""
        if self._source is None:
            self._source = official_source()
            _retract_all_but(self._keys, run)
        return sort_out(rows, read=self._read, save=lambda periods: self._save(periods, run))

    def _read(self, row: Row) -> Period:
        period = read_period(row, self._calm_since)
        self._seen.first(period.key)
        return period

    def _save(self, periods: Sequence[Period], run: ImportRun) -> list[Result]:
        zones = zones_by_code([period.code for period in periods])
        drafts = {
            period.key: self._spell(period, zones[period.code], run)
            for period in periods
            if period.code in zones
        }
        outcomes = append(PhaseSpell.objects.filter(retracted_on__isnull=True), drafts)
        return [outcomes.get(period.key) or _nowhere(period) for period in periods]

    def _spell(self, period: Period, zone: Zone, run: ImportRun) -> PhaseSpell:
        return PhaseSpell(
            zone=zone,
            phase=period.phase.value,
            status_code=period.status,
            starts=period.starts,
            ends=period.ends,
            known_on=timezone.localdate(run.started_at),
            source=self._source,
            source_run=run,
            source_key=period.key,
        )


def official_source() -> Source:
    """Return the act as a source."""
    source, _ = Source.objects.get_or_create(
        kind=SourceKind.OFFICIAL_ACT.value,
        name=SOURCE_NAME,
        defaults={"independence_group": ORIGIN},
    )
    return source


def read_period(row: Row, calm_since: Mapping[str, date]) -> Period:
    """Return the period of a row.

    Args:
        row: a whole row of the list.
        calm_since: per territory, the first day after its first fighting or occupation.

    Raises:
        BadRow: it cannot be read, or ends before it starts.
    """
    status = text(row, "status", longest=40)
    is_violent = word(row, "status", _STATUSES)
    starts, last = day(row, "start"), optional_day(row, "end")
    if last is not None and last < starts:
        raise BadRow(QuarantineReason.ENDS_BEFORE_IT_STARTS, f"It ends on {last}, before {starts}.")
    code = text(row, "code", longest=40)
    return Period(
        code=code,
        status=status,
        starts=starts,
        ends=None if last is None else last + timedelta(days=1),
        phase=Phase.HIGH if is_violent else _low(starts, calm_since.get(code)),
    )


def _low(starts: date, calm_since: date | None) -> Phase:
    # The act often lets the new status begin on the last day of the old one.
    ended_by_then = calm_since is not None and calm_since <= starts + timedelta(days=1)
    return Phase.LOW_AFTER if ended_by_then else Phase.LOW_BEFORE


def _first_ends(file: CheckedFile) -> dict[str, date]:
    ends: dict[str, date] = {}
    for row in file:
        try:
            period = read_period(row, {})
        except BadRow:
            continue
        if period.phase is Phase.HIGH and period.ends is not None:
            ends[period.code] = min(period.ends, ends.get(period.code, period.ends))
    return ends


def _keys(file: CheckedFile, calm_since: Mapping[str, date]) -> set[str]:
    keys = set()
    for row in file:
        try:
            keys.add(read_period(row, calm_since).key)
        except BadRow:
            continue
    return keys


def _live() -> QuerySet[PhaseSpell]:
    return PhaseSpell.objects.filter(
        source__name=SOURCE_NAME, retracted_on__isnull=True, source_key__startswith="order376:"
    )


def _refuse_older_edition(file: CheckedFile) -> None:
    newest_here = _live().aggregate(starts=Max("starts"))["starts"]
    newest_there = max((start for row in file if (start := _start_of(row))), default=None)
    if newest_here and newest_there and newest_there < newest_here:
        raise FileRefused(
            file.path,
            f"Its newest period starts on {newest_there}, but one of {newest_here} is here "
            "already: this is an older edition of the list.",
            remedy="Get the newest edition and repeat the command.",
        )


def _start_of(row: Row) -> date | None:
    try:
        return day(row, "start")
    except BadRow:
        return None


def _refuse_shrunken_edition(file: CheckedFile, keys: set[str]) -> None:
    territories_here = set(_live().values_list("zone__code", flat=True).distinct())
    territories_there = {key.split(":")[1] for key in keys}
    lost = len(territories_here - territories_there)
    if lost > (1 - _KEPT_AT_LEAST) * len(territories_here):
        raise FileRefused(
            file.path,
            f"{lost} of the {len(territories_here)} territories that are here are missing from "
            "it: the file is more likely cut off than right.",
            remedy="Get the file again from its source and repeat the command.",
        )


def _retract_all_but(keys: set[str], run: ImportRun) -> None:
    dropped = [
        pk for pk, key in _live().values_list("pk", "source_key").iterator() if key not in keys
    ]
    if not dropped:
        return
    PhaseSpell.objects.filter(pk__in=dropped).update(
        retracted_on=timezone.localdate(run.started_at)
    )
    record(
        verb="phase.retracted_by_import",
        subject_kind="import_run",
        subject=str(run.reference),
        actor_id=None,
        at=run.started_at,
        data={"retracted": len(dropped)},
    )


def _nowhere(period: Period) -> BadRow:
    return BadRow(
        QuarantineReason.UNKNOWN_PLACE, f"{period.code} is not in the codifier that was imported."
    )
