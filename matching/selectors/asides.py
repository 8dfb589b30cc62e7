"""Reads of pairs that are set aside: for the matcher, and for the officer of the case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.engine.allocation import Pair
from matching.models import (
    Allotment,
    Appeal,
    MatchResult,
    Pledge,
    SetAside,
    SetAsideQuerySet,
)
from places.selectors import one_array


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideOutlook:
    """What setting a pair aside would mean for the appeal, as of the last answer."""

    others: int  # other pledges that pass every gate
    was_given: bool  # the last allocation gives the pledge to this appeal


def asides_for(user: User, appeal: Appeal, *, on: date) -> SetAsideQuerySet:
    """Return what is set aside for this appeal on a day, the next to end first.

    Raises:
        PermissionDenied: `user` may read no case.
    """
    require(user, Permission.READ_CASE)
    if appeal.officer_id != user.pk:
        return SetAside.objects.none()
    rests = SetAside.objects.in_force(on).filter(appeal=appeal)
    return rests.select_related("pledge__municipality", "set_by").order_by("until", "pk")


def aside_outlook(user: User, appeal: Appeal, pledge: Pledge) -> AsideOutlook:
    """Return what the officer should know before setting a pair aside.

    Raises:
        PermissionDenied: `user` may read no case.

    Cost: three queries.
    """
    require(user, Permission.READ_CASE)
    current = MatchResult.objects.filter(appeal=appeal, is_current=True)
    passed = current.values_list("passed", flat=True).first() or 0
    is_candidate = current.filter(matches__pledge=pledge).exists()
    given = Allotment.objects.filter(allocation__is_current=True, appeal=appeal, pledge=pledge)
    return AsideOutlook(others=passed - is_candidate, was_given=given.exists())


def suppressed_pairs(
    appeals: Collection[Appeal], pledge_ids: Mapping[str, int], *, on: date
) -> dict[Pair, date]:
    """Return until when each pair of these is set aside, for the matcher.

    Cost: 1 query.
    """
    asked = {appeal.pk: str(appeal.reference) for appeal in appeals}
    rests = SetAside.objects.in_force(on).filter(appeal__in=one_array(asked)).order_by("until")
    rows = rests.values_list("appeal_id", "pledge__reference", "until")
    return {
        (asked[appeal], str(pledge)): until
        for appeal, pledge, until in rows
        if str(pledge) in pledge_ids
    }
