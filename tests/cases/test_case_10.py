"""Case 10, scarcity: ten appeals, one suitable pledge, nobody unanswered. Source: L712-718."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from activities.engine.values import Activity
from audit.services import sign
from matching.engine.answers import AnswerKind
from matching.engine.clocks import Clock
from matching.engine.lifecycle import AppealState, IllegalTransition
from matching.engine.values import Urgency
from matching.models import Appeal
from matching.selectors.allocated import allocated_for
from matching.selectors.pairs import told_pair
from matching.services import answers
from tests.cases.telling import Case, now, the_workers_work
from tests.factories import a_municipality
from tests.web.visitors import read, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def pledge(case):
    return case.offers(
        a_municipality(name="Lund", country_code="SE", may_appeal=False), Activity.FORUMS
    )


@pytest.fixture
def asking(case):
    """Ten towns ask for a place at a forum; the last of them cannot wait."""
    urgencies = [Urgency.ORDINARY] * 9 + [Urgency.CRITICAL]
    appeals = []
    for number, urgency in enumerate(urgencies):
        town = a_municipality(name=f"Kvitka {number}")
        case.is_at_war(town)
        case.story.asks(town.zone, on=now().date())
        appeals.append(case.reads(case.asks(town, Activity.FORUMS, urgency=urgency)))
    return appeals


@pytest.fixture
def nine(case, pledge, asking):
    """The others, once the one that cannot wait was given the pledge and introduced."""
    case.matches()
    case.introduces(asking[-1], pledge)
    pledge.refresh_from_db()
    case.matches()
    return asking[:-1]


def test_the_one_that_cannot_wait_is_given_the_pledge_and_the_page_says_so(case, pledge, asking):
    case.matches()

    told = [allocated_for(case.officer, appeal) for appeal in asking]
    page = read(visit(case.officer), f"/desk/cases/{asking[0].reference}/")

    assert [len(each.losses) for each in told if each] == [1] * 9 + [0]
    assert told[0] is not None
    assert told[0].losses[0].sentence in page


def test_each_of_the_nine_hears_why_not_and_what_is_the_smallest_change(case, pledge, nine):
    pairs = [told_pair(case.officer, appeal, pledge, at=now()) for appeal in nine]

    assert [pair.fits for pair in pairs] == [False] * 9
    assert all(pair.gates for pair in pairs)
    smallest = [{way.size for way in pair.openings} for pair in pairs]
    assert smallest == [{1}] * 9


def test_the_nine_are_owed_an_answer_by_day_30_and_are_told_so(case, nine):
    pages = [read(visit(case.officer), f"/desk/cases/{appeal.reference}/") for appeal in nine]

    owed = [
        appeal.clocks.get(clock=Clock.ANSWER.value).due_on
        <= timezone.localdate(now()) + timedelta(days=30)
        for appeal in nine
    ]

    assert owed == [True] * 9
    assert all("No pledge may help yet: choose another answer." in page for page in pages)


def test_none_of_the_nine_is_closed_without_an_answer_also_by_direct_sql(case, nine):
    for appeal in nine:
        with pytest.raises(IllegalTransition):
            answers.close_appeal(reference=appeal.reference, by=case.officer, at=now())
        with pytest.raises(IntegrityError, match="answer"):
            _answered_by_force(appeal, case.officer)

    assert Appeal.objects.filter(state=AppealState.ACKNOWLEDGED.value).count() == 9


def test_an_answer_before_day_30_that_is_no_match_lets_each_of_the_nine_be_closed(case, nine):
    for appeal in nine:
        answers.give_answer(
            appeal=appeal.reference,
            kind=AnswerKind.REASONED_REFUSAL,
            text="The one city that could help has its hands full.",
            by=case.officer,
            at=now() + timedelta(days=29),
        )
        answers.close_appeal(
            reference=appeal.reference, by=case.officer, at=now() + timedelta(days=29)
        )
    the_workers_work()

    assert Appeal.objects.filter(state=AppealState.CLOSED.value).count() == 9
    assert Appeal.objects.filter(state=AppealState.ANSWERED.value).count() == 1


@transaction.atomic
def _answered_by_force(appeal, officer):
    sign(actor_id=officer.pk)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.ANSWERED.value)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
