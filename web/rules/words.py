"""The numbers of a version of the rules, in plain words and in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.engine.values import Subject
from evidence.labels import CONFIDENCES, SOURCE_KINDS
from prerequisites.engine.documents import CLOCKED, OPENED, PROVED
from prerequisites.engine.rules import RuleSet
from prerequisites.labels import STEP_NAMES, SUBJECT_LABELS
from web.vocabulary import listed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_Word = TypeVar("_Word", bound=StrEnum)

AGING = (Subject.P1, Subject.P2, Subject.P2F, Subject.P3, Subject.P4)
"""The subjects whose evidence grows old, in the order of the pages."""

THRESHOLDS = (*OPENED, *PROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One number; `was` is what holds today, and empty where it is the same."""

    label: str
    value: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Numbers that belong together."""

    title: str
    lines: Sequence[Line]


def parts_of(rules: RuleSet, *, beside: RuleSet) -> list[Part]:
    """Return the numbers of one version, each held against another version."""
    return [
        Part(
            title=_("How long evidence speaks"),
            lines=_lines(_validity(rules), _validity(beside)),
        ),
        Part(
            title=_("How long evidence speaks while violence is high"),
            lines=_lines(_validity_when_high(rules), _validity_when_high(beside)),
        ),
        Part(
            title=_("How many independent sources are needed"),
            lines=_lines(_sources(rules), _sources(beside)),
        ),
        Part(title=_("By when a step is owed"), lines=_lines(_clocks(rules), _clocks(beside))),
    ]


def sentences_of(rules: RuleSet) -> list[str]:
    """Return what a version says beside its numbers."""
    return [
        _("Local officials must be named by at least one of these: %(kinds)s.")
        % {"kinds": _of(rules.named_by.get(Subject.P3, ()), SOURCE_KINDS)},
        _("These are context and never decide: %(kinds)s.")
        % {"kinds": _of(rules.context_only, SOURCE_KINDS)},
        _("These count once a second person has confirmed them: %(subjects)s.")
        % {"subjects": _of(rules.needs_confirmation, SUBJECT_LABELS)},
        _("Statements of this confidence never count: %(confidences)s.")
        % {"confidences": _of(rules.too_weak, CONFIDENCES)},
        _("With a change of office-holder the evidence ends on: %(subjects)s.")
        % {"subjects": _of(rules.ended_by_office_change, SUBJECT_LABELS)},
        _("When violence turns high the evidence in favour ends on: %(subjects)s.")
        % {"subjects": _of(rules.ended_by_violence, SUBJECT_LABELS)},
    ]


def changes_of(rules: RuleSet, *, beside: RuleSet) -> list[Part]:
    """Return only the numbers that differ from those of another version."""
    parts = [
        replace(part, lines=[line for line in part.lines if line.was])
        for part in parts_of(rules, beside=beside)
    ]
    return [part for part in parts if part.lines]


def _lines(numbers: Mapping[str, str], others: Mapping[str, str]) -> list[Line]:
    return [
        Line(label=label, value=value, was="" if others[label] == value else others[label])
        for label, value in numbers.items()
    ]


def _validity(rules: RuleSet) -> dict[str, str]:
    return {str(SUBJECT_LABELS[each]): _days(rules.validity_days[each]) for each in AGING}


def _validity_when_high(rules: RuleSet) -> dict[str, str]:
    return {
        str(SUBJECT_LABELS[each]): _days(
            rules.validity_days_when_high.get(each, rules.validity_days[each])
        )
        for each in AGING
    }


def _sources(rules: RuleSet) -> dict[str, str]:
    opening = {
        str(SUBJECT_LABELS[each]): _count(rules.sources_to_open[each]) for each in THRESHOLDS
    }
    return opening | {_("To close any of them"): _count(rules.sources_to_close)}


def _clocks(rules: RuleSet) -> dict[str, str]:
    return {str(STEP_NAMES[each]): _within(rules.within_days[each]) for each in CLOCKED}


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _within(days: int) -> str:
    return ngettext("within %(days)s day", "within %(days)s days", days) % {"days": days}


def _count(sources: int) -> str:
    return ngettext("%(sources)s source", "%(sources)s sources", sources) % {"sources": sources}


def _of(words: Iterable[_Word], labels: "Mapping[_Word, StrPromise]") -> str:
    chosen = set(words)
    return listed(str(label) for word, label in labels.items() if word in chosen)
