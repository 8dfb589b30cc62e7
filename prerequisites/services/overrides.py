"""Decide otherwise than the evidence: one person proposes with a reason, another confirms."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from evidence.engine.values import Subject
from places.models import Municipality
from prerequisites.engine.overrides import OVERRIDABLE
from prerequisites.engine.values import Value
from prerequisites.models import Override

LONGEST_DAYS: Final = 180
"""How long an override may hold (ours): as long as the evidence it stands in for."""


class OverrideRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class CannotBeOverridden(OverrideRefused):
    """This subject needs proof: a request, the link to a conflict, or a limit."""


class NoReason(OverrideRefused):
    """Nobody said why."""


class HoldsTooLong(OverrideRefused):
    """It ends before it starts, or holds for longer than evidence would."""


class StartsEarlier(OverrideRefused):
    """It starts before today: what was decided in the past stays as it was."""


class OwnOverride(OverrideRefused):
    """Who proposed an override does not confirm it."""


class AlreadyConfirmed(OverrideRefused):
    """Somebody confirmed it before."""


class AlreadyEnded(OverrideRefused):
    """It was taken back or turned down before."""


class Lapsed(OverrideRefused):
    """Its days were over before anybody confirmed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is decided in the place of an assessment; `until` is exclusive."""

    subject: Subject
    value: Value
    reason: str
    since: date
    until: date


@transaction.atomic
def propose_override(
    *, municipality: Municipality, decision: Decision, by: User, at: datetime
) -> Override:
    """Write down a decision for another person to confirm; until then nothing changes.

    Raises:
        PermissionDenied: `by` does not judge.
        CannotBeOverridden, NoReason, StartsEarlier, HoldsTooLong: see there.
    """
    require(by, Permission.JUDGE, municipality=municipality)
    today = timezone.localdate(at)
    _refuse_unfit(decision, today)

    override = Override.objects.create(
        municipality=municipality,
        subject=decision.subject.value,
        value=decision.value.value,
        reason=decision.reason,
        since=decision.since,
        until=decision.until,
        known_on=today,
        by=by,
    )
    _note("override.proposed", override, by, at)
    return override


@transaction.atomic
def confirm_override(*, reference: UUID, by: User, at: datetime) -> Override:
    """Let a proposed decision hold from now on.

    Raises:
        Override.DoesNotExist: there is no such override.
        PermissionDenied: `by` does not judge.
        AlreadyEnded, AlreadyConfirmed, OwnOverride, Lapsed: see there.
    """
    override = _waiting(reference, by)
    if override.by_id == by.pk:
        raise OwnOverride
    if override.until <= timezone.localdate(at):
        raise Lapsed

    override.confirmed_by = by
    override.confirmed_at = at
    override.save(update_fields=["confirmed_by", "confirmed_at"])

    _note("override.confirmed", override, by, at)
    return override


@transaction.atomic
def reject_override(*, reference: UUID, by: User, at: datetime) -> Override:
    """Turn down a proposed decision; who proposed it takes it back in the same way.

    Unlike `end_override` it never ends what a colleague confirmed a moment before.

    Raises:
        Override.DoesNotExist: there is no such override.
        PermissionDenied: `by` does not judge.
        AlreadyEnded, AlreadyConfirmed: see there.
    """
    override = _waiting(reference, by)
    _end(override, by, at)

    _note("override.rejected", override, by, at)
    return override


@transaction.atomic
def end_override(*, reference: UUID, by: User, at: datetime) -> Override:
    """Take a decision back from today on; one person is enough to return to the evidence.

    Raises:
        Override.DoesNotExist: there is no such override.
        PermissionDenied: `by` does not judge.
        AlreadyEnded: somebody was faster.
    """
    override = _locked(reference, by)
    if override.ended_on is not None:
        raise AlreadyEnded
    _end(override, by, at)

    _note("override.ended", override, by, at)
    return override


def _refuse_unfit(decision: Decision, today: date) -> None:
    if decision.subject not in OVERRIDABLE:
        raise CannotBeOverridden
    if not decision.reason.strip():
        raise NoReason
    if decision.since < today:
        raise StartsEarlier
    longest = decision.since + timedelta(days=LONGEST_DAYS)
    if not decision.since < decision.until <= longest:
        raise HoldsTooLong


def _locked(reference: UUID, by: User) -> Override:
    require(by, Permission.JUDGE)
    return Override.objects.select_for_update().get(reference=reference)


def _waiting(reference: UUID, by: User) -> Override:
    override = _locked(reference, by)
    if override.ended_on is not None:
        raise AlreadyEnded
    if override.confirmed_at is not None:
        raise AlreadyConfirmed
    return override


def _end(override: Override, by: User, at: datetime) -> None:
    override.ended_by = by
    override.ended_on = timezone.localdate(at)
    override.save(update_fields=["ended_by", "ended_on"])


def _note(verb: str, override: Override, by: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="override",
        subject=str(override.reference),
        actor_id=by.pk,
        at=at,
        data={"about": override.subject, "value": override.value},
    )
