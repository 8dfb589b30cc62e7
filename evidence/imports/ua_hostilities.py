"""The official list of territories of hostilities in Ukraine: dated periods become phase history.

Each period stays at the territory the act names: a region, a district, a municipality, a town or
a village. Days: the act gives the last day of a period, so `ends` is the day after it.

Phases (our choice; the act's own word stays in `status_code`; evidence/engine/periods.py):
- active hostilities, with or without working state registers, and temporary occupation: high;
- possible hostilities: the act says that nobody fights there, but somebody may. Low intensity:
  low_before up to the first hostilities or occupation in this very territory, in one that it
  lies in, or in one that lies in it, and low_after from then on, in two parts where need be;
- where the list says nothing of a municipality, but goes on about places inside it, the
  municipality has the phase of the most violent of them, with a word of its own in `status_code`.
Where periods overlap (the act often lets one begin on the last day of another) both are kept; the
engine lets the one that started last hold, and of two that started together the more violent.

A period that a newer edition of the list no longer holds is retracted, not deleted.
Attribution: Order 376, Ministry for Communities and Territories Development of Ukraine.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Max, QuerySet
from django.utils import timezone

from audit.services import record
from evidence.engine.periods import Span, first_violence, phases_of, spans_inside
from evidence.engine.values import Phase, SourceKind
from evidence.imports.append import append
from evidence.models import PhaseSpell, Source
from places.engine.values import QuarantineReason, ZoneKind
from places.imports.katottg import zones_by_code
from places.imports.runner import Result, SeenKeys, sort_out
from places.imports.table import CheckedFile, FileRefused, Row, Table
from places.imports.values import BadRow, day, optional_day, text, word
from places.models import ImportRun, Zone
from places.selectors import ancestors_of

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
_INSIDE: Final = {True: "hostilities_inside", False: "possible_hostilities_inside"}
_KEPT_AT_LEAST: Final = 0.9  # an edition that loses more periods than this is not believed


@dataclass(frozen=True, slots=True)
class Period:
    """A territory had a status from `starts` up to, not including, `ends`: mostly one row."""

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
        self._edition = _edition(file)
        _refuse_older_edition(file)
        _refuse_shrunken_edition(file, self._edition.keys)
        self._source: Source | None = None

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of periods; the first one also does what needs the whole edition."""
        if self._source is None:
            self._source = official_source()
            _retract_all_but(self._edition.keys, run)
            self._save(self._edition.beside, run)
        return sort_out(rows, read=self._read, save=lambda periods: self._save(periods, run))

    def _read(self, row: Row) -> Period:
        period = read_period(row, self._edition.violence_since)
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


def read_period(row: Row, violence_since: Mapping[str, date]) -> Period:
    """Return the period of a row; of one whose calm the first violence cuts in two, the first.

    Args:
        row: a whole row of the list.
        violence_since: per territory, the day since when fighting or an occupation is known in
            it, around it or within it.

    Raises:
        BadRow: it cannot be read, or ends before it starts.
    """
    return _periods(_read_span(row), text(row, "status", longest=40), violence_since)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """What only a look at the whole list tells."""

    violence_since: Mapping[str, date]
    beside: Sequence[Period]  # those that no row stands for
    keys: set[str]  # of every period


def _edition(file: CheckedFile) -> _Edition:
    told = [(span, text(row, "status", longest=40)) for row in file if (span := _span_of(row))]
    spans = [span for span, _ in told]
    above, municipalities = _tree({span.code for span in spans})
    since = first_violence(spans, above)
    from_rows = [_periods(span, status, since) for span, status in told]
    beside = [
        *(period for periods in from_rows for period in periods[1:]),
        *(
            period
            for span in spans_inside(spans, above, municipalities)
            for period in _periods(span, _INSIDE[span.is_violent], since)
        ),
    ]
    return _Edition(
        violence_since=since,
        beside=beside,
        keys={period.key for period in (*(periods[0] for periods in from_rows), *beside)},
    )


def _tree(codes: Collection[str]) -> tuple[dict[str, list[str]], set[str]]:
    """Return what each territory lies in, by code, and which of all of these are municipalities."""
    named = dict(Zone.objects.filter(code__in=codes).values_list("pk", "code"))
    chains = ancestors_of(named)
    above = {code: [zone.code for zone in chains[pk]] for pk, code in named.items()}
    for chain in chains.values():
        higher = [zone.code for zone in chain]
        above |= {code: higher[place + 1 :] for place, code in enumerate(higher)}
    municipalities = Zone.objects.filter(code__in=above, kind=ZoneKind.MUNICIPALITY.value)
    return above, set(municipalities.values_list("code", flat=True))


def _read_span(row: Row) -> Span:
    is_violent = word(row, "status", _STATUSES)
    starts, last = day(row, "start"), optional_day(row, "end")
    if last is not None and last < starts:
        raise BadRow(QuarantineReason.ENDS_BEFORE_IT_STARTS, f"It ends on {last}, before {starts}.")
    return Span(
        code=text(row, "code", longest=40),
        is_violent=is_violent,
        starts=starts,
        ends=None if last is None else last + timedelta(days=1),
    )


def _span_of(row: Row) -> Span | None:
    try:
        return _read_span(row)
    except BadRow:
        return None


def _periods(span: Span, status: str, violence_since: Mapping[str, date]) -> list[Period]:
    return [
        Period(code=part.code, status=status, starts=part.starts, ends=part.ends, phase=phase)
        for phase, part in phases_of(span, violence_since.get(span.code))
    ]


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
    told_of = _live().exclude(status_code__in=_INSIDE.values())
    territories_here = set(told_of.values_list("zone__code", flat=True).distinct())
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
