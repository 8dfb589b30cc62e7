"""Case 10, scarcity: ten appeals, one suitable pledge, nobody unanswered. Source: L712-718."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from audit.services import sign
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealState, IllegalTransition
from matching.engine.values import Urgency
from matching.models import Appeal
from matching.selectors.allocated import allocated_for
from matching.selectors.pairs import told_pair
from matching.services import answers
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, a_read_appeal, agree
from tests.matching.test_allocations import allocated

pytestmark = pytest.mark.django_db
DAY_30 = NOON + timedelta(days=30)


@pytest.fixture
def officer():
    return factories.an_officer()


@pytest.fixture
def pledge():
    return factories.a_live_pledge(capacity=1)


@pytest.fixture
def asking(officer):
    """Ten towns, of which the last cannot wait."""
    urgencies = [Urgency.ORDINARY] * 9 + [Urgency.CRITICAL]
    return [
        a_read_appeal(officer, name=f"Kvitka {number}", urgency=urgency)
        for number, urgency in enumerate(urgencies)
    ]


@pytest.fixture
def others(officer, pledge, asking):
    """The nine, once the one that could not wait is introduced."""
    put = a_pair(appeal=asking[-1], pledge=pledge, officer=officer)
    for who in put.mayor, put.helper:
        agree(put, who)
    pledge.refresh_from_db()
    return asking[:-1]


@transaction.atomic
def _answered_by_force(appeal, officer):
    sign(actor_id=officer.pk)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.ANSWERED.value)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_one_is_given_the_pledge_and_nine_are_told_what_decided(officer, pledge, asking):
    made = allocated()

    told = [allocated_for(officer, appeal) for appeal in asking]
    assert list(made.allotments.values_list("appeal", "pledge")) == [(asking[-1].pk, pledge.pk)]
    assert (made.appeals_total, made.appeals_answered) == (10, 1)
    assert [len(each.losses) for each in told if each] == [1] * 9 + [0]


def test_each_of_the_nine_hears_which_gate_is_shut_and_what_would_open_it(officer, pledge, others):
    pairs = [told_pair(officer, appeal, pledge, at=NOON) for appeal in others]

    assert not any(pair.fits for pair in pairs)
    assert all(pair.gates and pair.openings for pair in pairs)


def test_none_of_the_nine_is_closed_without_an_answer_also_by_direct_sql(officer, others):
    for appeal in others:
        with pytest.raises(IllegalTransition):
            answers.close_appeal(reference=appeal.reference, by=officer, at=NOON)
        with pytest.raises(IntegrityError):
            _answered_by_force(appeal, officer)

    assert Appeal.objects.filter(state=AppealState.ACKNOWLEDGED.value).count() == 9


def test_a_reasoned_refusal_before_day_30_answers_each_of_the_nine(officer, others):
    for appeal in others:
        answers.give_answer(
            appeal=appeal.reference,
            kind=AnswerKind.REASONED_REFUSAL,
            text="The one city that could help has its hands full.",
            by=officer,
            at=DAY_30 - timedelta(days=1),
        )
        answers.close_appeal(reference=appeal.reference, by=officer, at=DAY_30)

    assert Appeal.objects.filter(state=AppealState.CLOSED.value).count() == 9
    assert Appeal.objects.filter(state=AppealState.ANSWERED.value).count() == 1
