from dataclasses import replace
from datetime import date

import pytest

from activities.engine.map import MAP_2008
from activities.engine.values import Activity, HelperTest
from prerequisites.engine.readiness import (
    Answer,
    HelperFacts,
    HelpMode,
    Information,
    Missing,
    NationalPosition,
    Readiness,
    ReadinessResult,
    Reservation,
    Warned,
    When,
    assess_helper,
    is_ready_for,
    missing_for,
    result_for,
)
from prerequisites.engine.values import Value

H = HelperTest
DIRECT, INDIRECT = HelpMode.DIRECT, HelpMode.INDIRECT
ENDURANCE = MAP_2008.cells[Activity.LEGITIMACY].helper_required

READY = HelperFacts(
    motives=Answer.YES,
    objectives=Answer.YES,
    communication=Answer.YES,
    endurance=Answer.YES,
    policy=Answer.YES,
    policy_dated_on=date(2024, 1, 1),
    first_contact_on=date(2024, 2, 1),
    context_sources=2,
    partners=Answer.YES,
    calm_at_home=Answer.YES,
    own_p1=Value.MET,
    national_position=NationalPosition.SUPPORTIVE,
)


def test_a_helper_with_everything_is_ready():
    assert assess_helper(READY) == Readiness(result=ReadinessResult.READY)


def test_a_helper_that_has_answered_nothing_lacks_all_but_eligibility():
    readiness = assess_helper(HelperFacts())

    assert readiness == Readiness(
        result=ReadinessResult.NOT_YET,
        missing=(
            Missing(test=H.H1, when=When.ALWAYS),
            Missing(test=H.H2, when=When.ALWAYS),
            Missing(test=H.H3, when=When.DIRECT_HELP),
            Missing(test=H.H5, when=When.INTRODUCTION),
            Missing(test=H.H6, when=When.WITH_PARTNER),
        ),
        reservations=(Reservation.NO_POLICY,),
        information=(Information.NATIONAL_POSITION_NOT_RECORDED,),
    )


@pytest.mark.parametrize("mode", HelpMode)
@pytest.mark.parametrize(
    ("lack", "test"),
    [
        ({"motives": Answer.NO}, H.H1),
        ({"objectives": Answer.UNANSWERED}, H.H2),
        ({"communication": Answer.NO}, H.H2),
        ({"is_appellant": True}, H.H7),
    ],
)
def test_motives_aims_and_eligibility_stand_in_the_way_of_any_help(mode, lack, test):
    readiness = assess_helper(replace(READY, **lack))

    assert missing_for(readiness, mode) == (test,)
    assert not is_ready_for(readiness, mode)


@pytest.mark.parametrize(
    ("lack", "asked", "test"),
    [
        ({"context_sources": 1}, {"introducing": True}, H.H5),
        ({"partners": Answer.NO}, {"partner_needed": True}, H.H6),
        ({"endurance": Answer.NO}, {"also": ENDURANCE}, H.H3),
    ],
    ids=["context before an introduction", "partners where needed", "endurance where central"],
)
def test_some_tests_stand_in_the_way_only_of_the_help_that_needs_them(lack, asked, test):
    readiness = assess_helper(replace(READY, **lack))

    assert is_ready_for(readiness, INDIRECT)
    assert missing_for(readiness, INDIRECT, **asked) == (test,)
    assert not is_ready_for(readiness, INDIRECT, **asked)


def test_endurance_is_a_must_for_direct_help_alone():
    readiness = assess_helper(replace(READY, endurance=Answer.UNANSWERED))

    assert result_for(readiness, DIRECT) is ReadinessResult.NOT_YET
    assert result_for(readiness, INDIRECT) is ReadinessResult.READY


@pytest.mark.parametrize(
    ("policy", "reservations"),
    [
        ({"policy": Answer.NO}, (Reservation.NO_POLICY,)),
        ({"policy_dated_on": None}, (Reservation.POLICY_UNDATED,)),
        ({"policy_dated_on": date(2024, 2, 2)}, (Reservation.POLICY_AFTER_FIRST_CONTACT,)),
        ({"policy_dated_on": date(2024, 2, 1)}, ()),
        ({"policy_dated_on": date(2024, 2, 2), "first_contact_on": None}, ()),
    ],
)
def test_a_policy_is_expected_and_never_blocks(policy, reservations):
    readiness = assess_helper(replace(READY, **policy))

    expected = ReadinessResult.READY_WITH_RESERVATION if reservations else ReadinessResult.READY
    assert readiness.reservations == reservations
    assert readiness.result is expected
    assert is_ready_for(readiness, DIRECT, partner_needed=True, introducing=True)


@pytest.mark.parametrize(
    ("unrest", "warnings"),
    [
        ({"calm_at_home": Answer.NO}, (Warned.NOT_CALM_AT_HOME,)),
        ({"own_p1": Value.UNMET}, (Warned.OWN_PEACE_UNMET,)),
        ({"own_p1": None}, ()),
    ],
)
def test_unrest_at_home_warns_and_blocks_nothing(unrest, warnings):
    readiness = assess_helper(replace(READY, **unrest))

    assert readiness == Readiness(result=ReadinessResult.READY, warnings=warnings)


@pytest.mark.parametrize(
    ("position", "information"),
    [
        (NationalPosition.NEUTRAL, ()),
        (NationalPosition.DISCOURAGING, (Information.NATIONAL_POSITION_DISCOURAGING,)),
        (NationalPosition.NOT_RECORDED, (Information.NATIONAL_POSITION_NOT_RECORDED,)),
    ],
)
def test_the_national_position_informs_and_blocks_nothing(position, information):
    readiness = assess_helper(replace(READY, national_position=position))

    assert readiness == Readiness(result=ReadinessResult.READY, information=information)


def test_the_right_to_cooperate_is_recalled_to_a_helper_abroad():
    readiness = assess_helper(replace(READY, abroad=True))

    assert readiness.information == (Information.RIGHT_TO_COOPERATE,)
