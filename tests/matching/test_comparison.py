"""What another policy would change: the same matches as with it, and nothing written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from matching.engine.criteria import POLICY_1, Criterion
from matching.engine.priority import Steps
from matching.engine.values import Grade, Urgency
from matching.models import MatchResult
from matching.selectors import comparison
from matching.selectors.comparison import Answer, compare_policies
from matching.services import appeals
from tests import factories
from tests.clock import NOON

pytestmark = pytest.mark.django_db

DAY = NOON.date()
FIT, LINK, LANGUAGES = Criterion.FIT_OF_NEED, Criterion.LINK, Criterion.LANGUAGES
LINK_FIRST = replace(POLICY_1, order=(FIT, LINK, LANGUAGES))
LANGUAGES_FIRST = replace(POLICY_1, version=2, order=(FIT, LANGUAGES, LINK))


def a_helper(name, **how):
    town = factories.a_municipality(name=name, country_code="SE", may_appeal=False)
    return factories.a_live_pledge(town, **how)


def a_choice(name="Kvitka"):
    """An appeal between a helper it is linked with and one it shares a language with."""
    appeal = factories.a_live_appeal(factories.a_municipality(name=name))
    linked = a_helper("Linked", languages=["de"], has_interpreter=True)
    talking = a_helper("Talking", languages=["en"])
    between = factories.an_intermediary()
    factories.knows(between, appeal.municipality.zone)
    factories.knows(between, linked.municipality.zone)
    return appeal, linked, talking


def compared(before=LINK_FIRST, after=LANGUAGES_FIRST, *, user=None):
    return compare_policies(user or factories.an_officer(), before, after, on=DAY)


def test_it_tells_whose_first_candidate_and_whose_helper_changes():
    appeal, _linked, _talking = a_choice()

    (change,) = compared().changes

    assert (change.appeal, change.name, change.is_own) == (appeal.reference, "Kvitka", False)
    assert change.before == Answer(first="Linked", helpers=("Linked",))
    assert change.after == Answer(first="Talking", helpers=("Talking",))
    assert (change.is_first_other, change.are_helpers_other) == (True, True)


def test_a_case_is_the_reader_s_own_only_for_who_took_it():
    appeal, _linked, _talking = a_choice()
    officer = factories.an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)

    assert [each.is_own for each in compared(user=officer).changes] == [True]
    assert [each.is_own for each in compared().changes] == [False]


def test_the_same_policy_changes_nothing():
    a_choice()

    found = compared(POLICY_1, POLICY_1)

    assert (found.changes, found.appeals, found.pledges) == ([], 1, 2)
    assert found.before == found.after


def test_both_policies_are_told_in_the_same_words():
    a_choice()

    found = compared()

    assert (found.before.pairs, found.after.pairs) == (1, 1)
    assert (found.before.points[LINK], found.after.points[LINK]) == (3, 0)
    assert (found.before.points[LANGUAGES], found.after.points[LANGUAGES]) == (1, 2)
    assert found.before.grades[LANGUAGES] == {Grade.AGAINST: 1}
    assert found.after.grades[LANGUAGES] == {Grade.FOR: 1}
    assert set(found.after.points) == set(Criterion)


def test_other_steps_give_the_scarce_pledge_to_whom_they_hold_longest_waiting():
    longest = factories.a_live_appeal(
        factories.a_municipality(name="First"), at=NOON - timedelta(days=9)
    )
    factories.a_live_appeal(factories.a_municipality(name="Second"))
    a_helper("Lund")

    found = compared(replace(POLICY_1, steps=Steps(waiting_days=(7,))), POLICY_1)

    assert found.before.waited == {Urgency(longest.urgency): 9}
    assert sum(found.before.answered.values()) == sum(found.after.answered.values()) == 1
    assert not any(each.is_first_other for each in found.changes)


def test_an_empty_platform_is_compared_too():
    found = compared()

    assert (found.changes, found.appeals, found.pledges) == ([], 0, 0)
    assert (found.after.pairs, found.after.answered) == (0, {})


def test_appeals_without_any_pledge_are_answered_by_neither():
    factories.a_live_appeal()

    found = compared()

    assert (found.changes, found.appeals) == ([], 1)
    assert (found.before.pairs, found.before.answered) == (0, {})


def test_what_is_too_much_is_left_out_and_counted_and_own_cases_come_first(monkeypatch):
    monkeypatch.setattr(comparison, "MOST_APPEALS", 1)
    monkeypatch.setattr(comparison, "MOST_PLEDGES", 2)
    factories.a_live_appeal(factories.a_municipality(name="Other"), at=NOON - timedelta(days=40))
    mine, _linked, _talking = a_choice("Mine")
    a_helper("Too late")
    officer = factories.an_officer()
    appeals.take_appeal(reference=mine.reference, by=officer, at=NOON)

    found = compared(user=officer)

    assert [each.name for each in found.changes] == ["Mine"]
    assert (found.appeals, found.appeals_left_out) == (1, 1)
    assert (found.pledges, found.pledges_left_out) == (2, 1)


def test_it_writes_nothing():
    a_choice()
    before = Event.objects.count()

    compared()

    assert (MatchResult.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_queries_for_one_and_for_three(count):
    for number in range(count):
        a_choice(f"Town {number}")
    officer = factories.an_officer()
    compared(user=officer)

    with CaptureQueriesContext(connection) as queries:
        compared(user=officer)

    assert len(queries) == QUERIES


QUERIES = 26


def test_strangers_learn_nothing():
    with pytest.raises(PermissionDenied):
        compared(user=factories.a_user())
