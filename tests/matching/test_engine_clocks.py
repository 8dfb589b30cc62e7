"""The clocks of an appeal, as a calendar tells them and as properties of every calendar."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import clocks
from matching.engine.clocks import (
    LONGEST_PAUSE_DAYS,
    WITHIN_DAYS,
    Clock,
    ClockState,
    PauseFault,
    Rest,
    Rung,
    Timed,
    due_on,
    hurried,
    next_rung_day,
    pause_fault,
    reading_of,
    rung_day,
    rung_on,
    within_days,
)

MONDAY, FRIDAY, SATURDAY = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 7)
ONE_DAY = timedelta(days=1)


def timed(clock=Clock.ANSWER, starts_on=MONDAY, **changes) -> Timed:
    said = {"clock": clock, "starts_on": starts_on, "within_days": WITHIN_DAYS[clock]}
    return Timed(**said | changes)


def rest(starts_on: date, days: int) -> Rest:
    return Rest(starts_on=starts_on, until=starts_on + timedelta(days=days))


@pytest.mark.parametrize(
    ("clock", "starts_on", "due"),
    [
        (Clock.ACKNOWLEDGE, MONDAY, date(2026, 3, 4)),
        (Clock.ACKNOWLEDGE, FRIDAY, date(2026, 3, 10)),
        (Clock.ACKNOWLEDGE, SATURDAY, date(2026, 3, 10)),
        (Clock.VERDICT, MONDAY, date(2026, 3, 12)),
        (Clock.ANSWER, MONDAY, date(2026, 4, 1)),  # over the change to summer time
    ],
)
def test_each_clock_gives_its_days_and_the_first_knows_weekends(clock, starts_on, due):
    assert due_on(timed(clock, starts_on)) == due


@pytest.mark.parametrize(
    ("clock", "at_once", "days"),
    [
        (Clock.ACKNOWLEDGE, False, 2),
        (Clock.ACKNOWLEDGE, True, 1),
        (Clock.VERDICT, True, 10),
        (Clock.ANSWER, True, 30),
    ],
)
def test_only_the_first_reading_hurries_where_lives_are_in_danger(clock, at_once, days):
    assert within_days(clock, at_once=at_once) == days


@pytest.mark.parametrize(
    ("clock", "days"),
    [
        (Clock.ACKNOWLEDGE, [date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)]),
        (Clock.VERDICT, [date(2026, 3, 10), date(2026, 3, 13), date(2026, 3, 18)]),
        (Clock.ANSWER, [date(2026, 3, 25), date(2026, 4, 2), date(2026, 4, 17)]),
    ],
)
def test_it_is_told_with_a_quarter_left_when_it_is_late_and_half_again_later(clock, days):
    assert [rung_day(timed(clock), rung) for rung in list(Rung)[1:]] == days


def test_a_pause_moves_the_day_by_the_days_that_it_takes_away():
    paused = timed(rests=[rest(date(2026, 3, 10), 7)])

    assert due_on(paused) == date(2026, 4, 8)
    assert reading_of(paused, date(2026, 3, 12)).paused_until == date(2026, 3, 17)


def test_a_pause_over_a_weekend_takes_away_working_days_alone():
    paused = timed(Clock.ACKNOWLEDGE, FRIDAY, rests=[rest(SATURDAY, 3)])

    assert due_on(paused) == date(2026, 3, 11)


@pytest.mark.parametrize(
    ("today", "state", "days"),
    [
        (MONDAY, ClockState.RUNNING, 30),
        (date(2026, 3, 25), ClockState.DUE_SOON, 7),
        (date(2026, 4, 1), ClockState.DUE_SOON, 0),
        (date(2026, 4, 2), ClockState.OVERDUE, 1),
    ],
)
def test_a_clock_reads_by_the_day(today, state, days):
    reading = reading_of(timed(), today)

    assert (reading.state, reading.days) == (state, days)


def test_what_is_done_climbs_no_further():
    done = timed(met_on=date(2026, 4, 2))

    reading = reading_of(done, date(2026, 12, 1))

    assert (reading.state, reading.rung) == (ClockState.MET, Rung.SUPERVISOR)
    assert next_rung_day(done, above=Rung.SUPERVISOR) is None


def test_an_answer_that_was_taken_back_lets_the_clock_go_on_where_it_stood():
    answered = clocks.answered_days([(date(2026, 3, 7), date(2026, 5, 1)), (MONDAY, MONDAY)])

    assert due_on(timed(rests=answered)) == date(2026, 5, 26)  # 4 days before, 26 after


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        (0, PauseFault.NOT_AHEAD),
        (1, None),
        (LONGEST_PAUSE_DAYS, None),
        (LONGEST_PAUSE_DAYS + 1, PauseFault.TOO_LONG),
    ],
)
def test_a_pause_lasts_from_a_day_to_sixty(days, fault):
    assert pause_fault(MONDAY, MONDAY + timedelta(days=days)) is fault


@pytest.mark.parametrize(
    ("today", "days"),
    [(MONDAY, 1), (date(2026, 3, 3), 2), (date(2026, 3, 9), 2)],
)
def test_danger_that_shows_later_leaves_one_working_day_and_never_more_than_before(today, days):
    assert hurried(timed(Clock.ACKNOWLEDGE), today) == days


days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
some_rests = st.lists(st.builds(rest, days, st.integers(0, LONGEST_PAUSE_DAYS)), max_size=4)


@st.composite
def some_timed(draw, rests=some_rests):
    clock = draw(st.sampled_from(Clock))
    given_days = draw(st.sampled_from([WITHIN_DAYS[clock], within_days(clock, at_once=True)]))
    return timed(clock, draw(days), within_days=given_days, rests=draw(rests))


def brings_a_day_nearer(clock: Timed, pause: Rest, due: Callable[[Timed], date] = due_on) -> bool:
    return due(replace(clock, rests=[*clock.rests, pause])) < due(clock)


@given(some_timed(), st.builds(rest, days, st.integers(0, LONGEST_PAUSE_DAYS)))
def test_no_pause_brings_a_due_day_nearer(clock, pause):
    assert not brings_a_day_nearer(clock, pause)


def test_the_twin_that_takes_pauses_off_brings_it_nearer():
    def taken_off(clock: Timed) -> date:
        lost = sum((each.until - each.starts_on).days for each in clock.rests)
        return clock.starts_on + timedelta(days=clock.within_days - lost)

    assert brings_a_day_nearer(timed(), rest(MONDAY, 3), due=taken_off)


@given(some_timed(), st.integers(0, 40))
def test_who_asks_later_is_never_owed_earlier(clock, later):
    after = replace(clock, starts_on=clock.starts_on + timedelta(days=later))

    assert due_on(clock) <= due_on(after)


@given(some_timed())
def test_the_last_day_counts_and_comes_after_the_first(clock):
    day = due_on(clock)

    assert day > clock.starts_on
    assert not any(each.starts_on <= day < each.until for each in clock.rests)
    assert clock.clock is not Clock.ACKNOWLEDGE or day.isoweekday() < 6


@given(some_timed(), st.integers(0, 200))
def test_while_nothing_happens_no_rung_falls(clock, passed):
    today = clock.starts_on + timedelta(days=passed)

    assert rung_on(clock, today) <= rung_on(clock, today + ONE_DAY)


@given(some_timed(), st.integers(0, 90), st.integers(1, LONGEST_PAUSE_DAYS))
def test_neither_a_pause_nor_its_early_end_takes_a_rung_back_on_its_day(clock, passed, length):
    today = clock.starts_on + timedelta(days=passed)
    paused = replace(clock, rests=[*clock.rests, rest(today, length)])
    later = today + timedelta(days=length // 2)
    resumed = replace(clock, rests=[*clock.rests, Rest(starts_on=today, until=later)])

    assert rung_on(paused, today) == rung_on(clock, today)
    assert rung_on(resumed, later) == rung_on(paused, later)


def test_the_twin_that_counts_from_the_end_of_a_pause_takes_a_rung_back():
    today = date(2026, 4, 5)
    anew = timed(starts_on=today)

    assert rung_on(anew, today) < rung_on(timed(), today)


@given(some_timed(), st.integers(0, 200))
def test_the_day_of_the_next_rung_is_the_day_on_which_it_is_reached(clock, passed):
    today = clock.starts_on + timedelta(days=passed)
    rung = rung_on(clock, today)

    day = next_rung_day(clock, above=rung)

    assert day is None or (day > today and rung_on(clock, day) > rung)
    assert (day is None) == (rung is Rung.HEAD)


@given(some_timed(), st.integers(0, 60))
def test_danger_never_gives_more_time(clock, passed):
    today = clock.starts_on + timedelta(days=passed)

    assert 1 <= hurried(clock, today) <= clock.within_days
