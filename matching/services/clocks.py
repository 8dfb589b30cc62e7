"""Move the clocks of appeals, let them rest and run again.

Whoever moves a clock holds the lock of its appeal.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may, require
from audit.models import Event
from audit.services import record
from evidence.engine.values import Phase
from evidence.selectors import phases_for
from matching.engine import clocks as engine
from matching.engine.clocks import Clock, PauseFault, PauseReason, Rest, Rung
from matching.engine.lifecycle import AppealState
from matching.engine.values import Urgency
from matching.models import Answer, Appeal, AppealClock, CaseQuestion, ClockPause, MatchResult
from prerequisites.engine.values import Verdict, VerdictClass

BATCH: Final = 200


class ClockRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class NothingRuns(ClockRefused):
    """What the clock is about is done, or the appeal is over."""


class PausedAlready(ClockRefused):
    """The clock rests already."""


class NotPaused(ClockRefused):
    """Somebody ended the pause before, or its day has come."""


class NeverPaused(ClockRefused):
    """Where violence is high nothing puts off that a person reads the appeal."""


class WrongDay(ClockRefused):
    """The day has come already, or it is too far away."""

    def __init__(self, fault: PauseFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


_DONE: Final = {
    AppealState.ACKNOWLEDGED: frozenset({Clock.ACKNOWLEDGE}),
    AppealState.ANSWERED: frozenset(Clock),
    AppealState.CLOSED: frozenset(Clock),
}
_DROPPED: Final = frozenset({AppealState.WITHDRAWN, AppealState.MERGED})


def follow(appeal: Appeal, *, at: datetime) -> None:
    """Let the clocks of an appeal follow its state, which the caller has just saved.

    They start once it is sent; what is done stops its clock; an appeal that waits again lets the
    clock of the answer go on where it stood; one that is over drops what runs.
    """
    if appeal.submitted_at is None:
        return
    clocks = list(appeal.clocks.all()) or _start(appeal, at=appeal.submitted_at)
    state = AppealState(appeal.state)
    for clock in clocks:
        if clock.clock in _DONE.get(state, ()):
            _stop(clock, "met_at", at=at)
        elif state in _DROPPED:
            _stop(clock, "dropped_at", at=at)
        else:
            _go_on(clock, at=at)


def hurry(appeal: Appeal, *, at: datetime) -> None:
    """Let a person read at once what is said to be in danger now; the caller holds the appeal."""
    if appeal.urgency == Urgency.CRITICAL:
        for clock in appeal.clocks.running().filter(clock=Clock.ACKNOWLEDGE.value):
            _hurry(clock, at=at)


def count_from_the_first_call(appeal: Appeal, *, at: datetime) -> None:
    """Let verdict and answer be owed as early as the first of the calls that go on together.

    The caller holds the appeal. That a person reads it is owed to each call by itself.
    """
    since = appeal.waits_since or appeal.submitted_at
    if since is None:
        return
    starts_on, today = timezone.localdate(since), timezone.localdate(at)
    owed = appeal.clocks.running().exclude(clock=Clock.ACKNOWLEDGE.value)
    for clock in owed.exclude(starts_on=starts_on).order_by("pk"):
        clock.starts_on = starts_on
        _keep(clock, today, "starts_on")


def hear_verdicts(verdicts: Sequence[tuple[int, Verdict]], *, at: datetime) -> None:
    """Let clocks follow the verdicts that the matcher used; the caller holds the appeals.

    A verdict that tells no more than that too little is known stops no clock [ours].

    Args:
        verdicts: the id of an appeal with its verdict.
        at: now.

    Cost: 3 queries, and more for each clock that rests, or must hurry.
    """
    told = {pk for pk, each in verdicts if each.verdict_class is not _TOO_LITTLE_IS_KNOWN}
    violent = {pk for pk, each in verdicts if each.phase is Phase.HIGH}
    running = AppealClock.objects.running()
    owed = running.filter(clock=Clock.VERDICT.value, appeal__in=told)
    rests = Exists(ClockPause.objects.filter(clock=OuterRef("pk"), ended_on=None))
    for clock in owed.filter(rests).order_by("pk"):
        _stop(clock, "met_at", at=at)
    owed.update(met_at=at, next_rung_on=None, paused_until=None)
    calm = running.filter(clock=Clock.ACKNOWLEDGE.value, is_endangered=False, appeal__in=violent)
    for clock in calm.order_by("pk"):
        clock.is_endangered = True
        _hurry(clock, at=at)


_TOO_LITTLE_IS_KNOWN: Final = VerdictClass.INSUFFICIENT_EVIDENCE


@transaction.atomic
def pause(
    *,
    appeal: UUID,
    clock: Clock,
    reason: PauseReason,
    until: date,
    by: User,
    at: datetime,
) -> ClockPause:
    """Let a clock rest until a day, and keep why.

    1. Lock the appeal, so that nobody answers it at the same moment.
    2. Check that `by` holds the case, or supervises.
    3. Write the pause and where the clock stands now, and one event.

    Args:
        appeal: by reference.
        clock: which.
        reason: why; the municipality reads it.
        until: the first day that counts again.
        by: who.
        at: now.

    Raises:
        Appeal.DoesNotExist: there is no such appeal.
        PermissionDenied: `by` neither holds the case nor supervises.
        NothingRuns, PausedAlready, NeverPaused, WrongDay: see there; nothing was changed.
    """
    found = _locked_clock(appeal, clock, by)
    today = timezone.localdate(at)
    fault = engine.pause_fault(today, until)
    if fault is not None:
        raise WrongDay(fault)
    if found.is_endangered and clock is Clock.ACKNOWLEDGE:
        raise NeverPaused
    if _pause_of(found, today) is not None:
        raise PausedAlready
    _close_lapsed([found.pk], today, at=at)
    return _rest(found, reason, until=until, question=None, by=by, at=at)


@transaction.atomic
def resume(*, appeal: UUID, clock: Clock, by: User, at: datetime) -> ClockPause:
    """Let a clock run again before the pause is over.

    Raises:
        Appeal.DoesNotExist: there is no such appeal.
        PermissionDenied: `by` neither holds the case nor supervises.
        NothingRuns, NotPaused: see there; nothing was changed.
    """
    found = _locked_clock(appeal, clock, by)
    today = timezone.localdate(at)
    rests = _pause_of(found, today)
    if rests is None:
        raise NotPaused

    _end(rests, on=today, by=by, at=at)
    _keep(found, today)
    return rests


def wait_for_reply(question: CaseQuestion, *, until: date, by: User, at: datetime) -> None:
    """Let what is owed rest until a question is replied to, or until a day; the caller holds the
    appeal.

    That a person reads the appeal is put off by no question. What rests already goes on resting
    for its own reason.

    Raises:
        WrongDay: see there; nothing was changed.
    """
    today = timezone.localdate(at)
    fault = engine.pause_fault(today, until)
    if fault is not None:
        raise WrongDay(fault)
    running = question.appeal.clocks.running().exclude(clock=Clock.ACKNOWLEDGE.value)
    for clock in running.order_by("pk"):
        if _pause_of(clock, today) is not None:
            continue
        _close_lapsed([clock.pk], today, at=at)
        _rest(clock, PauseReason.REPLY, until=until, question=question, by=by, at=at)


def wait_no_longer(question: CaseQuestion, *, by: User | None, at: datetime) -> None:
    """Let what rested for a question run again; the caller holds the appeal.

    Args:
        question: it was replied to, or taken back.
        by: who did that; None for the holder of a receipt.
        at: now.
    """
    today = timezone.localdate(at)
    resting = ClockPause.objects.filter(
        clock__appeal=question.appeal_id, question=question, ended_on=None
    ).select_related("clock__appeal")
    for rests in resting.order_by("pk"):
        _end(rests, on=min(today, rests.until), by=by, at=at)
        _keep(rests.clock, today)


@transaction.atomic
def end_pauses(*, at: datetime) -> int:
    """Tell of each pause whose day has come; return how many. Twice does no harm.

    The clock runs again on that day even while this is late: its days are known beforehand.
    Where somebody is moving the appeal at the moment, it is left to the next time.
    """
    today = timezone.localdate(at)
    lapsed = ClockPause.objects.filter(ended_on=None, until__lte=today).order_by("pk")
    due = list(
        lapsed.select_for_update(skip_locked=True, of=("self", "clock__appeal")).select_related(
            "clock__appeal"
        )
    )
    for each in due:
        _end(each, on=each.until, by=None, at=at)
        _keep(each.clock, today)
    return len(due)


@transaction.atomic
def start_missing(*, at: datetime) -> int:
    """Start the clocks of open appeals that have none; return of how many.

    They were sent before there were clocks, or past the services. Twice does no harm.
    """
    without = ~Exists(AppealClock.objects.filter(appeal=OuterRef("pk")))
    waiting = (
        Appeal.objects.open()
        .filter(without)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("municipality")
        .order_by("pk")[:BATCH]
    )
    appeals = list(waiting)
    for appeal in appeals:
        follow(appeal, at=_moved_at(appeal) or at)
        _hear_kept_verdict(appeal)
    return len(appeals)


def rests_by_clock(clocks: Sequence[AppealClock]) -> Mapping[int, list[Rest]]:
    """Return on which days each clock does not count, by its id.

    Cost: 2 queries, whatever the number of clocks.
    """
    found: dict[int, list[Rest]] = {clock.pk: [] for clock in clocks}
    for pause in ClockPause.objects.filter(clock__in=found).order_by("starts_on", "pk"):
        found[pause.clock_id].append(pause.as_rest())
    answered = {each.appeal_id: each.pk for each in clocks if each.clock == Clock.ANSWER}
    taken_back = Answer.objects.filter(appeal__in=answered, retracted_at__isnull=False)
    days = taken_back.values_list("appeal", "given_at", "retracted_at").order_by("given_at", "pk")
    for appeal_id, given, taken in days:
        found[answered[appeal_id]] += engine.answered_days(
            [(timezone.localdate(given), timezone.localdate(taken))]
        )
    return found


def _start(appeal: Appeal, *, at: datetime) -> list[AppealClock]:
    today = timezone.localdate(at)
    zone_id = appeal.municipality.zone_id
    phase = phases_for([zone_id], as_of=today, known_on=today)[zone_id]
    is_endangered = phase is not None and phase.phase is Phase.HIGH
    at_once = is_endangered or appeal.urgency == Urgency.CRITICAL
    clocks = [
        AppealClock(
            appeal=appeal,
            clock=clock.value,
            starts_on=today,
            within_days=engine.within_days(clock, at_once=at_once),
            is_endangered=is_endangered,
        )
        for clock in Clock
    ]
    for clock in clocks:
        _read_off(clock, (), today)
    return AppealClock.objects.bulk_create(clocks)


def _stop(clock: AppealClock, column: str, *, at: datetime) -> None:
    """Write down that nothing is owed any more; what was said first stays."""
    if clock.met_at is not None or getattr(clock, column) is not None:
        return
    setattr(clock, column, at)
    _end_open(clock, at=at)
    _keep(clock, timezone.localdate(at), column)


def _go_on(clock: AppealClock, *, at: datetime) -> None:
    waits_again = clock.met_at is not None and clock.clock == Clock.ANSWER
    if not waits_again and clock.dropped_at is None:
        return
    clock.dropped_at = None
    if waits_again:
        clock.met_at = None
    _keep(clock, timezone.localdate(at), "met_at", "dropped_at")


def _hurry(clock: AppealClock, *, at: datetime) -> None:
    today = timezone.localdate(at)
    _end_open(clock, at=at)
    clock.within_days = engine.hurried(clock.as_timed(_rests_of(clock)), today)
    _keep(clock, today, "within_days", "is_endangered")


_READ_OFF: Final = ("due_on", "paused_until", "next_rung_on")


def _keep(clock: AppealClock, today: date, *columns: str) -> None:
    """Read a clock off anew from its pauses and answers, and save what it says."""
    _read_off(clock, _rests_of(clock), today)
    clock.save(update_fields=[*_READ_OFF, *columns])


def _read_off(clock: AppealClock, rests: Iterable[Rest], today: date) -> None:
    timed = clock.as_timed(rests)
    runs = clock.met_at is None and clock.dropped_at is None
    clock.due_on = engine.due_on(timed)
    clock.paused_until = engine.paused_until(timed, today) if runs else None
    clock.next_rung_on = engine.next_rung_day(timed, above=Rung(clock.rung)) if runs else None


def _rests_of(clock: AppealClock) -> list[Rest]:
    return rests_by_clock([clock])[clock.pk]


def _pause_of(clock: AppealClock, today: date) -> ClockPause | None:
    return (
        clock.pauses.filter(ended_on=None, until__gt=today).select_related("clock__appeal").first()
    )


def _end_open(clock: AppealClock, *, at: datetime) -> None:
    today = timezone.localdate(at)
    for rests in clock.pauses.filter(ended_on=None).select_related("clock__appeal"):
        _end(rests, on=min(today, rests.until), by=None, at=at)


def _rest(
    clock: AppealClock,
    reason: PauseReason,
    *,
    until: date,
    question: CaseQuestion | None,
    by: User,
    at: datetime,
) -> ClockPause:
    today = timezone.localdate(at)
    made = ClockPause.objects.create(
        clock=clock,
        reason=reason.value,
        question=question,
        starts_on=today,
        until=until,
        started_at=at,
        started_by=by,
    )
    _keep(clock, today)
    _record("clock.paused", made, actor_id=by.pk, at=at)
    return made


def _close_lapsed(clocks: Collection[int], today: date, *, at: datetime) -> None:
    """End what is over and was not told of yet, so that the next pause follows it."""
    lapsed = ClockPause.objects.filter(clock__in=clocks, ended_on=None, until__lte=today)
    for each in lapsed.select_related("clock__appeal"):
        _end(each, on=each.until, by=None, at=at)


def _end(rests: ClockPause, *, on: date, by: User | None, at: datetime) -> None:
    rests.ended_on, rests.ended_at, rests.ended_by = on, at, by
    rests.save(update_fields=["ended_on", "ended_at", "ended_by"])
    _record("clock.resumed", rests, actor_id=by.pk if by else None, at=at)


def _locked_clock(reference: UUID, clock: Clock, by: User) -> AppealClock:
    require(by, Permission.READ_CASE)
    appeal = Appeal.objects.select_for_update(of=("self",)).get(reference=reference)
    if appeal.officer_id != by.pk and not may(by, Permission.SUPERVISE):
        raise PermissionDenied
    found = appeal.clocks.running().filter(clock=clock.value).first()
    if found is None:
        raise NothingRuns
    return found


def _moved_at(appeal: Appeal) -> datetime | None:
    """Return when an appeal last came nearer to its answer, as the trail tells."""
    steps = Event.objects.filter(
        Q(verb="appeal.acknowledged") | Q(verb="appeal.answered"),
        subject_kind="appeal",
        subject=str(appeal.reference),
    )
    return steps.order_by("-pk").values_list("at", flat=True).first()


def _hear_kept_verdict(appeal: Appeal) -> None:
    """Stop the clock of the verdict where the matcher told one before there were clocks."""
    current = MatchResult.objects.filter(appeal=appeal, is_current=True)
    told = current.exclude(verdict__verdict_class=_TOO_LITTLE_IS_KNOWN.value).first()
    if told is not None:
        for clock in appeal.clocks.running().filter(clock=Clock.VERDICT.value):
            _stop(clock, "met_at", at=told.made_at)


def _record(verb: str, rests: ClockPause, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="clock_pause",
        subject=str(rests.reference),
        actor_id=actor_id,
        at=at,
        data={
            "appeal": str(rests.clock.appeal.reference),
            "clock": rests.clock.clock,
            "reason": rests.reason,
        },
    )
