"""What the last allocation means for one appeal, told to the officer of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count, F
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from matching.engine.criteria import Criterion, Policy, Sureness
from matching.engine.criteria import Value as CriterionValue
from matching.engine.priority import Standing, Steps, why_before
from matching.engine.scarcity import losers_of
from matching.engine.values import Grade, Urgency
from matching.labels import BEFORE_LABELS, sentence_of_loss
from matching.models import Allocation, Allotment, Appeal, Match, Pledge, SetAside
from matching.selectors.asides import asides_for
from matching.selectors.policies import policy_in_force
from places.models import Municipality

TOLD_LOSSES: Final = 3
"""Pledges of which it is told who got them: the best that the appeal would have had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAllotment:
    """A pledge that the allocation gives to the appeal, and who would step in for it."""

    helper: Municipality
    pledge: str
    activity_label: str
    venue_label: str
    stood: bool
    step_in: Sequence[Municipality]
    rests_until: date | None = None  # set aside since the run


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLoss:
    """A pledge that could help and was given to others, and what decided. Nobody is named."""

    helper: Municipality
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRest:
    """A pledge that the run before gave to the appeal, and that people set aside since."""

    helper: Municipality
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAllocation:
    """The last allocation as one appeal sees it."""

    made_at: datetime
    is_best: bool  # proven: no other allocation is better
    allotments: Sequence[ToldAllotment]
    losses: Sequence[ToldLoss]
    rests: Sequence[ToldRest]


def allocated_for(user: User, appeal: Appeal) -> ToldAllocation | None:
    """Return what the last allocation means for this appeal; None where it was not in it.

    Raises:
        PermissionDenied: `user` may read no case.

    Cost: at most eleven queries.
    """
    require(user, Permission.READ_CASE)
    allocation = Allocation.objects.filter(is_current=True).first()
    sent_at = appeal.submitted_at
    if appeal.officer_id != user.pk or allocation is None:
        return None
    if sent_at is None or sent_at > allocation.made_at:
        return None
    given = allocation.allotments.filter(appeal=appeal).select_related("pledge__municipality")
    allotments = list(given.order_by("-score", "pk"))
    resting = {rest.pledge_id: rest for rest in asides_for(user, appeal, on=timezone.localdate())}
    return ToldAllocation(
        made_at=allocation.made_at,
        is_best=allocation.gap == 0,
        allotments=_told(allotments, resting),
        losses=[] if allotments else _losses(allocation, appeal),
        rests=_rests(allocation, appeal, resting),
    )


def _rests(
    allocation: Allocation, appeal: Appeal, resting: Mapping[int, SetAside]
) -> list[ToldRest]:
    """Return what the run before gave, and this one did not because the pair is set aside."""
    if not resting:
        return []
    before = Allocation.objects.filter(pk__lt=allocation.pk).order_by("-pk").first()
    gave = Allotment.objects.filter(allocation=before, appeal=appeal, pledge__in=resting)
    gives = allocation.allotments.filter(appeal=appeal).values("pledge")
    gone = gave.exclude(pledge__in=gives).values_list("pledge_id", flat=True)
    rests = sorted((resting[pk] for pk in gone), key=lambda rest: (rest.until, rest.pk))
    return [ToldRest(helper=rest.pledge.municipality, until=rest.until) for rest in rests]


def _told(allotments: Sequence[Allotment], resting: Mapping[int, SetAside]) -> list[ToldAllotment]:
    named = {pk for allotment in allotments for pk in allotment.alternates}
    pledges = Pledge.objects.select_related("municipality").in_bulk(list(named)) if named else {}
    return [
        ToldAllotment(
            helper=allotment.pledge.municipality,
            pledge=str(allotment.pledge.reference),
            activity_label=str(ACTIVITY_LABELS[Activity(allotment.activity)]),
            venue_label=str(VENUE_LABELS[Venue(allotment.venue)]),
            stood=allotment.stood,
            step_in=[
                pledges[pk].municipality
                for pk in allotment.alternates
                if pk in pledges and pk not in resting
            ],
            rests_until=_until(resting.get(allotment.pledge_id)),
        )
        for allotment in allotments
    ]


def _until(rest: SetAside | None) -> date | None:
    return None if rest is None else rest.until


def _losses(allocation: Allocation, appeal: Appeal) -> list[ToldLoss]:
    """Return who was preferred for the best pledges that the appeal would have had."""
    own = list(
        Match.objects.filter(result__appeal=appeal, result__is_current=True)
        .select_related("pledge__municipality", "result")
        .order_by("rank")[: 2 * TOLD_LOSSES]
    )
    full = _full(allocation, [match.pledge_id for match in own])
    wanted = [match for match in own if match.pledge_id in full][:TOLD_LOSSES]
    theirs = _matches_of_winners(allocation, [match.pledge_id for match in wanted])
    steps = policy_in_force(timezone.localdate(allocation.made_at)).steps
    return [
        ToldLoss(
            helper=match.pledge.municipality,
            sentence=_why(match, theirs.get(match.pledge_id, []), steps, allocation.made_at),
        )
        for match in wanted
    ]


def _full(allocation: Allocation, pledge_ids: Sequence[int]) -> set[int]:
    counted = (
        Pledge.objects.filter(pk__in=pledge_ids, allotments__allocation=allocation)
        .annotate(given=Count("allotments"))
        .filter(given__gte=F("capacity") - F("engaged"))
    )
    return set(counted.values_list("pk", flat=True))


def _matches_of_winners(
    allocation: Allocation, pledge_ids: Sequence[int]
) -> dict[int, list[Match]]:
    winners = allocation.allotments.filter(pledge__in=pledge_ids).values_list("appeal", "pledge")
    pairs = set(winners)
    matches = Match.objects.filter(
        result__is_current=True,
        result__appeal__in={appeal for appeal, _pledge in pairs},
        pledge__in=pledge_ids,
    ).select_related("result__appeal", "pledge")
    found: dict[int, list[Match]] = {}
    for match in matches:
        if (match.result.appeal_id, match.pledge_id) in pairs:
            found.setdefault(match.pledge_id, []).append(match)
    return found


def _why(lost: Match, winners: Sequence[Match], steps: Steps, at: datetime) -> str:
    """Return what decided: who comes first, or else the criteria of the pair."""
    own = _standing(lost, at)
    reasons = [why_before(_standing(match, at), own, steps) for match in winners]
    before = next((reason for reason in reasons if reason is not None), None)
    if before is not None:
        return str(BEFORE_LABELS[before])
    (pledge,) = {str(match.pledge.reference) for match in (lost, *winners)}
    values = {
        (pledge, str(match.result.appeal.reference)): _values(match) for match in (lost, *winners)
    }
    assigned = {pledge: [str(match.result.appeal.reference) for match in winners]}
    policy = _policy_of(lost)
    found = losers_of(assigned, values, policy=policy)
    return sentence_of_loss(found[0]) if found else ""


def _standing(match: Match, at: datetime) -> Standing:
    appeal = match.result.appeal
    return Standing(
        urgency=Urgency(appeal.urgency),
        days_waiting=max(
            0, (timezone.localdate(at) - timezone.localdate(appeal.waiting_since)).days
        ),
        options=match.result.passed,
    )


def _policy_of(match: Match) -> Policy:
    """Return the order of the criteria that the match was made by: it is that of its values."""
    order = tuple(Criterion(value["criterion"]) for value in match.values)
    return Policy(version=match.result.policy_version, order=order)


def _values(match: Match) -> list[CriterionValue]:
    return [_value(each) for each in match.values]


def _value(kept: Mapping[str, object]) -> CriterionValue:
    return CriterionValue(
        criterion=Criterion(str(kept["criterion"])),
        points=int(str(kept["points"])),
        grade=Grade(str(kept["grade"])),
        sureness=Sureness(str(kept["sureness"])),
        because=str(kept["because"]),
    )
