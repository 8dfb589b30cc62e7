"""Put two appeals together that are one call, and let them go on apart again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from matching.engine.lifecycle import LIVE_APPEALS, AppealAction
from matching.engine.merging import MergeReason
from matching.engine.receipts import Holder
from matching.models import Appeal, AppealQuerySet, ToldApart
from matching.selectors.sides import sides_of
from matching.selectors.speaking import Speaker, actor_id_of
from matching.services import clocks, steps


class MergeRefused(Exception):
    """The two were not put together. Nothing was changed."""


class OneAppeal(MergeRefused):
    """An appeal is the same call as itself; there is nothing to put together."""


class KeptIsOver(MergeRefused):
    """The appeal under which the call would go on is over, or was merged itself."""


class OppositeSides(MergeRefused):
    """The two towns stand on opposite sides of a conflict: neither may learn of the other."""


class OthersGoOnUnderIt(MergeRefused):
    """Others were merged into the appeal that would be merged: keep that one instead."""


@transaction.atomic
def merge_appeals(
    *, kept: UUID, merged: UUID, reason: MergeReason, by: User, at: datetime
) -> Appeal:
    """Let the call of one appeal go on under another, and return the one that goes on.

    1. Lock both with all that a live proposal joins them with, in the order of their ids.
    2. Check that `by` is the officer of both, and that the kept one goes on.
    3. Save the step of the merged one with its link; its proposals are taken back with it.
    4. Count the earlier wait for the kept one, also on its clocks. When each was sent stays.

    What the kept one is answered with answers both (I16, docs/adr/0035).

    Raises:
        Appeal.DoesNotExist: one is not there, or not a case of `by`.
        PermissionDenied: `by` reads no cases.
        MergeRefused: why stands in its class.
        IllegalTransition: the merged one has an answer, or is over; nothing was changed.
    """
    if kept == merged:
        raise OneAppeal
    require(by, Permission.READ_CASE)
    goes_on, goes_under = _locked_pair(kept, merged, by)
    if goes_on.state not in LIVE_APPEALS:
        raise KeptIsOver
    if goes_under.merged_here.exists():
        raise OthersGoOnUnderIt
    if _are_opposed(goes_on, goes_under, at=at):
        raise OppositeSides

    goes_under.merged_into = goes_on
    steps.step_appeal(
        goes_under,
        AppealAction.MERGE,
        actor_id=by.pk,
        at=at,
        facts={"into": str(goes_on.reference), "reason": reason.value},
    )
    count_the_wait(goes_on.pk, at=at)
    goes_on.refresh_from_db(fields=["waits_since"])
    return goes_on


@transaction.atomic
def separate_appeal(*, reference: UUID, by: User, at: datetime) -> Appeal:
    """Let a merged appeal go on by itself: it waits for an answer of its own again.

    Raises:
        Appeal.DoesNotExist: not there, or not a case of `by`.
        PermissionDenied: `by` reads no cases.
        IllegalTransition: it is not merged; nothing was changed.
        AlreadyAsked: the municipality has another live appeal for the same.
    """
    require(by, Permission.READ_CASE)
    steps.hold_with_partners(appeal=reference)
    appeal = _cases_of(by).select_for_update(of=("self",), no_key=True).get(reference=reference)
    kept_id = appeal.merged_into_id
    steps.step_appeal(appeal, AppealAction.SEPARATE, actor_id=by.pk, at=at)
    count_the_wait(kept_id, at=at)
    if kept_id is not None:
        _keep_told_apart({appeal.pk, kept_id}, by=by, at=at)
    return appeal


@transaction.atomic
def tell_apart(*, one: UUID, other: UUID, by: User, at: datetime) -> None:
    """Keep that two cases of `by` are two calls, so that they are not shown together again.

    The last who says so is kept; each saying is an event.

    Raises:
        Appeal.DoesNotExist: one is not there, or not a case of `by`.
        PermissionDenied: `by` reads no cases.
        OneAppeal: there is one appeal only.
    """
    if one == other:
        raise OneAppeal
    require(by, Permission.READ_CASE)
    first, second = _locked_pair(one, other, by)
    _keep_told_apart({first.pk, second.pk}, by=by, at=at)
    steps.record_appeal(
        first, "appeal.told_apart", actor_id=by.pk, at=at, facts={"other": str(second.reference)}
    )


def go_on_alone(kept: Appeal, *, by: Speaker, at: datetime) -> None:
    """Let what was merged into an appeal that `by` just withdrew wait for an answer again.

    What `by` may withdraw itself is over with it: who takes a call back means the whole of it.
    So does one whose municipality has asked for the same meanwhile: that one is answered.

    The caller has locked them all.
    """
    for appeal in kept.merged_here.select_related("municipality").order_by("pk"):
        if _is_own(appeal, by):
            continue
        try:
            steps.step_appeal(appeal, AppealAction.SEPARATE, actor_id=actor_id_of(by), at=at)
        except steps.AlreadyAsked:
            continue


def count_the_wait(kept_id: int | None, *, at: datetime) -> None:
    """Let wait and clocks of an appeal count from the earliest call that goes on under it.

    Called for an appeal whose row, and those merged into it, the caller has locked.
    """
    if kept_id is None:
        return
    kept = Appeal.objects.get(pk=kept_id)
    sent = [moment for moment in kept.merged_here.values_list("submitted_at", flat=True) if moment]
    earlier = [moment for moment in sent if kept.submitted_at and moment < kept.submitted_at]
    kept.waits_since = min(earlier, default=None)
    kept.save(update_fields=["waits_since"])
    clocks.count_from_the_first_call(kept, at=at)


def _are_opposed(one: Appeal, other: Appeal, *, at: datetime) -> bool:
    towns = (one.municipality_id, other.municipality_id)
    sides = sides_of(set(towns), day=timezone.localdate(at))
    first, second = (sides.get(town, {}) for town in towns)
    return any(second.get(conflict, side) != side for conflict, side in first.items())


def _is_own(appeal: Appeal, by: Speaker) -> bool:
    if isinstance(by, Holder):
        return False  # a receipt withdraws its one appeal
    return may(by, Permission.WRITE_APPEAL, municipality=appeal.municipality) and (
        Appeal.objects.visible_to(by).filter(pk=appeal.pk).exists()
    )


def _cases_of(by: User) -> AppealQuerySet:
    return Appeal.objects.filter(officer=by)


def _locked_pair(one: UUID, other: UUID, by: User) -> tuple[Appeal, Appeal]:
    """Lock two cases of `by` with the partners of both, and return them as they are now."""
    cases = dict(_cases_of(by).filter(reference__in=[one, other]).values_list("reference", "pk"))
    if cases.keys() != {one, other}:
        raise Appeal.DoesNotExist
    found = steps.lock_with_partners(set(cases.values()))
    return found[cases[one]], found[cases[other]]


def _keep_told_apart(pair: set[int], *, by: User, at: datetime) -> None:
    first, second = sorted(pair)
    ToldApart.objects.update_or_create(
        first_id=first, second_id=second, defaults={"said_by": by, "said_at": at}
    )
