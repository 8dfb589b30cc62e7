"""Which other appeals may be the same call as a case, as its officer may know it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity
from matching.engine.duplicates import Call, Ground, alike_with
from matching.engine.lifecycle import LIVE_APPEALS, AppealState
from matching.engine.values import NeedTopic
from matching.models import Appeal, AppealQuerySet, ToldApart
from places.engine.values import ZoneKind
from places.models import Tie
from places.selectors import ZoneRow, ancestors_of, municipalities_within, one_array


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAlike:
    """Another case of the officer that may be the same call, and why."""

    appeal: Appeal
    grounds: Sequence[Ground]


@dataclass(frozen=True, slots=True, kw_only=True)
class SameCall:
    """What may be the same call as a case.

    Attributes:
        alike: cases of the same officer.
        goes_on: the case that goes on for this one, where it was merged.
        merged: cases that go on under this one.
        in_the_queue: how many more may be, that nobody has taken.
        elsewhere: how many more may be, that are cases of colleagues. Nothing of them is told.
    """

    alike: Sequence[ToldAlike]
    goes_on: Appeal | None
    merged: Sequence[Appeal]
    in_the_queue: int
    elsewhere: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoesOn:
    """Where a merged appeal goes on, as its author may know it.

    `appeal` is there where the author may read it; of another town's nothing is told but whether
    it has an answer, which is the answer to both, and whether it was withdrawn.
    """

    appeal: Appeal | None
    is_answered: bool
    is_withdrawn: bool


def same_call_for(user: User, appeal: Appeal) -> SameCall:
    """Return what may be the same call as a case of `user`, on grounds that can be told.

    Raises:
        PermissionDenied: `user` reads no cases.

    Cost: at most nine queries, however many appeals there are.
    """
    require(user, Permission.READ_CASE)
    found = _candidates_of(appeal) if appeal.state in LIVE_APPEALS else []
    return SameCall(
        alike=[each for each in found if each.appeal.officer_id == user.pk],
        goes_on=_own_case(user, appeal.merged_into_id),
        merged=list(_told(Appeal.objects.filter(merged_into=appeal, officer=user))),
        in_the_queue=sum(each.appeal.officer_id is None for each in found),
        elsewhere=sum(each.appeal.officer_id not in {None, user.pk} for each in found),
    )


def other_case_for(user: User, reference: UUID) -> Appeal:
    """Return another case of `user`, to lay it beside the first.

    Raises:
        PermissionDenied: `user` reads no cases.
        Appeal.DoesNotExist: not there, or not a case of `user`.
    """
    require(user, Permission.READ_CASE)
    return _told(Appeal.objects.visible_to(user).filter(officer=user)).get(reference=reference)


def goes_on_for(user: User, appeal: Appeal) -> GoesOn | None:
    """Return where an appeal that `user` may read goes on; None where it is not merged."""
    if appeal.merged_into_id is None:
        return None
    kept = Appeal.objects.get(pk=appeal.merged_into_id)
    return GoesOn(
        appeal=_told(Appeal.objects.visible_to(user)).filter(pk=kept.pk).first(),
        is_answered=kept.answers.standing().exists(),
        is_withdrawn=kept.state == AppealState.WITHDRAWN,
    )


def _own_case(user: User, pk: int | None) -> Appeal | None:
    return _told(Appeal.objects.filter(officer=user)).filter(pk=pk).first() if pk else None


def _told(appeals: AppealQuerySet) -> AppealQuerySet:
    return appeals.select_related("municipality", "intermediary", "data_key").order_by("pk")


def _candidates_of(appeal: Appeal) -> list[ToldAlike]:
    zone = appeal.municipality.zone_id
    above = [each.id for each in ancestors_of([zone])[zone] if each.kind != ZoneKind.COUNTRY]
    tied = _tied_with(appeal.municipality_id)
    towns = {*municipalities_within([zone, *above[:1]]), *tied}
    open_now = _told(Appeal.objects.open()).exclude(pk=appeal.pk)
    others = list(
        open_now.filter(
            Q(municipality__in=one_array(towns)) | Q(municipality__zone__in=above),
            starts__lt=appeal.ends,
            ends__gt=appeal.starts,
        ).exclude(pk__in=_told_apart_from(appeal))
    )
    calls = _calls_of([appeal, *others], tied)
    by_reference = {str(other.reference): other for other in others}
    return [
        ToldAlike(appeal=by_reference[each.reference], grounds=each.grounds)
        for each in alike_with(calls[0], calls[1:])
    ]


def _tied_with(town: int) -> set[int]:
    ties = Tie.objects.filter(Q(first=town) | Q(second=town)).filter(
        Q(ends=None) | Q(ends__gt=timezone.localdate())
    )
    return {pk for pair in ties.values_list("first", "second") for pk in pair} - {town}


def _told_apart_from(appeal: Appeal) -> set[int]:
    pairs = ToldApart.objects.filter(Q(first=appeal) | Q(second=appeal))
    return {pk for pair in pairs.values_list("first", "second") for pk in pair} - {appeal.pk}


def _calls_of(appeals: Sequence[Appeal], tied: Iterable[int]) -> list[Call]:
    """Return what is compared. `tied` are the towns bound to the first, the case."""
    above = ancestors_of({appeal.municipality.zone_id for appeal in appeals})
    parents: defaultdict[int, set[int]] = defaultdict(set)
    for zone, zones in above.items():
        if zones and zones[0].kind != ZoneKind.COUNTRY:
            parents[zones[0].id].add(zone)
    bound = {each.municipality.zone_id for each in appeals if each.municipality_id in set(tied)}
    return [
        _call_of(appeal, above=above[appeal.municipality.zone_id], parents=parents, bound=bound)
        for appeal in appeals
    ]


def _call_of(
    appeal: Appeal,
    *,
    above: Sequence[ZoneRow],
    parents: Mapping[int, set[int]],
    bound: set[int],
) -> Call:
    zone = appeal.municipality.zone_id
    siblings = parents.get(above[0].id, set()) if above else set()
    return Call(
        reference=str(appeal.reference),
        zone=zone,
        above=frozenset(each.id for each in above if each.kind != ZoneKind.COUNTRY),
        around=frozenset((siblings | bound) - {zone}),
        activity=Activity(appeal.activity),
        topic=NeedTopic(appeal.topic),
        hand=_hand_of(appeal),
        sent_on=timezone.localdate(appeal.submitted_at or appeal.created_at),
        starts=appeal.starts,
        ends=appeal.ends,
    )


def _hand_of(appeal: Appeal) -> str:
    if appeal.intermediary_id is not None:
        return f"intermediary:{appeal.intermediary_id}"
    return f"municipality:{appeal.municipality_id}"
