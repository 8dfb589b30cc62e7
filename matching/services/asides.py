"""Set a pair aside until a date, lift that, and tell when the day has come."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from matching.engine.asides import AsideReason, SpanFault, span_fault
from matching.engine.lifecycle import LIVE_APPEALS, LIVE_PLEDGES, AppealState, PledgeState
from matching.models import Appeal, Pledge, SetAside


class AsideRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class NothingToSetAside(AsideRefused):
    """The appeal or the pledge is over: the two cannot be put together anyway."""


class SetAsideAlready(AsideRefused):
    """Somebody set this pair aside before."""


class WrongSpan(AsideRefused):
    """The day has come already, or it is too far away."""

    def __init__(self, fault: SpanFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class OverAlready(AsideRefused):
    """Somebody lifted it, or its day has come."""


@transaction.atomic
def set_aside(
    *,
    appeal: UUID,
    pledge: UUID,
    reason: AsideReason,
    until: date,
    by: User,
    at: datetime,
    note: str = "",
) -> SetAside:
    """Keep an appeal and a pledge apart until a day; what this touches is matched anew.

    1. Lock the appeal, so that two people decide one after the other.
    2. Check that `by` holds the case, or acts for one of the two municipalities.
    3. Close what had lapsed for this pair, then write the row and its event.

    Args:
        appeal, pledge: the pair, by reference.
        reason: why.
        until: the first day on which the pair can be proposed again.
        by: the officer of the case, or somebody of a party that declines.
        at: now.
        note: for the secretariat alone; the audit trail does not repeat it.

    Raises:
        Appeal.DoesNotExist, Pledge.DoesNotExist: there is no such one.
        PermissionDenied: the pair is not for `by` to set aside.
        NothingToSetAside, WrongSpan, SetAsideAlready: see there; nothing was changed.
    """
    asked = Appeal.objects.select_for_update(of=("self",)).get(reference=appeal)
    offered = Pledge.objects.select_related("municipality").get(reference=pledge)
    _require_part_in(asked, offered, by)
    _require_live(asked, offered)
    today = timezone.localdate(at)
    fault = span_fault(today, until)
    if fault is not None:
        raise WrongSpan(fault)
    before = SetAside.objects.live().filter(appeal=asked, pledge=offered).first()
    if before is not None and before.until > today:
        raise SetAsideAlready
    if before is not None:
        _tell_over(before, at=at)

    aside = SetAside.objects.create(
        appeal=asked,
        pledge=offered,
        reason=reason.value,
        note=note.strip(),
        starts=today,
        until=until,
        set_at=at,
        set_by=by,
    )
    _record("aside.set", aside, actor_id=by.pk, at=at)
    return aside


def keep_apart(
    *,
    appeal: Appeal,
    pledge: Pledge,
    reason: AsideReason,
    until: date,
    by: User | None,
    at: datetime,
) -> None:
    """Set a pair aside because a party refused it, inside the transaction that ends the proposal.

    Nothing is done where the pair rests already, or the day has come meanwhile. Who refused by a
    receipt has no account, so nobody is named.
    """
    today = timezone.localdate(at)
    if until <= today or SetAside.objects.live().filter(appeal=appeal, pledge=pledge).exists():
        return
    aside = SetAside(
        appeal=appeal,
        pledge=pledge,
        reason=reason.value,
        starts=today,
        until=until,
        set_at=at,
        set_by=by,
    )
    SetAside.objects.bulk_create([aside], ignore_conflicts=True)
    _record("aside.set", aside, actor_id=by.pk if by else None, at=at)


@transaction.atomic
def lift(*, reference: UUID, by: User, at: datetime) -> SetAside:
    """Let a pair be proposed again before its day; what this touches is matched anew.

    The officer of the case lifts any; others only what they set themselves, so that no party
    takes back what the other one declined.

    Raises:
        SetAside.DoesNotExist: there is no such one.
        PermissionDenied: it is not for `by` to lift.
        OverAlready: somebody lifted it before, or its day has come; nothing was changed.
    """
    aside = (
        SetAside.objects.select_for_update(of=("self",))
        .select_related("appeal__municipality", "pledge__municipality")
        .get(reference=reference)
    )
    _require_part_in(aside.appeal, aside.pledge, by)
    if by.pk not in (aside.appeal.officer_id, aside.set_by_id):
        raise PermissionDenied
    if aside.lifted_at is not None or aside.until <= timezone.localdate(at):
        raise OverAlready

    aside.lifted_at, aside.lifted_by, aside.closed_at = at, by, at
    aside.save(update_fields=["lifted_at", "lifted_by", "closed_at"])
    _record("aside.lifted", aside, actor_id=by.pk, at=at)
    return aside


@transaction.atomic
def tell_what_is_over(*, at: datetime) -> int:
    """Tell of each pair whose day has come, so that it is matched anew; return how many.

    Safe to run twice: what was told is not told again.
    """
    due = (
        SetAside.objects.live()
        .select_for_update(skip_locked=True)
        .filter(until__lte=timezone.localdate(at))
        .order_by("pk")
    )
    asides = list(due)
    for aside in asides:
        _tell_over(aside, at=at)
    return len(asides)


def _tell_over(aside: SetAside, *, at: datetime) -> None:
    aside.closed_at = at
    aside.save(update_fields=["closed_at"])
    _record("aside.over", aside, actor_id=None, at=at)


def _require_part_in(appeal: Appeal, pledge: Pledge, by: User) -> None:
    """Stop whoever neither holds the case nor acts for one of the two municipalities.

    The secretariat reaches every municipality; here only the officer of the case decides.
    """
    require(by, Permission.SET_ASIDE)
    if appeal.officer_id == by.pk:
        return
    own = set(by.municipalities.values_list("pk", flat=True))
    if own.isdisjoint({appeal.municipality_id, pledge.municipality_id}):
        raise PermissionDenied


def _require_live(appeal: Appeal, pledge: Pledge) -> None:
    if AppealState(appeal.state) not in LIVE_APPEALS:
        raise NothingToSetAside
    if PledgeState(pledge.state) not in LIVE_PLEDGES:
        raise NothingToSetAside


def _record(verb: str, aside: SetAside, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="set_aside",
        subject=str(aside.reference),
        actor_id=actor_id,
        at=at,
    )
