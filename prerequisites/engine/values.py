"""The words of prerequisites: what is assessed, what a verdict is, and why it fell so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from activities.engine.values import Risk
from evidence.engine.citation import Citation
from evidence.engine.time import PhaseAt, Refusal
from evidence.engine.values import Facts, Phase, Subject


class Value(StrEnum):
    """What is known of a prerequisite. Of a flag or a risk: met means present."""

    UNMET = "unmet"
    UNKNOWN = "unknown"
    EMERGING = "emerging"
    MET = "met"


ASCENDING: Final = (Value.UNMET, Value.UNKNOWN, Value.EMERGING, Value.MET)
"""From the worst to the best; unknown opens more than unmet, for nobody has said no."""

RISK_OF: Final[Mapping[Subject, Risk]] = MappingProxyType(
    {Subject.SERVICE_BY_ARMED_GROUP: Risk.SERVICE_BY_ARMED_GROUP}
)
"""The risks of the thematic map that somebody may state of a place."""


class Reason(StrEnum):
    """Why an assessment has its value."""

    ENOUGH_SOURCES = "enough_sources"
    STANDING_PEACE = "standing_peace"
    NO_EVIDENCE = "no_evidence"
    TOO_FEW_SOURCES = "too_few_sources"
    NO_CHANNELLING_SOURCE = "no_channelling_source"
    GONE_STALE = "gone_stale"
    HOSTILE_CONFIRMED = "hostile_confirmed"
    HOSTILE_UNCONFIRMED = "hostile_unconfirmed"
    OVERRIDDEN = "overridden"
    OVERRIDE_HELD_BACK = "override_held_back"


class Uncounted(StrEnum):
    """Why one item was left out of an assessment, beside what its dates refuse."""

    CONTEXT_ONLY = "context_only"
    LOW_CONFIDENCE = "low_confidence"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An item that was not counted, and why."""

    reference: str
    reason: Refusal | Uncounted


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the evidence allows to say of one subject in one zone on one day.

    `used` are the references the value rests on. `independent` counts the independent sources
    in favour that nothing has overtaken, `independent_met` those of them that say met; both stop
    at the number needed. On `expires_on` the value no longer holds unless
    something new is known; None where it does not go stale by itself.
    """

    subject: Subject
    value: Value
    reasons: tuple[Reason, ...]
    used: tuple[str, ...] = ()
    independent: int = 0
    independent_met: int = 0
    stale: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    expires_on: date | None = None


class VerdictClass(StrEnum):
    """What the evidence allows for one municipality."""

    OUT_OF_SCOPE = "out_of_scope"
    INDIRECT_ONLY = "indirect_only"
    REASSESS = "reassess"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    DIRECT_CONDITIONAL = "direct_conditional"
    DIRECT_OPEN = "direct_open"


CLOSED: Final = frozenset(
    {VerdictClass.INDIRECT_ONLY, VerdictClass.REASSESS, VerdictClass.INSUFFICIENT_EVIDENCE}
)
"""The three verdicts that permit exactly the same: no direct help."""


class ClauseCode(StrEnum):
    """What stands between a municipality and open help."""

    REQUEST_NOT_VERIFIED = "request_not_verified"
    NO_CONFLICT_LINK = "no_conflict_link"
    NO_LOCAL_AUTHORITY = "no_local_authority"
    P1_UNMET = "p1_unmet"
    P3_UNMET = "p3_unmet"
    P2_UNMET = "p2_unmet"
    P1_UNKNOWN = "p1_unknown"
    P2_UNKNOWN = "p2_unknown"
    P3_UNKNOWN = "p3_unknown"
    ENCLAVE = "enclave"
    P1_EMERGING = "p1_emerging"
    P2_EMERGING = "p2_emerging"
    P2_FLOOR_ONLY = "p2_floor_only"
    P3_EMERGING = "p3_emerging"
    P4_NOT_MET = "p4_not_met"
    SUPPORT_MISSING = "support_missing"
    RESTRICTED_MANDATE = "restricted_mandate"
    PARALLEL_GOVERNANCE = "parallel_governance"
    PARTIALITY = "partiality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One failing clause: the rule it belongs to (0 to 5), and where that rule comes from."""

    code: ClauseCode
    rule: int
    citation: Citation


class Step(StrEnum):
    """What is owed next."""

    REDIRECT = "redirect"
    CONGRESS_ANSWERS = "congress_answers"
    REVIEW = "review"
    NAME_OFFICIALS_ANEW = "name_officials_anew"
    HELPERS_RETHINK = "helpers_rethink"
    FIND_SECOND_SOURCE = "find_second_source"
    MEET_CONDITIONS = "meet_conditions"
    KEEP_EVIDENCE_FRESH = "keep_evidence_fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step owed, and within how many days of the verdict; None where no clock runs."""

    step: Step
    within_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A value that two people put in the place of an assessment, for reasons of their own.

    It holds for the days from `since` up to, not including, `until`, as far as it was known:
    from `confirmed_on`, when the second person agreed, until `ended_on`, when it was taken back.
    """

    reference: str
    subject: Subject
    value: Value
    since: date
    until: date
    confirmed_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafFacts:
    """Everything a verdict may look at: the leaf itself and its parents, nearest first.

    There is no place here for siblings, so no verdict can depend on them.
    """

    leaf: Facts
    surroundings: tuple[Facts, ...] = ()
    local_authority: bool = True
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The bare values that decide a verdict.

    `violent_here` is the leaf's own phase of high violence; `surroundings_troubled` tells that
    around it peace is missing or violence high.
    """

    p1: Value
    p2: Value
    p2f: Value
    p3: Value
    p4: Value
    s: Value
    r: Value
    flags: frozenset[Subject] = frozenset()
    violent_here: bool = False
    surroundings_troubled: bool = False
    conflict_link: bool = True
    local_authority: bool = True

    @property
    def zone_of_peace(self) -> bool:
        """Whether the leaf is calm while its surroundings are not (L117-122, L618-638)."""
        calm = self.p1 in (Value.EMERGING, Value.MET) and not self.violent_here
        return calm and self.surroundings_troubled


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence allows for one municipality as of a day, with every reason.

    `clauses` are all that fail, the deciding rule's first. `phase` is the one the thematic map
    is read with: the leaf's own, else its nearest parent's, and inside a zone of peace that of
    the surroundings. `expires_on` is the first day on which staleness alone may change it.
    """

    verdict_class: VerdictClass
    clauses: tuple[Clause, ...]
    findings: Findings
    assessments: tuple[Assessment, ...]
    phase: Phase | None
    own_phase: PhaseAt | None
    next_steps: tuple[NextStep, ...]
    rule_set_version: int
    as_of: date
    known_on: date
    expires_on: date | None

    @property
    def zone_of_peace(self) -> bool:
        """Whether the leaf is calm while its surroundings are not."""
        return self.findings.zone_of_peace

    @property
    def flags(self) -> frozenset[Subject]:
        """The limits of the local authority that are present."""
        return self.findings.flags

    @property
    def risks(self) -> frozenset[Risk]:
        """The risks that are present there; they change no class and add conditions."""
        return frozenset(
            RISK_OF[each.subject]
            for each in self.assessments
            if each.subject in RISK_OF and each.value is Value.MET
        )

    @property
    def deciding(self) -> tuple[Clause, ...]:
        """The clauses of the rule that decided; empty for an open verdict."""
        return tuple(each for each in self.clauses if each.rule == self.clauses[0].rule)
