"""The clocks of an appeal: by which day something is owed, what stops a clock, who is told when.

Receipt is at once and has no clock. All is counted in whole days of the platform's own zone of
time: the day on which a clock starts does not count, and what is owed on a day is in time until
that day ends. So neither the hour of sending nor a change to summer time moves a day.
Source: ours, after L712 (no appeal without an answer).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from itertools import count
from typing import Final

_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)

LONGEST_PAUSE_DAYS: Final = 60
"""Whoever needs longer says so again, and why [ours]."""


class Clock(StrEnum):
    """What the secretariat owes the municipality that asks, in the order in which it is owed."""

    ACKNOWLEDGE = "acknowledge"  # a person has read it
    VERDICT = "verdict"  # what the evidence allows; "too little is known" is none
    ANSWER = "answer"


class ClockState(StrEnum):
    """How a clock stands on a day."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"


class Rung(IntEnum):
    """Who is told that something is owed: each rung is told besides those below it [ours]."""

    NONE = 0
    OFFICER = 1  # a quarter of the time is left
    SUPERVISOR = 2  # the day has passed
    HEAD = 3  # half of the time again has passed: all supervisors, and it stands on top


class PauseReason(StrEnum):
    """Why a clock may rest. Nothing else stops it [ours]."""

    REPLY = "reply"
    SAFE_TO_TALK = "safe_to_talk"
    SESSION = "session"
    EXPERT = "expert"


class PauseFault(StrEnum):
    """Why a clock cannot rest until a day."""

    NOT_AHEAD = "not_ahead"
    TOO_LONG = "too_long"


WITHIN_DAYS: Final = {Clock.ACKNOWLEDGE: 2, Clock.VERDICT: 10, Clock.ANSWER: 30}
ACKNOWLEDGE_AT_ONCE_DAYS: Final = 1
WORKING_DAYS_ONLY: Final = frozenset({Clock.ACKNOWLEDGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Days on which a clock does not count; `until` is the first that counts again."""

    starts_on: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One clock of one appeal.

    `rests` are its pauses, and the days on which an answer stood that was taken back later;
    `met_on` is the day on which what was owed was done.
    """

    clock: Clock
    starts_on: date
    within_days: int
    rests: Sequence[Rest] = ()
    met_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a clock stands on a day.

    `days` are those left, or those it is late, by the calendar; 0 where it is owed today.
    `rung` is how far it has been told, `paused_until` the day on which it counts again.
    """

    clock: Clock
    due_on: date
    state: ClockState
    days: int
    rung: Rung
    paused_until: date | None


def within_days(clock: Clock, *, at_once: bool) -> int:
    """Return how many days a clock gives.

    Args:
        clock: which.
        at_once: lives are in danger: the appeal says so, or violence is high at the place.
    """
    if at_once and clock is Clock.ACKNOWLEDGE:
        return ACKNOWLEDGE_AT_ONCE_DAYS
    return WITHIN_DAYS[clock]


def due_on(timed: Timed) -> date:
    """Return the last day that is in time."""
    return counted_day(timed, timed.within_days)


def counted_day(timed: Timed, number: int) -> date:
    """Return the day that counts as `number`; the day of the start is number 0, whatever it is.

    Cost: a step for each day between.
    """
    day = timed.starts_on
    for _counted in range(number):
        day = next(each for each in _days_after(day) if _counts(timed, each))
    return day


def rung_day(timed: Timed, rung: Rung) -> date:
    """Return the first day on which `rung` is told.

    A quarter left is rounded towards more time, half again towards more time as well.
    """
    given = timed.within_days
    number = {
        Rung.NONE: 0,
        Rung.OFFICER: given * 3 // 4,
        Rung.SUPERVISOR: given,
        Rung.HEAD: given + (given + 1) // 2,
    }[rung]
    return counted_day(timed, number) + (_ONE_DAY if rung else timedelta(0))


def rung_on(timed: Timed, today: date) -> Rung:
    """Return the highest rung that has been reached on a day; what was done reaches no more."""
    until = today if timed.met_on is None else min(today, timed.met_on)
    return max(rung for rung in Rung if rung is Rung.NONE or rung_day(timed, rung) <= until)


def next_rung_day(timed: Timed, *, above: Rung) -> date | None:
    """Return on which day the rung above is told; None where there is none, or all is done."""
    if timed.met_on is not None or above is Rung.HEAD:
        return None
    return rung_day(timed, Rung(above + 1))


def is_for_supervisors(rung: Rung, *, is_taken: bool) -> bool:
    """Test whether supervisors are told of a rung: of a case that nobody has, of each."""
    return rung >= Rung.SUPERVISOR or not is_taken


def paused_until(timed: Timed, today: date) -> date | None:
    """Return the day on which a clock that rests today counts again; None where it runs."""
    if timed.met_on is not None:
        return None
    day = today
    while (rest := _rest_on(timed.rests, day)) is not None:
        day = rest.until
    return None if day == today else day


def reading_of(timed: Timed, today: date) -> Reading:
    """Return how a clock stands on a day."""
    due, pause = due_on(timed), paused_until(timed, today)
    rung = rung_on(timed, today)
    return Reading(
        clock=timed.clock,
        due_on=due,
        state=state_of(
            due=due, rung=rung, is_met=timed.met_on is not None, is_paused=bool(pause), today=today
        ),
        days=abs((due - today).days),
        rung=rung,
        paused_until=pause,
    )


def state_of(*, due: date, rung: Rung, is_met: bool, is_paused: bool, today: date) -> ClockState:
    """Return in which state a clock is of which the days are known."""
    if is_met:
        return ClockState.MET
    if is_paused:
        return ClockState.PAUSED
    if due < today:
        return ClockState.OVERDUE
    return ClockState.DUE_SOON if rung >= Rung.OFFICER else ClockState.RUNNING


def hurried(timed: Timed, today: date) -> int:
    """Return how many days a clock gives once lives are in danger, which was not known before.

    At the latest the next day that counts is the last one; never later than before, and never
    in the past.
    """
    soon = next(
        number for number in count(ACKNOWLEDGE_AT_ONCE_DAYS) if counted_day(timed, number) > today
    )
    return min(timed.within_days, soon)


def pause_fault(today: date, until: date) -> PauseFault | None:
    """Return why a clock cannot rest from `today` until `until`; None where it can."""
    if until <= today:
        return PauseFault.NOT_AHEAD
    if until > today + timedelta(days=LONGEST_PAUSE_DAYS):
        return PauseFault.TOO_LONG
    return None


def answered_days(answers: Iterable[tuple[date, date]]) -> list[Rest]:
    """Return the days on which answers stood that were taken back: the clock goes on after them.

    Args:
        answers: for each the day it was given, and the day it was taken back.
    """
    return [Rest(starts_on=given, until=taken) for given, taken in answers if given < taken]


def _counts(timed: Timed, day: date) -> bool:
    if timed.clock in WORKING_DAYS_ONLY and day.weekday() >= _SATURDAY:
        return False
    return _rest_on(timed.rests, day) is None


def _rest_on(rests: Sequence[Rest], day: date) -> Rest | None:
    return next((rest for rest in rests if rest.starts_on <= day < rest.until), None)


def _days_after(day: date) -> Iterable[date]:
    return (day + timedelta(days=number) for number in count(1))
