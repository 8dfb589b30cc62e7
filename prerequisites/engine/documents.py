"""Write a rule set down as plain values, read it again, and find what must not be adopted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from evidence.engine.values import FLAGS, PREREQUISITES, Confidence, SourceKind, Subject
from prerequisites.engine.rules import CHANNELLING, RuleSet
from prerequisites.engine.snapshot import Plain, plain
from prerequisites.engine.values import Step

_Word = TypeVar("_Word", bound=StrEnum)

_NUMBERS: Final = (
    *("validity_days", "validity_days_when_high", "sources_to_open", "sources_to_close"),
    *("named_by", "context_only", "needs_confirmation", "too_weak"),
    *("ended_by_office_change", "ended_by_violence", "within_days"),
)

LONGEST_DAYS: Final = 3_660
MOST_SOURCES: Final = 3  # the search for independent sources grows with this power

OPENED: Final = (*PREREQUISITES, Subject.P2F, *FLAGS)
PROVED: Final = (Subject.S, Subject.R, Subject.CONFLICT_LINK)
CLOCKED: Final = (
    *(Step.CONGRESS_ANSWERS, Step.REVIEW),
    *(Step.NAME_OFFICIALS_ANEW, Step.FIND_SECOND_SOURCE),
)


class UnreadableRules(ValueError):
    """The document is no rule set: a part is missing, unknown, or of the wrong kind."""


class FaultCode(StrEnum):
    """Why a rule set must not be adopted: it would break what holds of every verdict."""

    DAYS_OUT_OF_RANGE = "days_out_of_range"
    NEVER_STALE = "never_stale"
    LASTS_LONGER_IN_VIOLENCE = "lasts_longer_in_violence"
    TOO_FEW_TO_OPEN = "too_few_to_open"
    TOO_MANY_SOURCES = "too_many_sources"
    CLOSING_HARDER_THAN_OPENING = "closing_harder_than_opening"
    NOT_NAMED_BY_CHANNELS = "not_named_by_channels"
    CONTEXT_DECIDES = "context_decides"
    PROOF_UNCONFIRMED = "proof_unconfirmed"
    NOTHING_COUNTS = "nothing_counts"
    OFFICE_OUTLIVED = "office_outlived"
    VIOLENCE_OUTLIVED = "violence_outlived"
    STEP_WITHOUT_CLOCK = "step_without_clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, and the subject or step it is about; empty where it is about the whole."""

    code: FaultCode
    about: str = ""


def as_document(rules: RuleSet) -> dict[str, Plain]:
    """Return the numbers of a rule set as data for JSON; its version stands beside it."""
    return {name: plain(_by_word(getattr(rules, name))) for name in _NUMBERS}


def from_document(version: int, document: Mapping[str, object]) -> RuleSet:
    """Return the rule set that a document holds.

    Raises:
        UnreadableRules: a part is missing, unknown, or of the wrong kind.
    """
    if set(document) != set(_NUMBERS):
        raise UnreadableRules("The parts of the rules are not the known ones.")
    return RuleSet(
        version=version,
        validity_days=_days(document, "validity_days", Subject),
        validity_days_when_high=_days(document, "validity_days_when_high", Subject),
        sources_to_open=_days(document, "sources_to_open", Subject),
        sources_to_close=_whole(document["sources_to_close"]),
        named_by=MappingProxyType(
            {
                _word(Subject, subject): _words(SourceKind, kinds)
                for subject, kinds in _object(document["named_by"]).items()
            }
        ),
        context_only=_words(SourceKind, document["context_only"]),
        needs_confirmation=_words(Subject, document["needs_confirmation"]),
        too_weak=_words(Confidence, document["too_weak"]),
        ended_by_office_change=_words(Subject, document["ended_by_office_change"]),
        ended_by_violence=_words(Subject, document["ended_by_violence"]),
        within_days=_days(document, "within_days", Step),
    )


def faults_of(rules: RuleSet) -> tuple[Fault, ...]:
    """Return why a rule set must not be adopted; nothing where it may.

    The numbers may change; what section 9 of the rules promises may not: opening needs two
    sources (L664-669) and is never easier than closing, context never decides, evidence ages.
    """
    return (
        *_faults_of_days(rules),
        *_faults_of_sources(rules),
        *_faults_of_kinds(rules),
        *_faults_of_endings(rules),
    )


def _faults_of_days(rules: RuleSet) -> Iterator[Fault]:
    clocks = (rules.validity_days, rules.validity_days_when_high, rules.within_days)
    counts = [(word.value, count) for days in clocks for word, count in days.items()]
    for about, count in counts:
        if not 1 <= count <= LONGEST_DAYS:
            yield Fault(code=FaultCode.DAYS_OUT_OF_RANGE, about=about)
    for subject in (*PREREQUISITES, Subject.P2F):
        if subject not in rules.validity_days:
            yield Fault(code=FaultCode.NEVER_STALE, about=subject.value)
    for subject, count in rules.validity_days_when_high.items():
        if count > rules.validity_days.get(subject, LONGEST_DAYS):
            yield Fault(code=FaultCode.LASTS_LONGER_IN_VIOLENCE, about=subject.value)
    unclocked = [step for step in CLOCKED if step not in rules.within_days]
    yield from (Fault(code=FaultCode.STEP_WITHOUT_CLOCK, about=step.value) for step in unclocked)


def _faults_of_sources(rules: RuleSet) -> Iterator[Fault]:
    for subjects, least in ((OPENED, 2), (PROVED, 1)):
        for subject in subjects:
            if rules.sources_to_open.get(subject, 0) < least:
                yield Fault(code=FaultCode.TOO_FEW_TO_OPEN, about=subject.value)
    for subject, count in rules.sources_to_open.items():
        if count > MOST_SOURCES:
            yield Fault(code=FaultCode.TOO_MANY_SOURCES, about=subject.value)
    opening = [rules.sources_to_open.get(subject, 0) for subject in OPENED]
    if not 1 <= rules.sources_to_close <= min(opening):
        yield Fault(code=FaultCode.CLOSING_HARDER_THAN_OPENING)


def _faults_of_kinds(rules: RuleSet) -> Iterator[Fault]:
    if not frozenset() < rules.named_by.get(Subject.P3, frozenset()) <= CHANNELLING:
        yield Fault(code=FaultCode.NOT_NAMED_BY_CHANNELS, about=Subject.P3.value)
    for kind in (SourceKind.COUNTRY_INDEX, SourceKind.DATASET):
        if kind not in rules.context_only:
            yield Fault(code=FaultCode.CONTEXT_DECIDES, about=kind.value)
    for subject in PROVED:
        if subject not in rules.needs_confirmation:
            yield Fault(code=FaultCode.PROOF_UNCONFIRMED, about=subject.value)
    if Confidence.HIGH in rules.too_weak or rules.context_only == frozenset(SourceKind):
        yield Fault(code=FaultCode.NOTHING_COUNTS)


def _faults_of_endings(rules: RuleSet) -> Iterator[Fault]:
    for subject in (Subject.P2, Subject.P3):
        if subject not in rules.ended_by_office_change:
            yield Fault(code=FaultCode.OFFICE_OUTLIVED, about=subject.value)
    if Subject.P1 not in rules.ended_by_violence:
        yield Fault(code=FaultCode.VIOLENCE_OUTLIVED, about=Subject.P1.value)


def _by_word(value: object) -> object:
    """Let a mapping with words as keys be written as an object, not as a list of pairs."""
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    return value


def _days(
    document: Mapping[str, object], name: str, words: type[_Word]
) -> MappingProxyType[_Word, int]:
    days = _object(document[name])
    return MappingProxyType({_word(words, key): _whole(count) for key, count in days.items()})


def _object(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UnreadableRules("A part of the rules is no object.")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise UnreadableRules("A number of the rules is not whole.")
    return value


def _words(words: type[_Word], value: object) -> frozenset[_Word]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise UnreadableRules("A part of the rules is no list.")
    return frozenset(_word(words, each) for each in value)


def _word(words: type[_Word], value: object) -> _Word:
    try:
        return words(str(value))
    except ValueError as error:
        raise UnreadableRules("The rules hold an unknown word.") from error
