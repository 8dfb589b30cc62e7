"""What the officers' pages say of a verdict and of what it rests on, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, MODE_LABELS, VENUE_LABELS
from evidence.engine.citation import Citation
from evidence.engine.time import Refusal as DateRefusal
from evidence.engine.values import (
    Confidence,
    DatePrecision,
    Phase,
    Says,
    SourceKind,
    Subject,
)
from evidence.labels import CONFIDENCES, PHASES, REFUSAL_LABELS, SOURCE_KINDS
from evidence.selectors import as_known
from prerequisites.engine.changes import Change, Where, smallest_changes
from prerequisites.engine.permits import permitted
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.values import (
    Assessment,
    NextStep,
    Uncounted,
    Value,
    Verdict,
    VerdictClass,
)
from prerequisites.labels import (
    CLAUSE_LABELS,
    CONDITION_LABELS,
    REASON_LABELS,
    STEP_LABELS,
    SUBJECT_LABELS,
    VERDICT_LABELS,
    VERDICT_SENTENCES,
    value_label,
)
from prerequisites.labels import REFUSAL_LABELS as PERMIT_REFUSALS
from web.citations import cited
from web.zones.weighed import citation_of, code_of, said_label

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from evidence.models import EvidenceItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something a rule says, whose rule it is, and where the report says it."""

    code: str
    text: str
    mark: str
    cite: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A statement as an officer sees it: its source by kind; its words only where `words` is."""

    reference: str
    subject: str
    says: str
    says_label: str
    kind: str
    observed_on: date
    precision: str
    known_on: date
    confidence: str
    is_confirmed: bool
    superseded_on: date | None
    valid_until: date | None
    zone: str
    source: str = ""
    words: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A statement that was not counted, and why."""

    item: Item
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One prerequisite, what is known of it, and what that rests on."""

    code: str
    label: str
    value: str
    value_label: str
    rule: Rule
    reasons: Sequence[str]
    count: str
    used: Sequence[Item]
    stale: Sequence[Item]
    left_out: Sequence[LeftOut]
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What is owed next, and by when."""

    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The smallest sets of changes that would reach a verdict that opens more."""

    label: str
    ways: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """Whether an activity is permitted at a venue, in words."""

    activity: str
    venue: str
    mode: str
    code: str
    answer: str
    conditions: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permitted:
    """An activity, and whether it is permitted at each venue."""

    activity: str
    venues: Sequence[Permission]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A verdict with all its reasons."""

    code: str
    label: str
    sentence: str
    phase: str
    phase_label: str
    is_zone_of_peace: bool
    as_of: date
    known_on: date
    expires_on: date | None
    rules: int
    clauses: Sequence[Rule]
    findings: Sequence[Finding]
    steps: Sequence[Step]
    openings: Sequence[Opening]
    permissions: Sequence[Permitted]


_UNCOUNTED: "Final[Mapping[Uncounted, StrPromise]]" = {
    Uncounted.CONTEXT_ONLY: gettext_lazy(
        "Its source speaks of whole countries or of events: context."
    ),
    Uncounted.LOW_CONFIDENCE: gettext_lazy("It is believed too little."),
    Uncounted.NOT_CONFIRMED: gettext_lazy("No second person has confirmed it."),
}

_PRECISIONS: Final[Mapping[DatePrecision, str]] = {
    DatePrecision.DAY: "DATE_FORMAT",
    DatePrecision.MONTH: "YEAR_MONTH_FORMAT",
    DatePrecision.YEAR: "Y",
}


def told(
    verdict: Verdict, items: "Iterable[EvidenceItem]", rules: RuleSet, *, names_sources: bool
) -> Told:
    """Return a verdict in words.

    Args:
        verdict: what the engine said.
        items: the stored statements that it may refer to, each with its zone and source.
        rules: the numbers it rests on.
        names_sources: whether the reader may learn who spoke and in which words.
    """
    by_reference = {
        str(item.reference): item_of(item, known_on=verdict.known_on, names_source=names_sources)
        for item in items
    }
    code = verdict.verdict_class
    return Told(
        code=code.value,
        label=str(VERDICT_LABELS[code]),
        sentence=str(VERDICT_SENTENCES[code]),
        phase=verdict.phase.value if verdict.phase else "",
        phase_label=str(PHASES[verdict.phase]) if verdict.phase else "",
        is_zone_of_peace=verdict.zone_of_peace,
        as_of=verdict.as_of,
        known_on=verdict.known_on,
        expires_on=verdict.expires_on,
        rules=verdict.rule_set_version,
        clauses=[
            _rule(each.code.value, str(CLAUSE_LABELS[each.code]), each.citation)
            for each in verdict.clauses
        ],
        findings=[_finding(each, by_reference, rules) for each in verdict.assessments],
        steps=[_step(each, verdict.as_of) for each in verdict.next_steps],
        openings=_openings(verdict, rules),
        permissions=[
            Permitted(
                activity=str(ACTIVITY_LABELS[activity]),
                venues=[_permission(verdict, activity, venue) for venue in Venue],
            )
            for activity in Activity
        ],
    )


def item_of(item: "EvidenceItem", *, known_on: date, names_source: bool) -> Item:
    """Return a statement in words, as it was known on a day.

    Who said it, and in which words, is told only where the reader may learn it.
    """
    known = as_known(item, known_on)
    return Item(
        reference=str(item.reference),
        subject=str(SUBJECT_LABELS[Subject(item.subject)]),
        says=code_of(Subject(item.subject), Value(item.says)),
        says_label=said_label(Subject(item.subject), Says(item.says)),
        kind=str(SOURCE_KINDS[SourceKind(item.source.kind)]),
        observed_on=item.observed_on,
        precision=_PRECISIONS[DatePrecision(item.date_precision)],
        known_on=item.known_on,
        confidence=str(CONFIDENCES[Confidence(item.confidence)]),
        is_confirmed=known.confirmed,
        superseded_on=known.superseded_on,
        valid_until=item.valid_until,
        zone=item.zone.name,
        source=item.source.name if names_source else "",
        words=item.statement if names_source else "",
        language=item.language,
    )


def permissions_of(verdict: Verdict) -> list[Permission]:
    """Return what a verdict permits, for each activity at each venue."""
    return [_permission(verdict, activity, venue) for activity in Activity for venue in Venue]


def phase_label(phase: str) -> str:
    """Return the name of a phase."""
    return str(PHASES[Phase(phase)])


def verdict_label(verdict: Verdict) -> str:
    """Return the name of a verdict."""
    return str(VERDICT_LABELS[verdict.verdict_class])


def _rule(code: str, text: str, citation: Citation) -> Rule:
    return Rule(code=code, text=text, mark=citation.mark.value, cite=cited(citation.lines))


def _finding(assessment: Assessment, items: Mapping[str, Item], rules: RuleSet) -> Finding:
    subject = assessment.subject
    label = str(SUBJECT_LABELS[subject])
    citation = citation_of(subject)
    return Finding(
        code=subject.value,
        label=label,
        value=code_of(subject, assessment.value),
        value_label=value_label(subject, assessment.value),
        rule=_rule(subject.value, label, citation),
        reasons=[str(REASON_LABELS[reason]) for reason in assessment.reasons],
        count=_count(assessment, rules),
        used=[items[each] for each in assessment.used if each in items],
        stale=[items[each] for each in assessment.stale if each in items],
        left_out=[
            LeftOut(item=items[each.reference], reason=_why_not(each.reason))
            for each in assessment.refused
            if each.reference in items
        ],
        expires_on=assessment.expires_on,
    )


def _count(assessment: Assessment, rules: RuleSet) -> str:
    needed = rules.sources_needed(assessment.subject)
    return ngettext(
        "Independent sources in favour: %(have)s of %(needed)s that is needed.",
        "Independent sources in favour: %(have)s of %(needed)s that are needed.",
        needed,
    ) % {"have": assessment.independent, "needed": needed}


def _why_not(reason: DateRefusal | Uncounted) -> str:
    if isinstance(reason, DateRefusal):
        return str(REFUSAL_LABELS[reason])
    return str(_UNCOUNTED[reason])


def _step(owed: NextStep, as_of: date) -> Step:
    due_on = None if owed.within_days is None else as_of + timedelta(days=owed.within_days)
    return Step(text=str(STEP_LABELS[owed.step]), due_on=due_on)


def _openings(verdict: Verdict, rules: RuleSet) -> list[Opening]:
    found = smallest_changes(verdict, rules)
    return [
        Opening(
            label=str(VERDICT_LABELS[target]),
            ways=[[_change(change) for change in way] for way in found[target]],
        )
        for target in VerdictClass
        if found.get(target)
    ]


def _change(change: Change) -> str:
    """Say one change as a whole sentence."""
    words = {
        "subject": SUBJECT_LABELS[change.subject],
        "value": value_label(change.subject, change.to),
        "n": change.sources_missing,
    }
    if change.where is Where.SURROUNDINGS:
        return _("In the surroundings, “%(subject)s” becomes %(value)s.") % words
    if not change.sources_missing:
        return _("“%(subject)s” becomes %(value)s.") % words
    return (
        ngettext(
            "“%(subject)s” becomes %(value)s: %(n)s more independent source is needed.",
            "“%(subject)s” becomes %(value)s: %(n)s more independent sources are needed.",
            change.sources_missing,
        )
        % words
    )


def _permission(verdict: Verdict, activity: Activity, venue: Venue) -> Permission:
    permit = permitted(verdict, activity, venue, risks=verdict.risks)
    if permit.refusal is not None:
        code, answer = "against", str(PERMIT_REFUSALS[permit.refusal])
    elif permit.conditions:
        code, answer = "direct_conditional", _("On conditions")
    else:
        code, answer = "for", _("Permitted")
    return Permission(
        activity=str(ACTIVITY_LABELS[activity]),
        venue=str(VENUE_LABELS[venue]),
        mode=str(MODE_LABELS[permit.mode]),
        code=code,
        answer=answer,
        conditions=sorted(str(CONDITION_LABELS[each]) for each in permit.conditions),
    )
