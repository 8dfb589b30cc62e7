"""What the voices of the story say, recorded by an officer and confirmed by the supervisor."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from demo.loading.ground import Ground
from demo.loading.people import People
from demo.story.values import Chapter, Report, Spell, When, day_of
from evidence.models import Source
from evidence.services import (
    Statement,
    confirm_evidence,
    record_evidence,
    record_phase,
    record_source,
)

_HEARD_AFTER: Final = timedelta(days=2)
_PHASE_HEARD_AFTER: Final = timedelta(days=7)


def noon_of(when: When, *, today: date) -> datetime:
    """Return noon of a day of the story."""
    return datetime.combine(day_of(when, today=today), time(12), tzinfo=UTC)


def record_testimony(
    chapter: Chapter, ground: Ground, people: People, *, at: datetime, today: date
) -> int:
    """Record the voices, phases and reports of a chapter; return how many statements there are."""
    sources = {
        voice.key: record_source(
            name=voice.name,
            kind=voice.kind,
            independence_group=voice.group,
            by=people.officer,
            at=at,
        )
        for voice in chapter.voices
    }
    _record_spells(chapter.spells, sources, ground, people, today=today)
    return sum(
        _record_report(report, sources[report.voice], ground, people, today=today)
        for report in chapter.reports
    )


def _record_spells(
    spells: Sequence[Spell],
    sources: Mapping[str, Source],
    ground: Ground,
    people: People,
    *,
    today: date,
) -> None:
    for spell in spells:
        record_phase(
            zone=ground.zones[spell.zone],
            phase=spell.phase,
            starts=day_of(spell.starts, today=today),
            ends=None if spell.ends is None else day_of(spell.ends, today=today),
            source=sources[spell.voice],
            by=people.officer,
            at=noon_of(spell.starts, today=today) + _PHASE_HEARD_AFTER,
        )


def _record_report(
    report: Report, source: Source, ground: Ground, people: People, *, today: date
) -> int:
    heard_at = (
        noon_of(report.observed, today=today) + _HEARD_AFTER
        if report.known is None
        else noon_of(report.known, today=today)
    )
    valid_until = report.valid_until
    for subject, says in report.says.items():
        item = record_evidence(
            zone=ground.zones[report.zone],
            subject=subject,
            statement=Statement(
                says=says,
                source=source,
                observed_on=day_of(report.observed, today=today),
                text=report.text,
                language="en",
                precision=report.precision,
                confidence=report.confidence,
                valid_until=None if valid_until is None else day_of(valid_until, today=today),
            ),
            by=people.officer,
            at=heard_at,
        )
        if report.confirmed:
            confirm_evidence(reference=item.reference, by=people.supervisor, at=heard_at)
    return len(report.says)
