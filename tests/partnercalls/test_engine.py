"""The rules of partner calls: what may be listed, what counts, and which pledges fit."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.engine.map import MAP_2008
from activities.engine.values import Activity, HelperTest
from evidence.engine.values import Phase
from matching.engine.values import NeedTopic, Window
from partnercalls.engine.calling import (
    Ask,
    NegativePeace,
    Obstacle,
    Standing,
    is_outside_strict_definition,
    may_be_listed,
    missing_tests,
    obstacles,
)
from partnercalls.engine.lifecycle import (
    CALL,
    OFFER,
    CallAction,
    CallState,
    IllegalTransition,
    OfferAction,
    OfferState,
    call_after,
    offer_after,
)
from prerequisites.engine.readiness import Answer, HelperFacts, assess_helper

ASK = Ask(
    topic=NeedTopic.WATER,
    languages=frozenset({"en", "fr"}),
    country_code="GE",
    window=Window(starts=date(2026, 3, 1), ends=date(2026, 6, 1)),
)
FITTING = Standing(
    activities=frozenset({Activity.SECONDMENT}),
    topics=frozenset(),
    languages=frozenset({"fr"}),
    has_interpreter=False,
    window=Window(starts=date(2026, 1, 1), ends=date(2027, 1, 1)),
    excluded=frozenset(),
)
READY = HelperFacts(
    motives=Answer.YES,
    objectives=Answer.YES,
    communication=Answer.YES,
    endurance=Answer.YES,
    context_sources=2,
    partners=Answer.YES,
)


@pytest.mark.parametrize(
    ("phase", "expected"),
    [(Phase.LOW_BEFORE, False), (Phase.HIGH, True), (Phase.LOW_AFTER, True)],
)
def test_the_map_of_the_report_opens_secondment_in_two_phases(phase, expected):
    assert may_be_listed(MAP_2008, phase) is expected


def test_only_where_negative_peace_holds_it_counts_in_the_strict_sense():
    counted = [each for each in NegativePeace if not is_outside_strict_definition(each)]

    assert counted == [NegativePeace.HOLDS]


def test_a_pledge_that_lends_specialists_fits():
    assert obstacles(ASK, FITTING) == ()


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"activities": frozenset({Activity.FORUMS})}, Obstacle.NO_SECONDMENT),
        ({"topics": frozenset({NeedTopic.WASTE})}, Obstacle.OTHER_TOPICS),
        ({"languages": frozenset({"de"})}, Obstacle.NO_LANGUAGE),
        ({"window": Window(starts=date(2026, 6, 1), ends=date(2027, 1, 1))}, Obstacle.OTHER_DAYS),
        ({"excluded": frozenset({"GE"})}, Obstacle.COUNTRY_EXCLUDED),
    ],
)
def test_each_obstacle_is_named_alone(change, obstacle):
    assert obstacles(ASK, replace(FITTING, **change)) == (obstacle,)


def test_an_interpreter_stands_for_a_language():
    assert obstacles(ASK, replace(FITTING, languages=frozenset({"de"}), has_interpreter=True)) == ()


@given(
    st.frozensets(st.sampled_from(Activity)),
    st.frozensets(st.sampled_from(NeedTopic)),
    st.frozensets(st.sampled_from(["de", "en", "fr", "ka"])),
    st.frozensets(st.sampled_from(["GE", "UA"])),
)
def test_to_offer_more_never_puts_more_in_the_way(activities, topics, languages, excluded):
    pledge = replace(
        FITTING, activities=activities, topics=topics, languages=languages, excluded=excluded
    )
    more = replace(
        pledge,
        activities=activities | {Activity.SECONDMENT},
        topics=frozenset(),
        languages=languages | {"en"},
        excluded=frozenset(),
    )

    assert set(obstacles(ASK, more)) <= set(obstacles(ASK, pledge))


def test_a_city_that_passes_every_test_may_lend_experts():
    assert missing_tests(assess_helper(READY)) == ()


@pytest.mark.parametrize(
    ("change", "test"),
    [
        ({"motives": Answer.NO}, HelperTest.H1),
        ({"communication": Answer.NO}, HelperTest.H2),
        ({"endurance": Answer.UNANSWERED}, HelperTest.H3),
        ({"context_sources": 1}, HelperTest.H5),
        ({"partners": Answer.NO}, HelperTest.H6),
    ],
)
def test_lending_experts_is_direct_help_with_a_partner(change, test):
    assert missing_tests(assess_helper(replace(READY, **change))) == (test,)


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("action", CallAction)
def test_a_call_takes_the_steps_of_the_table_and_no_other(state, action):
    if action in CALL[state]:
        assert call_after(state, action) is CALL[state][action]
    else:
        with pytest.raises(IllegalTransition):
            call_after(state, action)


@pytest.mark.parametrize("state", OfferState)
@pytest.mark.parametrize("action", OfferAction)
def test_an_offer_takes_the_steps_of_the_table_and_no_other(state, action):
    if action in OFFER[state]:
        assert offer_after(state, action) is OFFER[state][action]
    else:
        with pytest.raises(IllegalTransition):
            offer_after(state, action)
