"""Small builders of evidence, without surprise: what matters to a test stands in the test."""

from collections.abc import Sequence
from datetime import date

from evidence.engine.values import (
    Confidence,
    DatePrecision,
    Evidence,
    Facts,
    Phase,
    PhaseSpell,
    Says,
    SourceKind,
    Subject,
)
from prerequisites.engine.values import LeafFacts, Verdict
from prerequisites.engine.verdict import judge

DAY = date(2024, 6, 1)


def said(
    subject: Subject,
    says: Says = Says.MET,
    *,
    on: date = DAY,
    kind: SourceKind = SourceKind.UN_BODY,
    origin: str = "",
    reference: str = "",
    known_on: date | None = None,
    confirmed: bool = False,
    fingerprint: str = "",
    precision: DatePrecision = DatePrecision.DAY,
    confidence: Confidence = Confidence.MEDIUM,
    valid_until: date | None = None,
    superseded_on: date | None = None,
) -> Evidence:
    """One statement; its origin is its kind and its reference tells it from others."""
    return Evidence(
        reference=reference or f"{subject}:{says}:{kind}:{on}",
        subject=subject,
        says=says,
        source_kind=kind,
        origin=origin or kind,
        fingerprint=fingerprint,
        observed_on=on,
        known_on=known_on or on,
        precision=precision,
        confidence=confidence,
        confirmed=confirmed,
        valid_until=valid_until,
        superseded_on=superseded_on,
    )


def twice(subject: Subject, says: Says = Says.MET, *, on: date = DAY) -> tuple[Evidence, ...]:
    """The same said by two independent sources of two kinds."""
    return (
        said(subject, says, on=on, kind=SourceKind.UN_BODY),
        said(subject, says, on=on, kind=SourceKind.RELIGIOUS_BODY),
    )


def denied(subject: Subject, *, on: date = DAY) -> Evidence:
    """One credible statement against, confirmed by staff."""
    return said(subject, Says.UNMET, on=on, kind=SourceKind.PEACEKEEPERS, confirmed=True)


def act(subject: Subject, *, on: date = DAY) -> Evidence:
    """One verified document: a request, a council's decision, a limit."""
    return said(subject, on=on, kind=SourceKind.OFFICIAL_ACT, confirmed=True)


def asked(*, on: date = DAY) -> tuple[Evidence, ...]:
    """A verified request with the council behind it, and a conflict it speaks of."""
    return act(Subject.R, on=on), act(Subject.S, on=on), act(Subject.CONFLICT_LINK, on=on)


def all_met(*, on: date = DAY) -> tuple[Evidence, ...]:
    """Everything an open verdict needs."""
    subjects = (Subject.P1, Subject.P2, Subject.P3, Subject.P4)
    return (*asked(on=on), *(item for subject in subjects for item in twice(subject, on=on)))


def without(evidence: Sequence[Evidence], *subjects: Subject) -> tuple[Evidence, ...]:
    """The same evidence with everything on some subjects left out."""
    return tuple(item for item in evidence if item.subject not in subjects)


def spell(phase: Phase, starts: date, ends: date | None = None) -> PhaseSpell:
    """A phase, known on the day it ended, or began."""
    return PhaseSpell(phase=phase, starts=starts, ends=ends, known_on=ends or starts)


def verdict_on(
    evidence: Sequence[Evidence],
    *,
    on: date = DAY,
    spells: Sequence[PhaseSpell] = (),
    surroundings: Sequence[Facts] = (),
) -> Verdict:
    """The verdict on a leaf, asked on the day it is about."""
    facts = LeafFacts(
        leaf=Facts(evidence=tuple(evidence), spells=tuple(spells)),
        surroundings=tuple(surroundings),
    )
    return judge(facts, as_of=on, known_on=on)
