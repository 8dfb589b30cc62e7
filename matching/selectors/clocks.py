"""Reads of clocks: how those of an appeal stand, and what is late."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from matching.engine.clocks import Clock, ClockState, PauseReason, Rung, state_of
from matching.models import Appeal, AppealClock, AppealClockQuerySet, ClockPause

MOST_COUNTED: Final = 1_000
"""Who has so many late clocks is helped by no exact number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a clock stands on a day.

    `days` are those left, or those it is late, by the calendar; `rung` is the highest that was
    told. `reason` is there while it rests, `met_on` once what was owed is done.
    """

    clock: Clock
    state: ClockState
    starts_on: date
    within_days: int
    due_on: date
    days: int
    rung: Rung
    paused_until: date | None
    reason: PauseReason | None
    met_on: date | None
    may_pause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A clock that is late or rests, in the list of the secretariat.

    `name` is there for the officer who took the case; `officer` for a supervisor.
    """

    reference: UUID
    name: str
    officer: str
    country_code: str
    topic: str
    activity: str
    shown: Shown
    is_mine: bool
    is_taken: bool


def clocks_of(user: User, appeal: Appeal, *, today: date) -> list[Shown]:
    """Return the clocks of an appeal that `user` may read, in the order in which they are owed.

    An appeal that is over without an answer has none: nothing is owed.

    Raises:
        Appeal.DoesNotExist: `user` may not read this appeal.

    Cost: 3 queries.
    """
    readable = Appeal.objects.visible_to(user).get(pk=appeal.pk)
    return shown_by_appeal([readable.pk], today=today).get(readable.pk, [])


def shown_by_appeal(appeals: Collection[int], *, today: date) -> dict[int, list[Shown]]:
    """Return the clocks of appeals, which the caller may show, by the appeal's id.

    Cost: 2 queries, whatever the number of appeals.
    """
    found: defaultdict[int, list[Shown]] = defaultdict(list)
    stored = list(AppealClock.objects.filter(appeal__in=appeals, dropped_at=None))
    reasons = _reasons_of(stored, today)
    order = list(Clock)
    for each in sorted(stored, key=lambda clock: order.index(Clock(clock.clock))):
        found[each.appeal_id].append(_shown(each, reasons.get(each.pk), today))
    return dict(found)


def acknowledge_by(appeals: Collection[int]) -> dict[int, date]:
    """Return by which day a person reads each appeal, by its id. It tells no more than that."""
    clocks = AppealClock.objects.filter(appeal__in=appeals, clock=Clock.ACKNOWLEDGE.value)
    return dict(clocks.values_list("appeal", "due_on"))


def owed_next(shown: Iterable[Shown]) -> Shown | None:
    """Return what is owed next: what runs before what rests, then the earlier day."""
    running = [each for each in shown if each.state is not ClockState.MET]
    return min(
        running,
        key=lambda each: (each.state is ClockState.PAUSED, each.due_on),
        default=None,
    )


def overdue_for(user: User, *, today: date) -> "QuerySet[AppealClock]":
    """Return what is late, the highest rung first, then what rests: all of it for a supervisor,
    for an officer what is theirs and what nobody has taken.

    Raises:
        PermissionDenied: `user` has no place at the desk.
    """
    clocks = _in_sight(user).running().filter(Q(due_on__lt=today) | Q(paused_until__gt=today))
    rests = Case(
        When(paused_until__gt=today, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return (
        clocks.select_related("appeal__municipality", "appeal__officer")
        .annotate(rests=rests)
        .order_by("rests", "-rung", "due_on", "pk")
    )


def late_count(user: User, *, today: date) -> int:
    """Return how many clocks `overdue_for(user)` tells as late, `MOST_COUNTED` at the most.

    Raises:
        PermissionDenied: `user` has no place at the desk.

    Cost: 1 query, which ends where the counting does.
    """
    return _in_sight(user).late(today)[:MOST_COUNTED].count()


def late_lines(user: User, clocks: Sequence[AppealClock], *, today: date) -> list[Late]:
    """Return a part of `overdue_for(user)` as lines, in its order.

    Cost: 1 query.
    """
    reasons = _reasons_of(clocks, today)
    supervises = may(user, Permission.SUPERVISE)
    return [
        Late(
            reference=each.appeal.reference,
            name=each.appeal.municipality.name if each.appeal.officer_id == user.pk else "",
            officer=each.appeal.officer.display_name if supervises and each.appeal.officer else "",
            country_code=each.appeal.municipality.country_code,
            topic=each.appeal.topic,
            activity=each.appeal.activity,
            shown=_shown(each, reasons.get(each.pk), today),
            is_mine=each.appeal.officer_id == user.pk,
            is_taken=each.appeal.officer_id is not None,
        )
        for each in clocks
    ]


def watched_by(user: User, reference: UUID) -> Appeal:
    """Return an open appeal whose clocks `user` may pause: a case of theirs, any for a supervisor.

    A supervisor learns by it no more than its country and what it is about: show nothing else.

    Raises:
        Appeal.DoesNotExist: not there, or not for `user`.
    """
    opened = Appeal.objects.open().select_related("municipality")
    if not may(user, Permission.SUPERVISE):
        opened = opened.filter(officer=user) if may(user, Permission.READ_CASE) else opened.none()
    return opened.get(reference=reference)


def _in_sight(user: User) -> AppealClockQuerySet:
    require(user, Permission.READ_DESK)
    clocks = AppealClock.objects.all()
    if may(user, Permission.SUPERVISE):
        return clocks
    return clocks.filter(Q(appeal__officer=user) | Q(appeal__officer=None))


def _reasons_of(clocks: Iterable[AppealClock], today: date) -> dict[int, PauseReason]:
    """Return why clocks rest today, by their ids."""
    pauses = ClockPause.objects.filter(
        clock__in=[each.pk for each in clocks], ended_on=None, until__gt=today
    )
    return {
        clock_id: PauseReason(reason) for clock_id, reason in pauses.values_list("clock", "reason")
    }


def _shown(stored: AppealClock, reason: PauseReason | None, today: date) -> Shown:
    timed = stored.as_timed(())
    rests = stored.paused_until is not None and stored.paused_until > today
    return Shown(
        clock=timed.clock,
        state=state_of(
            due=stored.due_on,
            rung=Rung(stored.rung),
            is_met=timed.met_on is not None,
            is_paused=rests,
            today=today,
        ),
        starts_on=stored.starts_on,
        within_days=stored.within_days,
        due_on=stored.due_on,
        days=abs((stored.due_on - today).days),
        rung=Rung(stored.rung),
        paused_until=stored.paused_until if rests else None,
        reason=reason,
        met_on=timed.met_on,
        may_pause=not (stored.is_endangered and timed.clock is Clock.ACKNOWLEDGE),
    )
