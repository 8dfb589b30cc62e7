"""A policy as a document: read as it was written, strict, and with named faults."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.criteria import POLICY_1, Criterion, Policy
from matching.engine.policies import (
    LARGEST_STEP,
    LONGEST_NAME,
    MOST_STEPS,
    Fault,
    PolicyFault,
    UnreadablePolicy,
    as_document,
    faults_of,
    from_document,
)
from matching.engine.priority import Standing, Steps, priorities_of
from matching.engine.values import Urgency

FIT, LINK, LANGUAGES = Criterion.FIT_OF_NEED, Criterion.LINK, Criterion.LANGUAGES
RISING = st.lists(st.integers(1, LARGEST_STEP), min_size=1, max_size=MOST_STEPS, unique=True).map(
    lambda steps: tuple(sorted(steps))
)
OTHERS = st.lists(st.sampled_from([each for each in Criterion if each is not FIT]), unique=True)
POLICIES = st.builds(
    Policy,
    version=st.integers(1, 99),
    name=st.text("abc", min_size=1, max_size=LONGEST_NAME),
    order=OTHERS.map(lambda others: (FIT, *others)),
    steps=st.builds(Steps, waiting_days=RISING, options=RISING),
)


@given(POLICIES)
def test_a_policy_is_read_as_it_was_written(policy):
    stored = json.loads(json.dumps(as_document(policy)))

    assert from_document(policy.version, policy.name, stored) == policy
    assert faults_of(policy) == ()


def test_the_policy_the_platform_began_with_has_no_fault():
    assert faults_of(POLICY_1) == ()


@pytest.mark.parametrize(
    "broken",
    [
        {"order": "fit_of_need"},
        {"order": ["fit_of_need", "luck"]},
        {"order": [["fit_of_need"]]},
        {"waiting_days": [14, "28"]},
        {"waiting_days": [True]},
        {"options": [2.5]},
        {"options": None},
        {"gates": []},
    ],
)
def test_a_document_that_is_no_policy_is_refused(broken):
    with pytest.raises(UnreadablePolicy):
        from_document(2, "Other", as_document(POLICY_1) | broken)


@pytest.mark.parametrize("part", ["order", "waiting_days", "options"])
def test_a_document_without_a_part_is_refused(part):
    document = {name: value for name, value in as_document(POLICY_1).items() if name != part}

    with pytest.raises(UnreadablePolicy):
        from_document(2, "Other", document)


@pytest.mark.parametrize(
    ("changes", "code", "about"),
    [
        ({"name": " "}, PolicyFault.NAMELESS, ""),
        ({"name": "n" * (LONGEST_NAME + 1)}, PolicyFault.NAME_TOO_LONG, ""),
        ({"order": ()}, PolicyFault.FIT_NOT_FIRST, "fit_of_need"),
        ({"order": (LINK, FIT)}, PolicyFault.FIT_NOT_FIRST, "fit_of_need"),
        ({"order": (FIT, LINK, LINK)}, PolicyFault.NAMED_TWICE, "link"),
        ({"steps": Steps(waiting_days=())}, PolicyFault.WAITING_STEPS, ""),
        ({"steps": Steps(waiting_days=(14, 14))}, PolicyFault.WAITING_STEPS, ""),
        ({"steps": Steps(waiting_days=(0, 14))}, PolicyFault.WAITING_STEPS, ""),
        ({"steps": Steps(options=(4, 2))}, PolicyFault.OPTION_STEPS, ""),
        ({"steps": Steps(options=(2, 1_001))}, PolicyFault.OPTION_STEPS, ""),
        ({"steps": Steps(options=(1, 2, 3, 4, 5))}, PolicyFault.OPTION_STEPS, ""),
    ],
)
def test_each_fault_has_its_name_and_its_broken_twin(changes, code, about):
    assert faults_of(replace(POLICY_1, **changes)) == (Fault(code=code, about=about),)


def _waiting(days: int, options: int = 1) -> Standing:
    return Standing(urgency=Urgency.ORDINARY, days_waiting=days, options=options)


def test_other_steps_tell_apart_whom_the_steps_of_today_hold_equal():
    standings = [_waiting(5), _waiting(10)]

    assert priorities_of(standings) == [1, 1]
    assert priorities_of(standings, Steps(waiting_days=(7,))) == [1, 2]


def test_other_steps_of_options_hold_equal_whom_those_of_today_tell_apart():
    standings = [_waiting(5, options=1), _waiting(5, options=3)]

    assert priorities_of(standings) == [2, 1]
    assert priorities_of(standings, Steps(options=(4,))) == [1, 1]
