"""Candidates beside each other, in words: a row for each thing they are compared by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from matching.engine.criteria import Criterion
from matching.labels import CRITERION_LABELS
from web.vocabulary import language_name, listed

if TYPE_CHECKING:
    from matching.selectors.beside import Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What is said of one candidate; `grade` names the shape beside it, where there is one."""

    helper: str
    text: str
    grade: str = ""
    grade_label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing by which candidates are compared; `decides` where it put one before another."""

    label: str
    cells: Sequence[Cell]
    decides: bool = False


class Before(NamedTuple):
    """That one candidate stands before another; `criterion` is empty where all are equal."""

    one: str
    other: str
    criterion: str


def befores_of(compared: "Sequence[Compared]") -> list[Before]:
    """Return for each candidate but the last why it stands before the next one."""
    return [
        Before(
            one=each.match.helper.name,
            other=after.match.helper.name,
            criterion=str(CRITERION_LABELS[Criterion(each.before_next_by)])
            if each.before_next_by
            else "",
        )
        for each, after in pairwise(compared)
    ]


def rows_of_compared(compared: "Sequence[Compared]") -> list[Row]:
    """Return the criteria in their order, then what else tells the candidates apart."""
    deciding = {each.before_next_by for each in compared}
    criteria = [
        Row(
            label=values[0].label,
            decides=values[0].code in deciding,
            cells=[
                Cell(
                    helper=each.match.helper.name,
                    text=value.sentence,
                    grade=value.grade,
                    grade_label=value.grade_label,
                )
                for each, value in zip(compared, values, strict=True)
            ],
        )
        for values in zip(*(each.match.values for each in compared), strict=True)
    ]
    return [*criteria, *_further(compared)]


def _further(compared: "Sequence[Compared]") -> list[Row]:
    told = {
        pgettext("candidate", "Activity and place"): [_way(each) for each in compared],
        pgettext("candidate", "Which languages"): [_languages(each) for each in compared],
        pgettext("candidate", "Room for more"): [_room(each) for each in compared],
        pgettext("candidate", "Others who do it there"): [_present(each) for each in compared],
        pgettext("candidate", "Before any introduction"): [_missing(each) for each in compared],
        pgettext("candidate", "To bear in mind"): [_cautions(each) for each in compared],
    }
    return [
        Row(
            label=label,
            cells=[
                Cell(helper=each.match.helper.name, text=text)
                for each, text in zip(compared, texts, strict=True)
            ],
        )
        for label, texts in told.items()
    ]


def _way(each: "Compared") -> str:
    return f"{each.match.activity_label} · {each.match.venue_label}"


def _languages(each: "Compared") -> str:
    if each.shared:
        return _("In common: %(languages)s") % {"languages": _named(each.shared)}
    spoken = {"languages": _named(each.languages)}
    if each.has_interpreter:
        return _("None in common, with an interpreter. It speaks: %(languages)s") % spoken
    return _("None in common. It speaks: %(languages)s") % spoken


def _named(codes: Collection[str]) -> str:
    return listed(sorted(language_name(code) for code in codes))


def _room(each: "Compared") -> str:
    told = ngettext(
        "For %(n)s more appeal, of %(all)s in all",
        "For %(n)s more appeals, of %(all)s in all",
        each.left,
    )
    return told % {"n": each.left, "all": each.capacity}


def _present(each: "Compared") -> str:
    if each.present is None:
        return _("No body is recorded there, so it is not known.")
    if not each.present:
        return _("No body is recorded.")
    told = ngettext("%(n)s body that is recorded", "%(n)s bodies that are recorded", each.present)
    return told % {"n": each.present}


def _missing(each: "Compared") -> str:
    sentences = [condition.sentence for condition in each.match.conditions]
    return " · ".join(sentences) or _("Nothing more is asked for.")


def _cautions(each: "Compared") -> str:
    return " ".join(caution.sentence for caution in each.match.cautions) or "–"
