"""Who waits how long, and who has how many cases: counted for supervisors, and for nobody else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.answers import AnswerKind
from matching.engine.disclosure import SizeClass
from matching.engine.fairness import TOO_FEW, Wait, shares_of
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal
from matching.selectors import fairness
from matching.services import answers, appeals
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_read_appeal

TODAY = NOON.date()
WAITS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.builds(Wait, days=st.integers(0, 400), is_answered=st.booleans()),
    )
)


@given(WAITS)
def test_every_appeal_counts_once_in_its_group(waits):
    shares = shares_of(waits)

    assert sum(share.appeals for share in shares) == len(waits)
    assert {share.group for share in shares} == {group for group, _wait in waits}


@given(WAITS)
def test_nothing_is_read_out_of_a_small_group(waits):
    for share in shares_of(waits):
        assert (share.days is None) == (share.appeals < TOO_FEW)
        assert share.appeals >= TOO_FEW or share.in_time is None


@given(WAITS)
def test_the_group_that_waits_longest_stands_first(waits):
    days = [share.days for share in shares_of(waits) if share.days is not None]

    assert days == sorted(days, reverse=True)


@given(WAITS)
def test_an_answer_more_never_lessens_the_share_in_time(waits):
    before = {share.group: share.in_time for share in shares_of(waits)}
    more = [(group, Wait(days=1, is_answered=True)) for group in before]

    for share in shares_of([*waits, *more]):
        old = before[share.group]
        assert old is None or (share.in_time is not None and share.in_time >= old)


def test_who_may_still_be_answered_in_time_is_no_failure_yet():
    waits = [("a", Wait(days=30, is_answered=False))] * 4 + [("a", Wait(days=3, is_answered=True))]

    (share,) = shares_of(waits)

    assert share.in_time == 1.0


@pytest.mark.django_db
def test_a_wait_ends_with_the_answer_and_counts_from_the_first_call():
    officer = factories.an_officer()
    asked = a_read_appeal(officer, at=NOON - timedelta(days=40))
    asked.municipality.country_code = "BA"
    asked.municipality.population = 5_000
    asked.municipality.save()
    answers.give_answer(
        appeal=asked.reference,
        kind=AnswerKind.REDIRECT,
        text="Others can.",
        by=officer,
        at=NOON - timedelta(days=30),
    )
    for _each in range(TOO_FEW - 1):
        factories.a_live_appeal(
            factories.a_municipality(country_code="BA"), at=NOON - timedelta(days=10)
        )

    found = fairness.fairness_for(factories.a_supervisor(), today=TODAY)

    (country,) = found.countries
    assert (country.group, country.appeals, country.answered) == ("BA", TOO_FEW, 1)
    assert (country.days, country.in_time) == (10.0, 1.0)
    assert {(size.group, size.appeals) for size in found.sizes} == {
        (SizeClass.SMALL, 1),
        (SizeClass.UNKNOWN, TOO_FEW - 1),
    }


@pytest.mark.django_db
def test_what_is_withdrawn_or_older_than_a_year_is_not_counted():
    mine = factories.a_live_appeal()
    factories.a_live_appeal(at=NOON - timedelta(days=400))
    appeals.move_appeal(
        reference=mine.reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(mine.municipality),
        at=NOON,
    )

    assert fairness.fairness_for(factories.a_supervisor(), today=TODAY).appeals == 0


@pytest.mark.django_db
def test_each_officer_is_shown_with_what_is_carried():
    busy, idle = factories.an_officer(), factories.an_officer()
    a_read_appeal(busy, at=NOON - timedelta(days=60))
    taken = factories.a_live_appeal(at=NOON - timedelta(days=60))
    appeals.take_appeal(reference=taken.reference, by=busy, at=NOON)
    supervisor = factories.a_supervisor()

    loads = {
        load.officer: (load.cases, load.unread, load.late)
        for load in fairness.loads_for(supervisor, today=TODAY)
    }

    assert loads == {busy: (2, 1, 2), idle: (0, 0, 0), supervisor: (0, 0, 0)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "who", [factories.an_officer, lambda: factories.someone_of(factories.a_municipality())]
)
@pytest.mark.parametrize("read", [fairness.fairness_for, fairness.loads_for])
def test_only_a_supervisor_compares(who, read):
    with pytest.raises(PermissionDenied):
        read(who(), today=TODAY)


@pytest.mark.django_db
def test_a_year_takes_as_many_queries_as_an_appeal(django_assert_num_queries):
    supervisor = factories.a_supervisor()
    for _each in range(3):
        factories.a_live_appeal()
    assert Appeal.objects.count() == 3
    fairness.fairness_for(supervisor, today=TODAY)

    with django_assert_num_queries(3):
        fairness.fairness_for(supervisor, today=TODAY)
