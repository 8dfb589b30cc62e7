"""What counted events suggest: every part of the rule, and what it must never say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.engine.suggest import (
    Incident,
    MonthCount,
    Suggestion,
    SuggestionReason,
    suggest,
)
from evidence.engine.values import Phase

TODAY = date(2015, 6, 30)


def an_event(
    days_ago: int, *, deaths: int = 1, where_prec: int = 1, lasted: int = 0, provisional=False
) -> Incident:
    ends = TODAY - timedelta(days=days_ago)
    return Incident(
        starts=ends - timedelta(days=lasted),
        ends=ends,
        deaths=deaths,
        where_prec=where_prec,
        provisional=provisional,
    )


def suggested(*incidents: Incident) -> Suggestion:
    """What the events suggest, where they must suggest something."""
    suggestion = suggest(incidents, on=TODAY)
    assert suggestion is not None
    return suggestion


@pytest.mark.parametrize(
    ("incidents", "phase", "reason"),
    [
        ([an_event(5, deaths=10)], Phase.HIGH, SuggestionReason.MANY_DEATHS),
        ([an_event(5), an_event(40), an_event(80)], Phase.HIGH, SuggestionReason.MANY_EVENTS),
        ([an_event(100), an_event(3), an_event(9)], Phase.HIGH, SuggestionReason.RISING),
        (
            [an_event(100), an_event(170), an_event(230), an_event(300)],
            Phase.HIGH,
            SuggestionReason.FLUCTUATES,
        ),
        (
            [an_event(400, deaths=30), an_event(200)],
            Phase.LOW_AFTER,
            SuggestionReason.QUIET_AFTER_VIOLENCE,
        ),
        ([an_event(20)], Phase.LOW_BEFORE, SuggestionReason.SPORADIC),
        ([an_event(900)], Phase.LOW_BEFORE, SuggestionReason.SPORADIC),
    ],
)
def test_each_part_of_the_rule_says_its_reason(incidents, phase, reason):
    suggestion = suggested(*incidents)

    assert (suggestion.phase, suggestion.reason) == (phase, reason)


def test_half_a_year_must_pass_before_violence_counts_as_over():
    assert suggest([an_event(150, deaths=30)], on=TODAY) is None


def test_nothing_counted_suggests_nothing():
    assert suggest([], on=TODAY) is None


def test_an_event_known_to_a_region_only_is_never_pinned_to_a_town():
    vague = [an_event(5, deaths=200, where_prec=precision) for precision in (4, 5, 6, 7)]

    assert suggest(vague, on=TODAY) is None


def test_an_event_that_lasted_for_longer_than_a_month_is_too_vague():
    assert suggest([an_event(5, deaths=200, lasted=32)], on=TODAY) is None


def test_what_happens_after_the_day_asked_about_is_left_out():
    assert suggest([an_event(-1, deaths=200)], on=TODAY) is None


def test_data_that_ends_long_before_the_day_says_nothing_of_it():
    incidents = [an_event(100, deaths=50)]

    assert suggest(incidents, on=TODAY, data_until=TODAY - timedelta(days=93)) is None
    assert suggest(incidents, on=TODAY, data_until=TODAY - timedelta(days=92)) is not None


def test_the_counts_by_month_are_shown():
    suggestion = suggested(
        an_event(5, deaths=4), an_event(10, deaths=8), an_event(40), an_event(500)
    )

    assert suggestion.months == (
        MonthCount(month=date(2015, 5, 1), events=1, deaths=1),
        MonthCount(month=date(2015, 6, 1), events=2, deaths=12),
    )
    assert (suggestion.events, suggestion.events_before, suggestion.deaths) == (3, 0, 13)
    assert suggestion.last_event_on == TODAY - timedelta(days=5)


def test_what_rests_on_a_candidate_release_is_marked():
    final, candidate = an_event(5, deaths=12), an_event(6, provisional=True)

    assert suggested(final, candidate).provisional
    assert not suggested(final).provisional


INCIDENTS = st.lists(
    st.builds(
        an_event,
        st.integers(-30, 900),
        deaths=st.integers(0, 30),
        where_prec=st.integers(1, 7),
        lasted=st.integers(0, 60),
    ),
    max_size=12,
)
ENOUGH = settings(max_examples=300, deadline=None, derandomize=True, database=None)


@ENOUGH
@given(incidents=INCIDENTS, seed=st.randoms())
def test_the_order_of_events_does_not_matter(incidents, seed):
    shuffled = list(incidents)
    seed.shuffle(shuffled)

    assert suggest(shuffled, on=TODAY) == suggest(incidents, on=TODAY)


@ENOUGH
@given(incidents=INCIDENTS)
def test_vague_events_change_nothing(incidents):
    vague = [replace(each, where_prec=4) for each in incidents]

    assert suggest([*incidents, *vague], on=TODAY) == suggest(incidents, on=TODAY)


@ENOUGH
@given(incidents=INCIDENTS, deaths=st.integers(10, 100))
def test_a_deadly_event_of_today_always_suggests_violence(incidents, deaths):
    suggestion = suggested(*incidents, an_event(0, deaths=deaths))

    assert suggestion.phase is Phase.HIGH
