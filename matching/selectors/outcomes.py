"""What those learn who may not read criteria and order: the one who asks, and the one who helps."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from matching.models import Appeal, MatchResult, Pledge
from matching.selectors.reading import candidates_count_for, coarse
from prerequisites.engine.values import VerdictClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the municipality that asks learns: the outcome, never who, why or in which order."""

    made_at: datetime
    as_of: date
    verdict_class: VerdictClass
    has_candidates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeFit:
    """For how many appeals an own pledge is a candidate now, as a coarse code."""

    candidate_for: str


def outcome_for(user: User, appeal: Appeal) -> Outcome | None:
    """Return the outcome of the current result, or None while the matcher has not answered.

    Raises:
        PermissionDenied: `user` neither acts for the municipality nor is the officer assigned.
    """
    is_officer = appeal.officer_id == user.pk and may(user, Permission.READ_CASE)
    if not is_officer:
        require(user, Permission.WRITE_APPEAL, municipality=appeal.municipality)
    result = MatchResult.objects.filter(appeal=appeal, is_current=True).first()
    if result is None:
        return None
    return Outcome(
        made_at=result.made_at,
        as_of=result.as_of,
        verdict_class=VerdictClass(result.verdict["verdict_class"]),
        has_candidates=result.passed > 0,
    )


def fit_for(user: User, pledge: Pledge) -> PledgeFit:
    """Return how an own pledge fares, coarsely: an exact count would tell of a single town.

    Raises:
        PermissionDenied: `user` does not act for the helper.
    """
    require(user, Permission.WRITE_PLEDGE, municipality=pledge.municipality)
    return PledgeFit(candidate_for=coarse(candidates_count_for(user, pledge)))
