"""From what an officer typed to what is previewed, and then recorded."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from evidence import selectors as evidence
from evidence import services
from evidence.engine.values import PhaseSpell, Subject
from web.looks import Step
from web.types import SignedInRequest
from web.zones.forms import SpeakerForm, StatementForm
from web.zones.preview import Preview, phase_preview, statement_preview

if TYPE_CHECKING:
    from accounts.models import User
    from evidence.models import EvidenceItem, Source
    from places.models import Zone
    from web.zones.dossier import Dossier
    from web.zones.forms import PhaseForm


def sources_of(dossier: "Dossier") -> "list[Source]":
    """Return the sources of a zone, for those who may know them."""
    if not dossier.knows_sources:
        return []
    sources = {item.source_id: item.source for item in dossier.items}
    sources |= {spell.source_id: spell.source for spell in dossier.spells}
    return sorted(sources.values(), key=lambda source: (source.name.casefold(), source.pk))


def better_form(
    request: SignedInRequest, older: "EvidenceItem", dossier: "Dossier"
) -> StatementForm:
    """Return the form for a statement in the place of another: it begins with what that says."""
    sources = sources_of(dossier)
    is_known = any(source.pk == older.source_id for source in sources)
    return StatementForm(
        request.POST or None,
        sources=sources,
        subject=Subject(older.subject),
        initial={
            "says": older.says,
            "source": str(older.source.reference) if is_known else "",
            "observed_on": timezone.localdate(),
            "precision": older.date_precision,
            "confidence": older.confidence,
        },
    )


def preview(
    dossier: "Dossier",
    form: StatementForm,
    step: Step,
    *,
    user: "User",
    replacing: "EvidenceItem | None" = None,
) -> Preview | None:
    """Return what a statement would change, or None while it is not whole."""
    if step is Step.ASK:
        return None
    speaker = form.speaker()
    source = speaker.known or evidence.source_named(user, kind=speaker.kind, name=speaker.name)
    return statement_preview(dossier, form, source, today=timezone.localdate(), replacing=replacing)


def phase_outlook(dossier: "Dossier", form: "PhaseForm", step: Step) -> Preview | None:
    """Return what a phase would change, or None while it is not whole."""
    if step is Step.ASK:
        return None
    said = form.cleaned_data
    today = timezone.localdate()
    spell = PhaseSpell(
        phase=said["phase"], starts=said["starts"], ends=said["ends"], known_on=today
    )
    return phase_preview(dossier, spell, today=today)


def record(place: "Zone", form: StatementForm, *, by: "User", at: datetime) -> None:
    """Record a statement, and its source where it is new."""
    services.record_evidence(
        zone=place,
        subject=form.cleaned_data["subject"],
        statement=_statement(form, by, at),
        by=by,
        at=at,
    )


def supersede(older: "EvidenceItem", form: StatementForm, *, by: "User", at: datetime) -> None:
    """Record a better statement in the place of another."""
    services.supersede_evidence(
        reference=older.reference, statement=_statement(form, by, at), by=by, at=at
    )


def record_phase(place: "Zone", form: "PhaseForm", *, by: "User", at: datetime) -> None:
    """Record a phase, and its source where it is new."""
    said = form.cleaned_data
    services.record_phase(
        zone=place,
        phase=said["phase"],
        starts=said["starts"],
        ends=said["ends"],
        source=_source(form, by, at),
        by=by,
        at=at,
    )


def _statement(form: StatementForm, by: "User", at: datetime) -> services.Statement:
    said = form.cleaned_data
    return services.Statement(
        says=said["says"],
        source=_source(form, by, at),
        observed_on=said["observed_on"],
        text=said["text"],
        language=said["language"],
        precision=said["precision"],
        confidence=said["confidence"],
        valid_until=said["valid_until"],
    )


def _source(form: SpeakerForm, by: "User", at: datetime) -> "Source":
    speaker = form.speaker()
    return speaker.known or services.source_called(
        name=speaker.name,
        kind=speaker.kind,
        independence_group=speaker.independence_group,
        by=by,
        at=at,
    )
