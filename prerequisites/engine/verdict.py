"""Judge one municipality: the ordered rules from which a verdict follows.

The first rule that applies decides; every failing clause of every rule is kept, so that nobody
learns of the second obstacle only after the first is gone.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from evidence.engine.citation import Citation, Mark, cite
from evidence.engine.time import PhaseAt, phase_at
from evidence.engine.values import FLAGS, PRESENCES, Evidence, Facts, Phase, Subject
from prerequisites.engine.assess import assess, assess_flag
from prerequisites.engine.overrides import Scene, holding, overridden
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.values import (
    Assessment,
    Clause,
    ClauseCode,
    Findings,
    LeafFacts,
    NextStep,
    Step,
    Value,
    Verdict,
    VerdictClass,
)

ZoneKey = TypeVar("ZoneKey", int, str)

ASSESSED: Final = (
    Subject.P1,
    Subject.P2,
    Subject.P2F,
    Subject.P3,
    Subject.P4,
    Subject.S,
    Subject.R,
    Subject.CONFLICT_LINK,
)

_C = ClauseCode

_SCOPE: Final = cite(Mark.SEED, [(50, 54)])
_SOURCES: Final = cite(Mark.SEED, [(664, 669)])
_LIMITS: Final = cite(Mark.SEED, [(185, 189)])
_P1: Final = cite(Mark.SEED, [(224, 227)])
_P2: Final = cite(Mark.SEED, [(230, 236)])
_P3: Final = cite(Mark.SEED, [(239, 256)])

CLAUSES: Final[Mapping[ClauseCode, tuple[int, Citation]]] = MappingProxyType(
    {
        _C.REQUEST_NOT_VERIFIED: (0, cite(Mark.SEED, [(653, 653)])),
        _C.NO_CONFLICT_LINK: (0, _SCOPE),
        _C.NO_LOCAL_AUTHORITY: (0, _SCOPE),
        _C.P1_UNMET: (1, _P1),
        _C.P3_UNMET: (2, cite(Mark.SEED, [(253, 256)])),
        # The text states no consequence; we read one from the Congress's part in such cases.
        _C.P2_UNMET: (3, cite(Mark.READING, [(295, 298)])),
        _C.P1_UNKNOWN: (4, _SOURCES),
        _C.P2_UNKNOWN: (4, _SOURCES),
        _C.P3_UNKNOWN: (4, _SOURCES),
        _C.ENCLAVE: (5, cite(Mark.SEED, [(117, 122), (618, 638)])),
        _C.P1_EMERGING: (5, _P1),
        _C.P2_EMERGING: (5, _P2),
        _C.P2_FLOOR_ONLY: (5, cite(Mark.SEED, [(235, 236)])),
        _C.P3_EMERGING: (5, _P3),
        _C.P4_NOT_MET: (5, cite(Mark.SEED, [(258, 265)])),
        _C.SUPPORT_MISSING: (5, cite(Mark.SEED, [(652, 652)])),
        _C.RESTRICTED_MANDATE: (5, _LIMITS),
        _C.PARALLEL_GOVERNANCE: (5, _LIMITS),
        _C.PARTIALITY: (5, _LIMITS),
    }
)
"""Each clause with the rule it belongs to, in the order in which clauses are told."""

CLASS_OF_RULE: Final[Mapping[int, VerdictClass]] = MappingProxyType(
    {
        0: VerdictClass.OUT_OF_SCOPE,
        1: VerdictClass.INDIRECT_ONLY,
        2: VerdictClass.REASSESS,
        3: VerdictClass.INDIRECT_ONLY,
        4: VerdictClass.INSUFFICIENT_EVIDENCE,
        5: VerdictClass.DIRECT_CONDITIONAL,
    }
)

_P1_CLAUSES: Final = {
    Value.UNMET: _C.P1_UNMET,
    Value.UNKNOWN: _C.P1_UNKNOWN,
    Value.EMERGING: _C.P1_EMERGING,
}
_P3_CLAUSES: Final = {
    Value.UNMET: _C.P3_UNMET,
    Value.UNKNOWN: _C.P3_UNKNOWN,
    Value.EMERGING: _C.P3_EMERGING,
}
_P2_CLAUSES: Final = {
    Value.UNMET: _C.P2_UNMET,
    Value.UNKNOWN: _C.P2_UNKNOWN,
    Value.EMERGING: _C.P2_EMERGING,
}
_P2_CLAUSES_ON_FLOOR: Final = {
    Value.UNMET: _C.P2_FLOOR_ONLY,
    Value.UNKNOWN: _C.P2_FLOOR_ONLY,
    Value.EMERGING: _C.P2_EMERGING,
}
_FLAG_CLAUSES: Final = {
    Subject.RESTRICTED_MANDATE: _C.RESTRICTED_MANDATE,
    Subject.PARALLEL_GOVERNANCE: _C.PARALLEL_GOVERNANCE,
    Subject.PARTIALITY: _C.PARTIALITY,
}
_IN_FAVOUR: Final = (Value.EMERGING, Value.MET)

STEPS: Final[Mapping[VerdictClass, tuple[Step, ...]]] = MappingProxyType(
    {
        VerdictClass.OUT_OF_SCOPE: (Step.REDIRECT,),
        VerdictClass.INDIRECT_ONLY: (Step.CONGRESS_ANSWERS, Step.REVIEW),
        VerdictClass.REASSESS: (Step.NAME_OFFICIALS_ANEW, Step.HELPERS_RETHINK),
        VerdictClass.INSUFFICIENT_EVIDENCE: (Step.FIND_SECOND_SOURCE,),
        VerdictClass.DIRECT_CONDITIONAL: (Step.MEET_CONDITIONS,),
        VerdictClass.DIRECT_OPEN: (Step.KEEP_EVIDENCE_FRESH,),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known of the nearest surroundings of a leaf."""

    p1: Value
    phase: Phase | None

    @property
    def troubled(self) -> bool:
        """Whether peace is missing there, or violence high."""
        return self.p1 is Value.UNMET or self.phase is Phase.HIGH


def gather(
    leaf: ZoneKey,
    ancestors: Sequence[ZoneKey],
    facts: Mapping[ZoneKey, Facts],
    *,
    local_authority: bool = True,
) -> LeafFacts:
    """Return what a verdict on a leaf may look at, out of the facts about many zones.

    Args:
        leaf: the zone of the municipality.
        ancestors: its parents, nearest first.
        facts: by zone; a zone without an entry has none. Siblings are never read.
        local_authority: whether a local authority is concerned at all.
    """
    return LeafFacts(
        leaf=facts.get(leaf, Facts()),
        surroundings=tuple(facts.get(each, Facts()) for each in ancestors),
        local_authority=local_authority,
    )


def judge(facts: LeafFacts, *, as_of: date, known_on: date, rules: RuleSet = RULES_1) -> Verdict:
    """Return what the evidence known on one day allows for a municipality on another.

    Args:
        facts: the leaf, and its parents for context.
        as_of: the day the verdict is about.
        known_on: the day on which it would have been given.
        rules: the numbers it rests on.
    """
    return judge_each({0: facts}, as_of=as_of, known_on=known_on, rules=rules)[0]


def judge_each(
    leaves: Mapping[ZoneKey, LeafFacts], *, as_of: date, known_on: date, rules: RuleSet = RULES_1
) -> dict[ZoneKey, Verdict]:
    """Return the verdict on each of many leaves.

    Cost: parents that leaves share (the same objects) are looked at once, and so are all leaves
    under the same parents of which nobody has said anything.
    """
    days = _Days(as_of=as_of, known_on=known_on, rules=rules)
    contexts: dict[tuple[int, ...], _Context] = {}
    silent: dict[tuple[tuple[int, ...], bool], Verdict] = {}
    verdicts = {}
    for key, facts in leaves.items():
        shared = tuple(map(id, facts.surroundings))
        if shared not in contexts:
            contexts[shared] = _context(facts.surroundings, days)
        if facts.leaf.evidence or facts.leaf.spells or facts.overrides:
            verdicts[key] = _judge(facts, contexts[shared], days)
            continue
        alike = shared, facts.local_authority
        if alike not in silent:
            silent[alike] = _judge(facts, contexts[shared], days)
        verdicts[key] = silent[alike]
    return verdicts


def class_of(findings: Findings) -> VerdictClass:
    """Return the class of the first rule that applies; open where none does."""
    rule = min((CLAUSES[code][0] for code in failing_codes(findings)), default=None)
    return VerdictClass.DIRECT_OPEN if rule is None else CLASS_OF_RULE[rule]


def class_if_asked(verdict: Verdict) -> VerdictClass:
    """Return the class the verdict would have with a verified request (ours).

    The request often lies in an appeal; what else is known of the place does not wait for it.
    """
    return class_of(replace(verdict.findings, r=Value.MET))


def failing_clauses(findings: Findings) -> tuple[Clause, ...]:
    """Return every clause that fails, in the order of the rules."""
    failing = failing_codes(findings)
    return tuple(
        Clause(code=code, rule=rule, citation=citation)
        for code, (rule, citation) in CLAUSES.items()
        if code in failing
    )


def assessment_of(verdict: Verdict, subject: Subject) -> Assessment:
    """Return the assessment of one subject that a verdict rests on."""
    return next(each for each in verdict.assessments if each.subject is subject)


def failing_codes(findings: Findings) -> set[ClauseCode]:
    """Return the codes of every clause that fails."""
    return {
        *_scope_clauses(findings),
        *_prerequisite_clauses(findings),
        *_condition_clauses(findings),
    }


def _scope_clauses(findings: Findings) -> list[ClauseCode]:
    failing = {
        _C.REQUEST_NOT_VERIFIED: findings.r is not Value.MET,
        _C.NO_CONFLICT_LINK: not findings.conflict_link,
        _C.NO_LOCAL_AUTHORITY: not findings.local_authority,
    }
    return [code for code, fails in failing.items() if fails]


def _prerequisite_clauses(findings: Findings) -> list[ClauseCode]:
    """A floor under P2 stands in for what is unknown or unmet of it, and only as a condition."""
    floor = findings.p2f in _IN_FAVOUR
    values = (
        (_P1_CLAUSES, findings.p1),
        (_P2_CLAUSES_ON_FLOOR if floor else _P2_CLAUSES, findings.p2),
        (_P3_CLAUSES, findings.p3),
    )
    return [clauses[value] for clauses, value in values if value in clauses]


def _condition_clauses(findings: Findings) -> list[ClauseCode]:
    failing = {
        _C.ENCLAVE: findings.zone_of_peace,
        _C.P4_NOT_MET: findings.p4 is not Value.MET,
        _C.SUPPORT_MISSING: findings.s is not Value.MET,
        **{code: flag in findings.flags for flag, code in _FLAG_CLAUSES.items()},
    }
    return [code for code, fails in failing.items() if fails]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """The day asked about, the day of asking, and the numbers."""

    as_of: date
    known_on: date
    rules: RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the parents of a leaf give it: what is known around it, and a phase to lend."""

    around: Around | None
    lent: PhaseAt | None

    @property
    def calm(self) -> bool:
        """Whether nothing is known of trouble around."""
        return self.around is None or not self.around.troubled


def _judge(facts: LeafFacts, context: _Context, days: _Days) -> Verdict:
    own_phase = phase_at(facts.leaf.spells, as_of=days.as_of, known_on=days.known_on)
    phase = own_phase or context.lent
    assessments = _assessments(facts, phase, context, days)
    value = {each.subject: each.value for each in assessments}
    findings = Findings(
        p1=value[Subject.P1],
        p2=value[Subject.P2],
        p2f=value[Subject.P2F],
        p3=value[Subject.P3],
        p4=value[Subject.P4],
        s=value[Subject.S],
        r=value[Subject.R],
        flags=frozenset(flag for flag in FLAGS if value[flag] is Value.MET),
        violent_here=own_phase is not None and own_phase.phase is Phase.HIGH,
        surroundings_troubled=not context.calm,
        conflict_link=_has_conflict_link(value[Subject.CONFLICT_LINK], phase),
        local_authority=facts.local_authority,
    )
    verdict_class = class_of(findings)
    return Verdict(
        verdict_class=verdict_class,
        clauses=failing_clauses(findings),
        findings=findings,
        assessments=assessments,
        phase=_phase_for_the_map(findings, phase, context.around),
        own_phase=own_phase,
        next_steps=_next_steps(verdict_class, days.rules),
        rule_set_version=days.rules.version,
        as_of=days.as_of,
        known_on=days.known_on,
        expires_on=min((each.expires_on for each in assessments if each.expires_on), default=None),
    )


def _assessments(
    facts: LeafFacts, phase: PhaseAt | None, context: _Context, days: _Days
) -> tuple[Assessment, ...]:
    about = _by_subject(facts.leaf.evidence)
    office = about[Subject.OFFICE_CHANGE]
    as_of, known_on, rules = days.as_of, days.known_on, days.rules
    overrides = holding(facts.overrides, as_of=as_of, known_on=known_on)
    values = []
    for subject in ASSESSED:
        items = [*about[subject], *office]
        found = assess(
            subject,
            items,
            as_of=as_of,
            known_on=known_on,
            phase=phase,
            calm_around=context.calm,
            rules=rules,
        )
        override = overrides.get(subject)
        if override is not None:
            scene = Scene(
                evidence=items,
                as_of=as_of,
                known_on=known_on,
                phase=phase,
                calm_around=context.calm,
                rules=rules,
            )
            found = overridden(found, override, scene)
        values.append(found)
    flags = [
        assess_flag(flag, about[flag], as_of=as_of, known_on=known_on, rules=rules)
        for flag in PRESENCES
    ]
    return (*values, *flags)


def _by_subject(evidence: Sequence[Evidence]) -> defaultdict[Subject, list[Evidence]]:
    about: defaultdict[Subject, list[Evidence]] = defaultdict(list)
    for item in evidence:
        about[item.subject].append(item)
    return about


def _context(surroundings: Sequence[Facts], days: _Days) -> _Context:
    phases = [
        phase_at(facts.spells, as_of=days.as_of, known_on=days.known_on) for facts in surroundings
    ]
    nearest = next((phase for phase in phases if phase is not None), None)
    return _Context(
        around=_nearest_assessed(surroundings, phases, days),
        lent=None if nearest is None else replace(nearest, own=False),
    )


def _nearest_assessed(
    surroundings: Sequence[Facts], phases: Sequence[PhaseAt | None], days: _Days
) -> Around | None:
    """Return the nearest parent of which anything is known.

    Only the nearest: a country at war does not make an enclave of every calm town in a calm
    region (our reading of "all around", L120-122).
    """
    for facts, phase in zip(surroundings, phases, strict=True):
        p1 = assess(
            Subject.P1,
            facts.evidence,
            as_of=days.as_of,
            known_on=days.known_on,
            phase=phase,
            rules=days.rules,
        ).value
        if phase is not None or p1 is not Value.UNKNOWN:
            return Around(p1=p1, phase=None if phase is None else phase.phase)
    return None


def _has_conflict_link(stated: Value, phase: PhaseAt | None) -> bool:
    """Take a recorded phase as a link to a conflict, unless a confirmed source denies one."""
    return stated in _IN_FAVOUR or (stated is Value.UNKNOWN and phase is not None)


def _phase_for_the_map(
    findings: Findings, phase: PhaseAt | None, around: Around | None
) -> Phase | None:
    if findings.zone_of_peace and around is not None and around.phase is not None:
        return around.phase
    return None if phase is None else phase.phase


def _next_steps(verdict_class: VerdictClass, rules: RuleSet) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(step=step, within_days=rules.within_days.get(step))
        for step in STEPS[verdict_class]
    )
