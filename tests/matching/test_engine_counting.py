"""Numbers that do not move by one, and the days that a card waits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.counting import Rounded, rounded
from publication.engine.batches import days_to_wait, due_on, month_of


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 4), (4, 0, 4), (5, 5, 9), (9, 5, 9), (10, 10, 19), (19, 10, 19), (104, 100, 109)],
)
def test_a_count_is_told_as_its_step(count, low, high):
    assert rounded(count) == Rounded(low, high)


def test_nothing_is_counted_below_zero():
    with pytest.raises(ValueError, match="never negative"):
        rounded(-1)


@given(st.integers(0, 10_000))
def test_a_count_lies_in_its_step_with_at_least_four_others(count):
    step = rounded(count)

    assert step.low <= count <= step.high
    assert step.high - step.low >= 4


def test_both_ends_of_the_wait_are_possible_and_tomorrow_is_the_soonest():
    assert list(days_to_wait(least=1, most=3)) == [1, 2, 3]
    assert due_on(date(2026, 1, 31), waits=1) == date(2026, 2, 1)
    assert month_of(date(2026, 2, 17)) == date(2026, 2, 1)


@pytest.mark.parametrize(("least", "most"), [(0, 3), (4, 3), (-1, 1)])
def test_a_wait_of_no_day_is_refused(least, most):
    with pytest.raises(ValueError, match="at least one day"):
        days_to_wait(least=least, most=most)
