"""What another policy would change, told to an officer: own cases by name, others as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine.criteria import Criterion
from matching.engine.values import Grade, Urgency
from matching.labels import CRITERION_LABELS, URGENCY_LABELS
from matching.selectors import reading
from matching.selectors.comparison import Answer, Change, Tally, compare_policies
from web.rules.forecast import COUNTS
from web.vocabulary import listed

if TYPE_CHECKING:
    from accounts.models import User
    from matching.engine.criteria import Policy
    from matching.selectors.comparison import Comparison

ENOUGH: Final = 5
"""A mean over fewer could tell of a single town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCase:
    """A case of the reader for which something differs; empty where nothing does."""

    appeal: UUID
    name: str
    first_before: str
    first_after: str
    helpers_before: str
    helpers_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table: today beside the other policy."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would differ. Those left out were too many to be looked at."""

    first_changes: str
    helper_changes: str
    own: Sequence[OwnCase]
    answered: Sequence[Row]
    waiting: Sequence[Row]
    criteria: Sequence[Row]
    appeals: str
    appeals_left_out: int
    pledges_left_out: int


def outlook_of(user: "User", before: "Policy", after: "Policy", *, on: date) -> Outlook:
    """Return what a policy would change beside the one in force. Nothing is written.

    Means are told only where five or more stand behind them, on both sides; all counts are
    coarse, because a number that moves by one tells of a single town.
    """
    found = compare_policies(user, before, after, on=on)
    return Outlook(
        first_changes=_coarse(sum(each.is_first_other for each in found.changes)),
        helper_changes=_coarse(sum(each.are_helpers_other for each in found.changes)),
        own=[_own_case(each) for each in found.changes if each.is_own],
        answered=_answered(found),
        waiting=_waiting(found),
        criteria=_criteria(found),
        appeals=_coarse(found.appeals),
        appeals_left_out=found.appeals_left_out,
        pledges_left_out=found.pledges_left_out,
    )


def _own_case(change: Change) -> OwnCase:
    first, helpers = change.is_first_other, change.are_helpers_other
    return OwnCase(
        appeal=change.appeal,
        name=change.name,
        first_before=change.before.first if first else "",
        first_after=change.after.first if first else "",
        helpers_before=_names(change.before) if helpers else "",
        helpers_after=_names(change.after) if helpers else "",
    )


def _names(answer: Answer) -> str:
    return listed(answer.helpers) if answer.helpers else ""


def _answered(found: "Comparison") -> list[Row]:
    return [
        Row(
            label=_("Appeals that would be given a pledge"),
            before=_coarse(sum(found.before.answered.values())),
            after=_coarse(sum(found.after.answered.values())),
        )
    ]


def _waiting(found: "Comparison") -> list[Row]:
    return [
        Row(
            label=str(URGENCY_LABELS[urgency]),
            before=_days(found.before, urgency),
            after=_days(found.after, urgency),
        )
        for urgency in Urgency
        if min(each.answered.get(urgency, 0) for each in (found.before, found.after)) >= ENOUGH
    ]


def _days(tally: Tally, urgency: Urgency) -> str:
    days = round(tally.waited[urgency])
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _criteria(found: "Comparison") -> list[Row]:
    if min(found.before.pairs, found.after.pairs) < ENOUGH:
        return []
    return [
        Row(
            label=str(CRITERION_LABELS[criterion]),
            before=_said(found.before, criterion),
            after=_said(found.after, criterion),
        )
        for criterion in Criterion
    ]


def _said(tally: Tally, criterion: Criterion) -> str:
    grades = tally.grades[criterion]
    return _("%(points)s points; for: %(for)s, against: %(against)s") % {
        "points": number_format(tally.points[criterion], 1),
        "for": _coarse(grades.get(Grade.FOR, 0)),
        "against": _coarse(grades.get(Grade.AGAINST, 0)),
    }


def _coarse(count: int) -> str:
    return str(COUNTS[reading.coarse(count)])
