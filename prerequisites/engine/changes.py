"""The smallest changes that would open more: searched, never a phrase prepared beforehand."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, product
from types import MappingProxyType
from typing import Final

from evidence.engine.values import FLAGS, Subject
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.values import (
    ASCENDING,
    ClauseCode,
    Findings,
    Value,
    Verdict,
    VerdictClass,
)
from prerequisites.engine.verdict import (
    CLASS_OF_RULE,
    CLAUSES,
    assessment_of,
    class_of,
    failing_codes,
)


class Where(StrEnum):
    """Which zone has to change."""

    LEAF = "leaf"
    SURROUNDINGS = "surroundings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One subject that would have to become something else.

    `sources_missing` tells how many more independent sources that needs, where the leaf's own
    evidence was looked at; 0 where it was not, or where the sources are there already and
    something else is missing.
    """

    subject: Subject
    to: Value
    where: Where = Where.LEAF
    sources_missing: int = 0


_REACH: Final = MappingProxyType(
    {
        VerdictClass.OUT_OF_SCOPE: 0,
        VerdictClass.INDIRECT_ONLY: 1,
        VerdictClass.REASSESS: 1,
        VerdictClass.INSUFFICIENT_EVIDENCE: 1,
        VerdictClass.DIRECT_CONDITIONAL: 2,
        VerdictClass.DIRECT_OPEN: 3,
    }
)
"""How far a verdict opens; the three closed ones permit the same."""

_TARGETS: Final = (
    VerdictClass.INDIRECT_ONLY,
    VerdictClass.DIRECT_CONDITIONAL,
    VerdictClass.DIRECT_OPEN,
)

Changes = tuple[Change, ...]


def reach_of(verdict_class: VerdictClass) -> int:
    """Return how far a verdict opens: 0 nothing, 1 indirect, 2 with conditions, 3 open."""
    return _REACH[verdict_class]


def smallest_changes(
    verdict: Verdict, rules: RuleSet = RULES_1
) -> dict[VerdictClass, list[Changes]]:
    """Return, for each class that opens more, the smallest sets of changes that reach it.

    All sets of a class have the same size, and none asks for more than it must: `emerging`
    where that is enough. A class that no change of evidence reaches has an empty list. The
    closed classes stand as one, `indirect_only`.
    """
    return {
        target: [_with_sources(changes, verdict, rules) for changes in found]
        for target, found in openings(verdict.findings).items()
    }


@lru_cache(maxsize=4096)
def openings(findings: Findings) -> MappingProxyType[VerdictClass, tuple[Changes, ...]]:
    """Return the smallest changes of bare findings, by the class they open.

    Cost: one run of the rules for each single change, and one for each set that may be enough.
    Few different findings exist, so answers are kept.
    """
    now = reach_of(class_of(findings))
    targets = [target for target in _TARGETS if reach_of(target) > now]
    effects = _effects(findings)
    return MappingProxyType({target: _smallest(findings, target, effects) for target in targets})


def apply(findings: Findings, changes: Changes) -> Findings:
    """Return the findings as they would be after some changes."""
    for change in changes:
        findings = _apply_one(findings, change)
    return findings


def _apply_one(findings: Findings, change: Change) -> Findings:
    if change.where is Where.SURROUNDINGS:
        return replace(findings, surroundings_troubled=False)
    if change.subject is Subject.CONFLICT_LINK:
        return replace(findings, conflict_link=True)
    if change.subject in FLAGS:
        return replace(findings, flags=findings.flags - {change.subject})
    value = {**_values(findings), change.subject: change.to}
    return replace(
        findings,
        p1=value[Subject.P1],
        p2=value[Subject.P2],
        p2f=value[Subject.P2F],
        p3=value[Subject.P3],
        p4=value[Subject.P4],
        s=value[Subject.S],
        r=value[Subject.R],
    )


def _effects(findings: Findings) -> dict[Change | None, frozenset[ClauseCode]]:
    """Return what fails after each single change, and under None before any, in calm around.

    Trouble around is left out: it adds the clause of the enclave only once the leaf is calm.
    """
    calm = replace(findings, surroundings_troubled=False)
    changes = [change for choice in _choices(calm) for change in choice]
    effects: dict[Change | None, frozenset[ClauseCode]] = {None: frozenset(failing_codes(calm))}
    for change in changes:
        effects[change] = frozenset(failing_codes(apply(calm, (change,))))
    return effects


def _smallest(
    findings: Findings, target: VerdictClass, effects: Mapping[Change | None, frozenset[ClauseCode]]
) -> tuple[Changes, ...]:
    """Return the smallest sets that reach the target.

    Each clause hangs on one subject (P2 on itself or on its floor), so a change that leaves as
    many clauses in the way as before belongs to no smallest set, and no set is smaller than the
    number of clauses in the way.
    """
    in_the_way = {change: _count_below(codes, target) for change, codes in effects.items()}
    before = in_the_way[None]
    choices = [
        useful
        for choice in _choices(findings)
        if (useful := tuple(each for each in choice if in_the_way.get(each, -1) < before))
    ]
    for size in range(max(1, before), len(choices) + 1):
        reaching = [
            changes
            for subjects in combinations(choices, size)
            for changes in _weakest(findings, target, subjects)
        ]
        if reaching:
            return tuple(reaching)
    return ()


def _count_below(codes: Iterable[ClauseCode], target: VerdictClass) -> int:
    """Return how many failing clauses keep a verdict from opening as far as the target."""
    return sum(reach_of(CLASS_OF_RULE[CLAUSES[code][0]]) < reach_of(target) for code in codes)


def _weakest(
    findings: Findings, target: VerdictClass, subjects: tuple[tuple[Change, ...], ...]
) -> Iterator[Changes]:
    """Yield the first set that reaches the target; the alternatives run from little to much."""
    for changes in product(*subjects):
        if reach_of(class_of(apply(findings, changes))) >= reach_of(target):
            yield changes
            return


def _choices(findings: Findings) -> list[tuple[Change, ...]]:
    """Return what could change, each subject with its alternatives, the least asking first."""
    better = [_better(subject, value) for subject, value in _values(findings).items()]
    flags = [(Change(subject=each, to=Value.UNMET),) for each in FLAGS if each in findings.flags]
    link = () if findings.conflict_link else (Change(subject=Subject.CONFLICT_LINK, to=Value.MET),)
    around = (
        (Change(subject=Subject.P1, to=Value.MET, where=Where.SURROUNDINGS),)
        if findings.surroundings_troubled
        else ()
    )
    return [choice for choice in (*better, *flags, link, around) if choice]


def _better(subject: Subject, value: Value) -> tuple[Change, ...]:
    """Return the changes to what evidence can say; nobody works towards an unknown."""
    above = ASCENDING[ASCENDING.index(value) + 1 :]
    return tuple(Change(subject=subject, to=to) for to in above if to is not Value.UNKNOWN)


def _values(findings: Findings) -> dict[Subject, Value]:
    return {
        Subject.P1: findings.p1,
        Subject.P2: findings.p2,
        Subject.P2F: findings.p2f,
        Subject.P3: findings.p3,
        Subject.P4: findings.p4,
        Subject.S: findings.s,
        Subject.R: findings.r,
    }


def _with_sources(changes: Changes, verdict: Verdict, rules: RuleSet) -> Changes:
    return tuple(
        replace(change, sources_missing=_sources_missing(change, verdict, rules))
        if change.where is Where.LEAF
        else change
        for change in changes
    )


def _sources_missing(change: Change, verdict: Verdict, rules: RuleSet) -> int:
    assessment = assessment_of(verdict, change.subject)
    have = assessment.independent_met if change.to is Value.MET else assessment.independent
    return max(0, rules.sources_needed(change.subject) - have)
