"""Writes to evidence: by the staff of the secretariat, one audit event each.

Nothing is edited. A statement is confirmed by another person than its author, or superseded by a
better one; a phase is recorded, or retracted.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.permissions import require
from audit.services import record
from evidence.engine.values import (
    PREREQUISITES,
    Confidence,
    DatePrecision,
    Phase,
    Says,
    SourceKind,
    Subject,
)
from evidence.models import EvidenceItem, PhaseSpell, Source

if TYPE_CHECKING:
    from accounts.models import User
    from places.models import Municipality, Zone


_NAMING_A_SOURCE: Final = 20081  # any number that no other lock of the platform has


class EvidenceRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class ObservedLater(EvidenceRefused):
    """The statement speaks of a day that has not come yet."""


class EndsBeforeItStarts(EvidenceRefused):
    """A phase, or what a statement holds for, ends on or before the day it starts."""


class ContextOnly(EvidenceRefused):
    """A country index says nothing about a prerequisite of a municipality."""


class AlreadySuperseded(EvidenceRefused):
    """Somebody superseded the statement before."""


class AlreadyConfirmed(EvidenceRefused):
    """Somebody confirmed the statement before."""


class OwnEvidence(EvidenceRefused):
    """Who recorded a statement does not confirm it."""


class AlreadyRetracted(EvidenceRefused):
    """Somebody retracted the phase before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source says, and when it saw it. `valid_until` is exclusive."""

    says: Says
    source: Source
    observed_on: date
    text: str = ""
    language: str = ""
    precision: DatePrecision = DatePrecision.DAY
    confidence: Confidence = Confidence.MEDIUM
    valid_until: date | None = None


@transaction.atomic
def record_source(
    *,
    name: str,
    kind: SourceKind,
    by: "User",
    at: datetime,
    independence_group: str = "",
    municipality: "Municipality | None" = None,
) -> Source:
    """Record a body that says something about zones.

    Raises:
        PermissionDenied: `by` may not write evidence.
        IntegrityError: a source of this kind and name is there already.
    """
    require(by, Permission.WRITE_EVIDENCE)
    source = Source.objects.create(
        name=name,
        kind=kind.value,
        independence_group=independence_group,
        municipality=municipality,
    )
    record(
        verb="source.recorded",
        subject_kind="source",
        subject=str(source.reference),
        actor_id=by.pk,
        at=at,
        data={"kind": kind.value},
    )
    return source


@transaction.atomic
def source_called(
    *, name: str, kind: SourceKind, by: "User", at: datetime, independence_group: str = ""
) -> Source:
    """Return the source of this kind and name; record it where nobody did before.

    Small and capital letters are the same: a body that counted twice could open what needs two.
    Those who name sources wait for each other, so that two of them do not record one body twice.

    Raises:
        PermissionDenied: `by` may not write evidence.
    """
    require(by, Permission.WRITE_EVIDENCE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NAMING_A_SOURCE])
    found = Source.objects.filter(kind=kind.value, name__iexact=name.strip()).first()
    return found or record_source(
        name=name.strip(), kind=kind, by=by, at=at, independence_group=independence_group
    )


@transaction.atomic
def record_evidence(
    *, zone: "Zone", subject: Subject, statement: Statement, by: "User", at: datetime
) -> EvidenceItem:
    """Record a statement about a zone; it is known from the day of `at` on.

    Raises:
        PermissionDenied: `by` may not write evidence.
        ObservedLater, EndsBeforeItStarts, ContextOnly: see there; nothing was recorded.
    """
    require(by, Permission.WRITE_EVIDENCE)
    item = _new_item(zone, subject, statement, by, at)
    _note("evidence.recorded", item, by, at)
    return item


@transaction.atomic
def supersede_evidence(
    *, reference: UUID, statement: Statement, by: "User", at: datetime
) -> EvidenceItem:
    """Record a better statement about the same zone and subject in the place of an older one.

    1. Lock the older one, so that it is superseded once.
    2. Record the new one and mark the older one.

    Raises:
        EvidenceItem.DoesNotExist: there is no such statement.
        PermissionDenied: `by` may not write evidence.
        AlreadySuperseded: somebody was faster; nothing was recorded.
        ObservedLater, EndsBeforeItStarts, ContextOnly: see there; nothing was recorded.
    """
    require(by, Permission.WRITE_EVIDENCE)
    older = _locked_item(reference)
    if older.superseded_on is not None:
        raise AlreadySuperseded

    item = _new_item(older.zone, Subject(older.subject), statement, by, at)
    older.superseded_by = item
    older.superseded_on = item.known_on
    older.save(update_fields=["superseded_by", "superseded_on"])

    _note("evidence.superseded", older, by, at, superseded_by=str(item.reference))
    return item


@transaction.atomic
def confirm_evidence(*, reference: UUID, by: "User", at: datetime) -> EvidenceItem:
    """Confirm a statement that somebody else, or an importer, recorded.

    Raises:
        EvidenceItem.DoesNotExist: there is no such statement.
        PermissionDenied: `by` may not write evidence.
        AlreadySuperseded: a better one stands in its place.
        AlreadyConfirmed: it needs no second confirmation.
        OwnEvidence: `by` recorded it.
    """
    require(by, Permission.WRITE_EVIDENCE)
    item = _locked_item(reference)
    if item.superseded_on is not None:
        raise AlreadySuperseded
    if item.confirmed_at is not None:
        raise AlreadyConfirmed
    if item.recorded_by_id == by.pk:
        raise OwnEvidence

    item.confirmed_by = by
    item.confirmed_at = at
    item.save(update_fields=["confirmed_by", "confirmed_at"])

    _note("evidence.confirmed", item, by, at)
    return item


@transaction.atomic
def open_statement(*, reference: UUID, by: "User", at: datetime) -> EvidenceItem:
    """Return a statement with its words and its source, and keep on record who opened it.

    Who spoke is for the officer of the case. A second person must read before confirming; this
    is how, and it leaves a trace.

    Raises:
        EvidenceItem.DoesNotExist: there is no such statement.
        PermissionDenied: `by` may not write evidence.
    """
    require(by, Permission.WRITE_EVIDENCE)
    item = EvidenceItem.objects.select_related("source", "zone").get(reference=reference)
    record(
        verb="source.shown",
        subject_kind="evidence",
        subject=str(item.reference),
        actor_id=by.pk,
        at=at,
    )
    return item


@transaction.atomic
def record_phase(
    *,
    zone: "Zone",
    phase: Phase,
    starts: date,
    source: Source,
    by: "User",
    at: datetime,
    ends: date | None = None,
    status_code: str = "",
) -> PhaseSpell:
    """Record that a phase held in a zone from `starts` up to, not including, `ends`.

    Raises:
        PermissionDenied: `by` may not write evidence.
        ObservedLater: it starts after the day of `at`.
        EndsBeforeItStarts: it holds for no day at all.
    """
    require(by, Permission.WRITE_EVIDENCE)
    known_on = timezone.localdate(at)
    if starts > known_on:
        raise ObservedLater
    if ends is not None and ends <= starts:
        raise EndsBeforeItStarts

    spell = PhaseSpell.objects.create(
        zone=zone,
        phase=phase.value,
        status_code=status_code,
        starts=starts,
        ends=ends,
        known_on=known_on,
        source=source,
    )
    _note_phase("phase.recorded", spell, by, at)
    return spell


@transaction.atomic
def retract_phase(*, reference: UUID, by: "User", at: datetime) -> PhaseSpell:
    """Take back a phase from the day of `at` on; what was believed before stays on record.

    Raises:
        PhaseSpell.DoesNotExist: there is no such phase.
        PermissionDenied: `by` may not write evidence.
        AlreadyRetracted: somebody was faster.
    """
    require(by, Permission.WRITE_EVIDENCE)
    spell = PhaseSpell.objects.select_for_update().get(reference=reference)
    if spell.retracted_on is not None:
        raise AlreadyRetracted

    spell.retracted_on = timezone.localdate(at)
    spell.save(update_fields=["retracted_on"])

    _note_phase("phase.retracted", spell, by, at)
    return spell


def fingerprint_of(text: str) -> str:
    """Return the same digest for the same words, whatever their case, marks and punctuation.

    Two bodies that pass on one text are one origin (report, L664-669). A text without a single
    letter or figure has no fingerprint.
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    words = "".join(letter for letter in apart if letter.isalnum())
    return hashlib.sha256(words.encode()).hexdigest() if words else ""


def _new_item(
    zone: "Zone", subject: Subject, statement: Statement, by: "User", at: datetime
) -> EvidenceItem:
    known_on = timezone.localdate(at)
    _refuse_unfit(subject, statement, known_on)
    return EvidenceItem.objects.create(
        zone=zone,
        subject=subject.value,
        says=statement.says.value,
        source=statement.source,
        statement=statement.text,
        fingerprint=fingerprint_of(statement.text),
        language=statement.language,
        observed_on=statement.observed_on,
        known_on=known_on,
        date_precision=statement.precision.value,
        valid_until=statement.valid_until,
        confidence=statement.confidence.value,
        recorded_at=at,
        recorded_by=by,
    )


def _refuse_unfit(subject: Subject, statement: Statement, known_on: date) -> None:
    if statement.observed_on > known_on:
        raise ObservedLater
    if statement.valid_until is not None and statement.valid_until <= statement.observed_on:
        raise EndsBeforeItStarts
    if statement.source.kind == SourceKind.COUNTRY_INDEX and subject in PREREQUISITES:
        raise ContextOnly


def _locked_item(reference: UUID) -> EvidenceItem:
    items = EvidenceItem.objects.select_related("zone").select_for_update(of=("self",))
    return items.get(reference=reference)


def _note(verb: str, item: EvidenceItem, by: "User", at: datetime, **more: str) -> None:
    record(
        verb=verb,
        subject_kind="evidence",
        subject=str(item.reference),
        actor_id=by.pk,
        at=at,
        data={"zone": item.zone_id, "about": item.subject, "says": item.says, **more},
    )


def _note_phase(verb: str, spell: PhaseSpell, by: "User", at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="phase",
        subject=str(spell.reference),
        actor_id=by.pk,
        at=at,
        data={"zone": spell.zone_id, "phase": spell.phase},
    )
