"""What a choice would change, computed before anything is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from evidence.engine.values import Evidence, PhaseSpell, Says, Subject
from evidence.labels import SAYINGS
from evidence.services import fingerprint_of
from prerequisites.engine.values import ClauseCode, LeafFacts, Override, Reason, Verdict
from prerequisites.labels import SUBJECT_LABELS, value_label
from web.zones.dossier import (
    changed_evidence,
    judged_with,
    supposed_request,
    with_evidence,
)
from web.zones.words import Permission, permissions_of, verdict_label

if TYPE_CHECKING:
    from evidence.models import EvidenceItem, Source
    from web.zones.dossier import Dossier
    from web.zones.forms import StatementForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A verdict, named, and whether it differs from the one before."""

    code: str
    label: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to answer, and the verdict after it: as recorded, and once confirmed."""

    label: str
    is_chosen: bool
    recorded: Outcome
    confirmed: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The verdict on one day now, and after each choice."""

    day: date
    now: Outcome
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would change.

    `conditions` are those of what stays permitted or becomes so. `supposes` tells that the zone
    was taken to have asked; `is_held_back` that a confirmed denial is stronger than an override.
    """

    outlooks: Sequence[Outlook]
    findings: Sequence[str]
    opened: Sequence[Permission]
    closed: Sequence[Permission]
    conditions: Sequence[Permission]
    supposes: bool
    is_judged: bool
    is_held_back: bool


Changed = Callable[[Says, bool], LeafFacts]
"""The facts after one choice; the second argument tells whether a second person confirmed it."""


def statement_preview(
    dossier: "Dossier",
    form: "StatementForm",
    source: "Source | None",
    *,
    today: date,
    replacing: "EvidenceItem | None" = None,
) -> Preview:
    """Return what a statement would change that nobody has recorded yet. Nothing is written.

    Args:
        dossier: the zone as it is known today.
        form: a valid form.
        source: the source on record that it names, or None for a new one.
        today: the day on which it would be recorded.
        replacing: the statement in whose place it would stand.
    """
    draft = _draft(form, source, today)
    base = dossier.facts

    def after(says: Says, confirmed: bool) -> LeafFacts:  # noqa: FBT001 - the type Changed
        facts = base if replacing is None else _without(base, str(replacing.reference), today)
        return with_evidence(facts, replace(draft, says=says, confirmed=confirmed))

    days = sorted({draft.observed_on, today}, reverse=True)
    return _preview(dossier, draft.subject, after, chosen=draft.says, days=days, today=today)


def confirmation_preview(dossier: "Dossier", item: Evidence, *, today: date) -> Preview:
    """Return what the confirmation of a statement would change. Nothing is written."""

    def after(_says: Says, confirmed: bool) -> LeafFacts:  # noqa: FBT001 - the type Changed
        return changed_evidence(dossier.facts, replace(item, confirmed=confirmed))

    days = sorted({item.observed_on, today}, reverse=True)
    return _preview(
        dossier, item.subject, after, chosen=item.says, days=days, today=today, only=True
    )


def phase_preview(dossier: "Dossier", spell: PhaseSpell, *, today: date) -> Preview:
    """Return what a phase would change that nobody has recorded yet. Nothing is written."""
    leaf = dossier.facts.leaf
    facts = replace(dossier.facts, leaf=replace(leaf, spells=(*leaf.spells, spell)))

    days = sorted({spell.starts, today}, reverse=True)
    return _preview(
        dossier,
        Subject.P1,
        lambda _says, _confirmed: facts,
        chosen=Says.MET,
        days=days,
        today=today,
        only=True,
    )


def override_preview(dossier: "Dossier", override: Override, *, today: date) -> Preview:
    """Return what an override would change once a second person confirmed it today.

    Nothing is written.
    """
    facts = replace(dossier.facts, overrides=(*dossier.facts.overrides, override))

    day = max(override.since, today)
    return _preview(
        dossier,
        override.subject,
        lambda _says, _confirmed: facts,
        chosen=Says.MET,
        days=[day],
        today=day,
        only=True,
    )


def _preview(
    dossier: "Dossier",
    subject: Subject,
    after: Changed,
    *,
    chosen: Says,
    days: Sequence[date],
    today: date,
    only: bool = False,
) -> Preview:
    supposes = subject is not Subject.R and _nobody_asked(
        judged_with(dossier, dossier.facts, as_of=today)
    )

    def judged(facts: LeafFacts, day: date) -> Verdict:
        request = supposed_request(day, dossier.known_on)
        asked = with_evidence(facts, request) if supposes else facts
        return judged_with(dossier, asked, as_of=day)

    before = judged(dossier.facts, today)
    later = judged(after(chosen, True), today)
    return Preview(
        outlooks=[
            _outlook(day, judged, dossier.facts, after, (chosen,) if only else tuple(Says), chosen)
            for day in days
        ],
        findings=_changed_findings(before, later),
        opened=_gained(before, later),
        closed=_gained(later, before),
        conditions=_changed_conditions(before, later),
        supposes=supposes,
        is_judged=dossier.is_judged,
        is_held_back=any(Reason.OVERRIDE_HELD_BACK in each.reasons for each in later.assessments),
    )


def _outlook(
    day: date,
    judged: Callable[[LeafFacts, date], Verdict],
    facts: LeafFacts,
    after: Changed,
    says: Sequence[Says],
    chosen: Says,
) -> Outlook:
    now = judged(facts, day)
    return Outlook(
        day=day,
        now=_outcome(now, now),
        choices=[
            Choice(
                label=str(SAYINGS[each]),
                is_chosen=each is chosen,
                recorded=_outcome(judged(after(each, False), day), now),
                confirmed=_outcome(judged(after(each, True), day), now),
            )
            for each in says
        ],
    )


def _outcome(verdict: Verdict, before: Verdict) -> Outcome:
    return Outcome(
        code=verdict.verdict_class.value,
        label=verdict_label(verdict),
        differs=verdict.verdict_class is not before.verdict_class,
    )


def _draft(form: "StatementForm", source: "Source | None", today: date) -> Evidence:
    said = form.cleaned_data
    speaker = form.speaker()
    new_body = f"new:{speaker.kind}:{speaker.name.casefold()}"
    return Evidence(
        reference="draft",
        subject=said["subject"],
        says=said["says"],
        source_kind=speaker.kind,
        origin=source.origin if source else speaker.independence_group or new_body,
        observed_on=said["observed_on"],
        known_on=today,
        fingerprint=fingerprint_of(said["text"]),
        precision=said["precision"],
        confidence=said["confidence"],
        valid_until=said["valid_until"],
    )


def _without(facts: LeafFacts, reference: str, today: date) -> LeafFacts:
    older = next((each for each in facts.leaf.evidence if each.reference == reference), None)
    return facts if older is None else changed_evidence(facts, replace(older, superseded_on=today))


def _nobody_asked(verdict: Verdict) -> bool:
    return any(each.code is ClauseCode.REQUEST_NOT_VERIFIED for each in verdict.clauses)


def _changed_findings(before: Verdict, after: Verdict) -> list[str]:
    return [
        _("“%(subject)s”: %(before)s before, %(after)s once confirmed.")
        % {
            "subject": SUBJECT_LABELS[old.subject],
            "before": value_label(old.subject, old.value),
            "after": value_label(new.subject, new.value),
        }
        for old, new in zip(before.assessments, after.assessments, strict=True)
        if old.value is not new.value
    ]


def _gained(before: Verdict, after: Verdict) -> list[Permission]:
    return [
        now
        for then, now in zip(permissions_of(before), permissions_of(after), strict=True)
        if then.code == "against" and now.code != "against"
    ]


def _changed_conditions(before: Verdict, after: Verdict) -> list[Permission]:
    return [
        now
        for then, now in zip(permissions_of(before), permissions_of(after), strict=True)
        if now.code != "against" and now.conditions != then.conditions
    ]
