"""Municipalities of Ukraine that an appointed military administration governs.

Each is evidence that no elected council is at work (P4 unmet) and that the mandate is restricted;
where the row says that the territory is occupied, wholly or in part, also that another
administration governs beside it. None of it counts before staff confirm it. A newer list
supersedes what an older one said about the same municipality; a municipality that is no longer in
it keeps what was said until that goes stale or staff supersede it.
Attribution: KSE Institute, Local Data Hub (2025), and Rabinovych et al. (2025),
doi:10.1080/1060586X.2025.2520167.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import timezone

from evidence.engine.values import Confidence, DatePrecision, Says, SourceKind, Subject
from evidence.imports.append import append
from evidence.imports.ua_hostilities import ORIGIN
from evidence.models import EvidenceItem, Source
from places.engine.values import QuarantineReason
from places.imports.katottg import zones_by_code
from places.imports.runner import Outcome, Result, SeenKeys, sort_out
from places.imports.table import Row, Table
from places.imports.upsert import strongest
from places.imports.values import BadRow, optional_text, text, word
from places.models import ImportRun, Zone

TABLE: Final = Table(
    columns=("hromada_code", "name_uk", "name_en_source", "oblast_source", "occupation_status")
)
SOURCE_NAME: Final = "Appointed military administrations of Ukraine (acts of the President)"

_ALWAYS: Final = ((Subject.P4, Says.UNMET), (Subject.RESTRICTED_MANDATE, Says.MET))
_OCCUPIED: Final = (*_ALWAYS, (Subject.PARALLEL_GOVERNANCE, Says.MET))
_STATEMENTS: Final[Mapping[str, tuple[tuple[Subject, Says], ...]]] = {
    "Non-occupied": _ALWAYS,
    "Partially occupied": _OCCUPIED,
    "Occupied": _OCCUPIED,
}


@dataclass(frozen=True, slots=True)
class _Administration:
    code: str
    name: str
    occupation: str


class UaAdministrations:
    """Evidence from the list of appointed administrations, as of one year or day."""

    source = "ua_administrations"

    def __init__(self, *, observed_on: date, precision: DatePrecision) -> None:
        self._seen = SeenKeys()
        self._observed_on = observed_on
        self._precision = precision
        self._source: Source | None = None

    def take(self, rows: Sequence[Row], run: ImportRun) -> Sequence[Result]:
        """Write one batch of administrations."""
        self._source = self._source or _official_source()
        return sort_out(rows, read=self._read, save=lambda read: self._save(read, run))

    def _read(self, row: Row) -> _Administration:
        word(row, "occupation_status", _STATEMENTS)
        return _Administration(
            code=self._seen.first(text(row, "hromada_code", longest=40)),
            name=optional_text(row, "name_en_source") or text(row, "name_uk"),
            occupation=text(row, "occupation_status", longest=40),
        )

    def _save(self, administrations: Sequence[_Administration], run: ImportRun) -> list[Result]:
        zones = zones_by_code([administration.code for administration in administrations])
        drafts = {
            self._key(administration, subject): self._item(
                administration, subject, says, zones[administration.code], run
            )
            for administration in administrations
            if administration.code in zones
            for subject, says in _STATEMENTS[administration.occupation]
        }
        outcomes = append(EvidenceItem.objects.all(), drafts)
        self._supersede([drafts[key] for key, it in outcomes.items() if it is Outcome.CREATED])
        return [
            self._outcome(administration, outcomes) if administration.code in zones else bad
            for administration, bad in zip(
                administrations, map(_nowhere, administrations), strict=True
            )
        ]

    def _supersede(self, fresh: Sequence[EvidenceItem]) -> None:
        """Let new statements stand in the place of this list's older ones on the same matter."""
        by_matter = {(item.zone_id, item.subject): item for item in fresh}
        older = EvidenceItem.objects.filter(
            source=self._source,
            source_run__isnull=False,
            superseded_on__isnull=True,
            zone__in=[item.zone_id for item in fresh],
            observed_on__lte=self._observed_on,
        ).exclude(pk__in=[item.pk for item in fresh])
        replaced = []
        for item in older:
            better = by_matter.get((item.zone_id, item.subject))
            if better is not None:
                item.superseded_by, item.superseded_on = better, better.known_on
                replaced.append(item)
        EvidenceItem.objects.bulk_update(replaced, ["superseded_by", "superseded_on"])

    def _outcome(self, administration: _Administration, outcomes: Mapping[str, Outcome]) -> Outcome:
        subjects = [subject for subject, _ in _STATEMENTS[administration.occupation]]
        return strongest(*(outcomes[self._key(administration, subject)] for subject in subjects))

    def _key(self, administration: _Administration, subject: Subject) -> str:
        occupation = administration.occupation.lower().replace(" ", "_")
        when = f"{self._observed_on}:{self._precision.value}"
        return f"ua_lma:{when}:{administration.code}:{occupation}:{subject.value}"

    def _item(
        self,
        administration: _Administration,
        subject: Subject,
        says: Says,
        zone: Zone,
        run: ImportRun,
    ) -> EvidenceItem:
        return EvidenceItem(
            zone=zone,
            subject=subject.value,
            says=says.value,
            source=self._source,
            statement=(
                f"{administration.name}: governed by an appointed military administration; "
                f"territory {administration.occupation.lower()}."
            ),
            language="en",
            observed_on=self._observed_on,
            known_on=timezone.localdate(run.started_at),
            date_precision=self._precision.value,
            confidence=Confidence.HIGH.value,
            recorded_at=run.started_at,
            source_run=run,
            source_key=self._key(administration, subject),
        )


def _official_source() -> Source:
    source, _ = Source.objects.get_or_create(
        kind=SourceKind.OFFICIAL_ACT.value,
        name=SOURCE_NAME,
        defaults={"independence_group": ORIGIN},
    )
    return source


def _nowhere(administration: _Administration) -> BadRow:
    return BadRow(
        QuarantineReason.UNKNOWN_PLACE,
        f"{administration.code} is not in the codifier that was imported.",
    )
