"""What the municipality that asks may do itself, and what others do by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity
from matching.engine.invitations import Asking, Found, Invitation, found_of, invitations_of
from matching.engine.values import AppealKind
from matching.models import Appeal, MatchResult
from matching.selectors.openings import openings_kept
from prerequisites.engine.values import Step, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What is told beside the outcome.

    `owed` is the step that others take next, which follows from the class of the verdict;
    `due_on` its day, None where no clock runs.
    """

    found: Found
    wanted: int
    invitations: Sequence[Invitation]
    owed: Step
    due_on: date | None


def guidance_for(user: User, appeal: Appeal) -> Guidance | None:
    """Return what is told of the current result, or None while the matcher has not answered.

    Raises:
        PermissionDenied: `user` does not act for the municipality that asks.

    Cost: 2 queries.
    """
    require(user, Permission.WRITE_APPEAL, municipality=appeal.municipality)
    current = MatchResult.objects.filter(appeal=appeal, is_current=True).first()
    if current is None:
        return None
    asking = _asking(appeal, current)
    owed = current.verdict["next_steps"][0]
    within_days = owed["within_days"]
    return Guidance(
        found=found_of(asking),
        wanted=appeal.helpers_wanted,
        invitations=invitations_of(asking),
        owed=Step(owed["step"]),
        due_on=None
        if within_days is None
        else _stands_since(appeal, current) + timedelta(days=within_days),
    )


def _asking(appeal: Appeal, result: MatchResult) -> Asking:
    return Asking(
        kinds=frozenset(map(AppealKind, appeal.kinds)),
        activity=Activity(appeal.activity),
        accepts_other_activities=appeal.accepts_other_activities,
        helpers_wanted=appeal.helpers_wanted,
        council_supports=result.verdict["findings"]["s"] == Value.MET,
        passed=result.passed,
        openings=[opening.steps for opening in openings_kept(result.openings)],
    )


def _stands_since(appeal: Appeal, current: MatchResult) -> date:
    """Return since which day the verdict has been of its class: a clock does not start anew with
    each run of the matcher."""
    told = MatchResult.objects.filter(appeal=appeal).order_by("-made_at", "-pk")
    classes = told.values_list("as_of", "verdict__verdict_class")
    alike = takewhile(lambda each: each[1] == current.verdict["verdict_class"], classes)
    return min((as_of for as_of, _class in alike), default=current.as_of)
