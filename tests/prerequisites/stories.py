"""Tell the platform a story through its services: who saw what, and on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from accounts.models import User
from evidence import services
from evidence.engine.values import (
    Confidence,
    DatePrecision,
    Phase,
    Says,
    SourceKind,
    Subject,
)
from evidence.models import EvidenceItem, PhaseSpell, Source
from places.models import Municipality, Zone
from prerequisites.engine.values import Verdict
from prerequisites.selectors import verdicts_for
from tests.factories import an_officer

TODAY = date(2026, 11, 23)


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


@dataclass
class Story:
    """Two officers who write down what they hear, on the day they hear it."""

    officer: User = field(default_factory=an_officer)
    colleague: User = field(default_factory=an_officer)
    sources: dict[tuple[SourceKind, str], Source] = field(default_factory=dict)

    def source(self, kind: SourceKind, group: str = "") -> Source:
        """The one source of a kind and a group that the story knows."""
        if (kind, group) not in self.sources:
            self.sources[kind, group] = services.record_source(
                name=f"{kind.value} {group}",
                kind=kind,
                by=self.officer,
                at=at_noon(date(1990, 1, 1)),
                independence_group=group,
            )
        return self.sources[kind, group]

    def says(
        self,
        zone: Zone,
        subject: Subject,
        says: Says = Says.MET,
        *,
        on: date,
        kind: SourceKind = SourceKind.UN_BODY,
        group: str = "",
        heard_on: date | None = None,
        text: str = "",
        valid_until: date | None = None,
        precision: DatePrecision = DatePrecision.DAY,
        confidence: Confidence = Confidence.MEDIUM,
        confirmed: bool = False,
    ) -> EvidenceItem:
        """One statement; a colleague confirms it on the day it is heard, where asked to."""
        at = at_noon(heard_on or on)
        item = services.record_evidence(
            zone=zone,
            subject=subject,
            statement=services.Statement(
                says=says,
                source=self.source(kind, group),
                observed_on=on,
                text=text,
                precision=precision,
                confidence=confidence,
                valid_until=valid_until,
            ),
            by=self.officer,
            at=at,
        )
        if confirmed:
            services.confirm_evidence(reference=item.reference, by=self.colleague, at=at)
        return item

    def both_say(
        self,
        zone: Zone,
        *subjects: Subject,
        on: date,
        says: Says = Says.MET,
        heard_on: date | None = None,
        valid_until: date | None = None,
    ) -> None:
        """The same said by two independent sources of two kinds."""
        for subject in subjects:
            for kind in (SourceKind.UN_BODY, SourceKind.RELIGIOUS_BODY):
                self.says(
                    zone,
                    subject,
                    says,
                    on=on,
                    kind=kind,
                    heard_on=heard_on,
                    valid_until=valid_until,
                )

    def denies(self, zone: Zone, subject: Subject, *, on: date) -> EvidenceItem:
        """One credible statement against, confirmed by a second person."""
        kind = SourceKind.PEACEKEEPERS
        return self.says(zone, subject, Says.UNMET, on=on, kind=kind, confirmed=True)

    def asks(self, zone: Zone, *, on: date) -> None:
        """A verified request with the council behind it, and a conflict it speaks of."""
        for subject in (Subject.R, Subject.S, Subject.CONFLICT_LINK):
            self.says(zone, subject, on=on, kind=SourceKind.OFFICIAL_ACT, confirmed=True)

    def phase(self, zone: Zone, phase: Phase, starts: date, ends: date | None = None) -> PhaseSpell:
        """A phase, heard of on the day it ended, or began."""
        return services.record_phase(
            zone=zone,
            phase=phase,
            starts=starts,
            ends=ends,
            source=self.source(SourceKind.UN_BODY),
            by=self.officer,
            at=at_noon(ends or starts),
        )


def verdict_of(town: Municipality, day: date, *, known_on: date | None = None) -> Verdict:
    """The verdict on one municipality, asked on the day it is about, or on another."""
    return verdicts_of({"town": town}, day, known_on=known_on)["town"]


def verdicts_of(
    towns: Mapping[str, Municipality], day: date, *, known_on: date | None = None
) -> dict[str, Verdict]:
    """The verdicts on several, in one go."""
    found = verdicts_for([town.pk for town in towns.values()], as_of=day, known_on=known_on or day)
    return {name: found[town.pk] for name, town in towns.items()}
