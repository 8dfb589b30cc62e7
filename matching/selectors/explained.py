"""What the matcher kept, said in the reader's language: for pages and the API alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from evidence.engine.values import Phase, Subject
from evidence.labels import PHASES
from matching.engine.criteria import Criterion, Sureness
from matching.engine.criteria import Value as CriterionValue
from matching.engine.gates import GATES, Gate
from matching.engine.values import Grade
from matching.labels import (
    CAUTION_LABELS,
    CRITERION_LABELS,
    GATE_CHANGES,
    GATE_LABELS,
    GRADE_LABELS,
    SURENESS_LABELS,
    sentence_of,
)
from matching.models import Match, MatchResult, NearMiss
from matching.selectors.openings import ToldWay, told_openings
from places.models import Municipality
from prerequisites.engine.permits import Condition
from prerequisites.engine.values import ClauseCode, Reason, Step, Value, VerdictClass
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

_CITATIONS: Final = {rule.gate: rule.citation for rule in GATES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A code with its sentence, and where the rule comes from."""

    code: str
    sentence: str
    mark: str = ""
    lines: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldGate:
    """A gate that stayed shut, why, and the change that would open it."""

    code: str
    sentence: str
    change: str
    mark: str
    lines: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldValue:
    """What one criterion says, how good that is, and how well it is known."""

    code: str
    label: str
    grade: str
    grade_label: str
    sureness: str
    sureness_label: str
    points: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMatch:
    """A pledge that may help, with its reasons."""

    rank: int
    pledge: str
    helper: Municipality
    activity: str
    activity_label: str
    venue: str
    venue_label: str
    values: Sequence[ToldValue]
    conditions: Sequence[Told]
    cautions: Sequence[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldMiss:
    """A pledge that may not help, with every gate that stayed shut."""

    rank: int
    pledge: str
    helper: Municipality
    activity: str
    activity_label: str
    venue: str
    venue_label: str
    gates: Sequence[ToldGate]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFinding:
    """What is known of one prerequisite, and why."""

    code: str
    label: str
    value: str
    value_label: str
    reasons: Sequence[Told]
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange:
    """One subject that would have to become something else, and what that needs."""

    code: str
    label: str
    to: str
    to_label: str
    sources_missing: int
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldOpening:
    """The smallest sets of changes that would reach a verdict that opens more."""

    code: str
    label: str
    ways: Sequence[Sequence[ToldChange]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldVerdict:
    """The verdict as it was when the matcher ran."""

    code: str
    label: str
    sentence: str
    phase: str
    phase_label: str
    is_zone_of_peace: bool
    clauses: Sequence[Told]
    findings: Sequence[ToldFinding]
    steps: Sequence[Told]
    openings: Sequence[ToldOpening]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRefusal:
    """How many pledges one gate refused."""

    code: str
    sentence: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldResult:
    """The whole answer for one appeal, in words."""

    result: MatchResult
    verdict: ToldVerdict
    matches: Sequence[ToldMatch]
    misses: Sequence[ToldMiss]
    refusals: Sequence[ToldRefusal]
    openings: Sequence[ToldWay]


def told(result: MatchResult) -> ToldResult:
    """Return the answer in the reader's language. Prefetch `matches` and `misses` first."""
    return ToldResult(
        result=result,
        verdict=told_verdict(result.verdict),
        matches=[told_match(match) for match in result.matches.all()],
        misses=[_miss(miss) for miss in result.misses.all()],
        refusals=_refusals(result.refusals),
        openings=told_openings(result.openings),
    )


def told_verdict(verdict: Mapping[str, Any]) -> ToldVerdict:  # Any: JSON as it was kept
    """Return a kept verdict in the reader's language."""
    code = VerdictClass(verdict["verdict_class"])
    phase = verdict["phase"]
    return ToldVerdict(
        code=code.value,
        label=str(VERDICT_LABELS[code]),
        sentence=str(VERDICT_SENTENCES[code]),
        phase=phase or "",
        phase_label=str(PHASES[Phase(phase)]) if phase else "",
        is_zone_of_peace=verdict["zone_of_peace"],
        clauses=[
            Told(
                code=clause["code"],
                sentence=str(CLAUSE_LABELS[ClauseCode(clause["code"])]),
                mark=clause["citation"]["mark"],
                lines=clause["citation"]["lines"],
            )
            for clause in verdict["clauses"]
        ],
        findings=[_finding(assessment) for assessment in verdict["assessments"]],
        steps=[
            Told(code=step["step"], sentence=str(STEP_LABELS[Step(step["step"])]))
            for step in verdict["next_steps"]
        ],
        openings=[  # in the order of the classes: PostgreSQL sorts the keys of what it keeps
            _opening(target.value, ways)
            for target in VerdictClass
            if (ways := verdict["changes"].get(target.value))
        ],
    )


def _opening(target: str, ways: Sequence[Sequence[Mapping[str, Any]]]) -> ToldOpening:
    return ToldOpening(
        code=target,
        label=str(VERDICT_LABELS[VerdictClass(target)]),
        ways=[[_change(change) for change in way] for way in ways],
    )


def _change(change: Mapping[str, Any]) -> ToldChange:  # Any: JSON as it was kept
    return ToldChange(
        code=change["subject"],
        label=str(SUBJECT_LABELS[Subject(change["subject"])]),
        to=change["to"],
        to_label=value_label(Subject(change["subject"]), Value(change["to"])),
        sources_missing=change["sources_missing"],
        where=change["where"],
    )


def _finding(assessment: Mapping[str, Any]) -> ToldFinding:  # Any: JSON as it was kept
    return ToldFinding(
        code=assessment["subject"],
        label=str(SUBJECT_LABELS[Subject(assessment["subject"])]),
        value=assessment["value"],
        value_label=value_label(Subject(assessment["subject"]), Value(assessment["value"])),
        reasons=[
            Told(code=reason, sentence=str(REASON_LABELS[Reason(reason)]))
            for reason in assessment["reasons"]
        ],
        sources=assessment["independent"],
    )


def told_match(match: Match) -> ToldMatch:
    """Return a candidate with its reasons in the reader's language."""
    return ToldMatch(
        rank=match.rank,
        pledge=str(match.pledge.reference),
        helper=match.pledge.municipality,
        activity=match.activity,
        activity_label=str(ACTIVITY_LABELS[Activity(match.activity)]),
        venue=match.venue,
        venue_label=str(VENUE_LABELS[Venue(match.venue)]),
        values=[told_value(value) for value in match.values],
        conditions=[
            Told(code=code, sentence=str(CONDITION_LABELS[Condition(code)]))
            for code in match.conditions
        ],
        cautions=[Told(code=code, sentence=str(CAUTION_LABELS[code])) for code in match.cautions],
    )


def kept_values(values: Sequence[CriterionValue]) -> list[dict[str, Any]]:  # Any: as in JSON
    """Return the engine's values the way they are kept with a match."""
    return [
        {
            "criterion": value.criterion.value,
            "points": value.points,
            "grade": value.grade.value,
            "sureness": value.sureness.value,
            "because": value.because,
            "facts": dict(value.facts),
        }
        for value in values
    ]


def told_value(value: Mapping[str, Any]) -> ToldValue:  # Any: JSON as it was kept
    """Return what one criterion said in the reader's language."""
    criterion = Criterion(value["criterion"])
    return ToldValue(
        code=criterion.value,
        label=str(CRITERION_LABELS[criterion]),
        grade=value["grade"],
        grade_label=str(GRADE_LABELS[Grade(value["grade"])]),
        sureness=value["sureness"],
        sureness_label=str(SURENESS_LABELS[Sureness(value["sureness"])]),
        points=value["points"],
        sentence=sentence_of(value["because"], value["facts"]),
    )


def _miss(miss: NearMiss) -> ToldMiss:
    return ToldMiss(
        rank=miss.rank,
        pledge=str(miss.pledge.reference),
        helper=miss.pledge.municipality,
        activity=miss.activity,
        activity_label=str(ACTIVITY_LABELS[Activity(miss.activity)]),
        venue=miss.venue,
        venue_label=str(VENUE_LABELS[Venue(miss.venue)]),
        gates=[told_gate(Gate(code)) for code in miss.gates],
    )


def told_gate(gate: Gate) -> ToldGate:
    """Return a gate that stayed shut in the reader's language."""
    return ToldGate(
        code=gate.value,
        sentence=str(GATE_LABELS[gate]),
        change=str(GATE_CHANGES[gate]),
        mark=_CITATIONS[gate].mark.value,
        lines=_CITATIONS[gate].lines,
    )


def _refusals(refusals: Mapping[str, int]) -> list[ToldRefusal]:
    return [
        ToldRefusal(code=code, sentence=str(GATE_LABELS[Gate(code)]), count=count)
        for code, count in sorted(refusals.items(), key=lambda item: (-item[1], item[0]))
    ]
