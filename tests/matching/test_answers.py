"""Answers: given, read, taken back, closed with; and what PostgreSQL refuses (I16)."""

from concurrent.futures import ThreadPoolExecutor

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from audit.models import Event
from audit.services import sign
from matching.engine.answers import BY_MATCH, TO_APPEALS, AnswerKind
from matching.engine.lifecycle import AppealState, IllegalTransition
from matching.models import Answer, Appeal
from matching.services import answers
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_pair, a_read_appeal, agree
from tests.matching.test_narratives import everything_in_the_database
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

MARK = "Kolodiaz-4410"
WORDS = f"The water fund at {MARK} can help sooner."


@pytest.fixture
def appeal(db) -> Appeal:
    return a_read_appeal(factories.an_officer())


def given(appeal, *, kind=AnswerKind.REDIRECT, text=WORDS, by=None):
    return answers.give_answer(
        appeal=appeal.reference, kind=kind, text=text, by=by or appeal.officer, at=NOON
    )


def taken_back(answer, by):
    return answers.retract_answer(reference=answer.reference, by=by, at=NOON)


def closed(appeal):
    return answers.close_appeal(reference=appeal.reference, by=appeal.officer, at=NOON)


def state_of(appeal):
    return Appeal.objects.get(pk=appeal.pk).state


def close_by_statement(appeal):
    sign(actor_id=None)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.CLOSED.value)


@transaction.atomic
def retract_and_close_by_statements(answer):
    retract_by_statement(answer)
    close_by_statement(answer.appeal)


@transaction.atomic
def retract_by_statement(answer):
    Answer.objects.filter(pk=answer.pk).update(retracted_at=NOON, retracted_by=answer.given_by)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_first_answer_makes_the_appeal_answered_and_each_step_is_told_once(appeal):
    given(appeal)
    given(appeal, kind=AnswerKind.VISITS, text="")

    assert state_of(appeal) == AppealState.ANSWERED
    assert list(
        Event.objects.filter(verb__in=["answer.given", "appeal.answered"])
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["answer.given", "appeal.answered", "answer.given"]


def test_the_words_of_an_answer_lie_nowhere_in_clear(appeal):
    given(appeal)

    assert MARK not in everything_in_the_database()


@pytest.mark.parametrize("reader", ["officer", "mayor"])
def test_who_may_read_an_answer_reads_its_words_and_leaves_a_trace(appeal, reader):
    given(appeal)
    people = {"officer": appeal.officer, "mayor": factories.someone_of(appeal.municipality)}

    told = answers.read_answers(appeal, by=people[reader], at=NOON)

    opened = Event.objects.get(verb="sealed.opened", subject_kind="answer")
    reason = {"officer": "case_work", "mayor": "addressed"}[reader]
    assert [each.text for each in told] == [WORDS]
    assert (opened.actor_id, opened.data["reason"]) == (people[reader].pk, reason)


@pytest.mark.parametrize("stranger", [factories.an_officer, factories.a_supervisor])
def test_nobody_else_reads_answers(appeal, stranger):
    given(appeal)

    with pytest.raises(PermissionDenied):
        answers.read_answers(appeal, by=stranger(), at=NOON)


@pytest.mark.parametrize("other", [factories.an_officer, factories.a_supervisor])
def test_to_another_officer_the_case_is_not_there(appeal, other):
    with pytest.raises(Appeal.DoesNotExist):
        given(appeal, by=other())

    assert not Answer.objects.exists()


@pytest.mark.parametrize("name", ["Kvitka", "Lund"])
def test_no_town_answers_an_appeal(appeal, name):
    town = appeal.municipality if name == "Kvitka" else factories.a_municipality(name=name)

    with pytest.raises(PermissionDenied):
        given(appeal, by=factories.someone_of(town))

    assert not Answer.objects.exists()


@pytest.mark.parametrize("kind", sorted({AnswerKind.REDIRECT, AnswerKind.REASONED_REFUSAL}))
def test_reasons_are_given_in_words_or_not_at_all(appeal, kind):
    with pytest.raises(answers.WordsMissing):
        given(appeal, kind=kind, text=" \n ")

    assert state_of(appeal) == AppealState.ACKNOWLEDGED


@pytest.mark.parametrize("kind", sorted((frozenset(AnswerKind) - TO_APPEALS) | BY_MATCH))
def test_what_is_no_answer_or_an_introduction_is_not_given_by_hand(appeal, kind):
    with pytest.raises(answers.NoAnswer):
        given(appeal, kind=kind)

    assert not Answer.objects.exists()


@pytest.mark.django_db
def test_an_appeal_that_nobody_has_read_is_not_answered():
    appeal = factories.a_live_appeal()
    appeal.officer = factories.an_officer()
    appeal.save(update_fields=["officer"])

    with pytest.raises(IllegalTransition):
        given(appeal)

    assert not Answer.objects.exists()


def test_without_another_answer_the_appeal_waits_again(appeal):
    first, second = given(appeal), given(appeal, kind=AnswerKind.VISITS)

    taken_back(first, appeal.officer)
    between = state_of(appeal)
    taken_back(second, appeal.officer)

    assert (between, state_of(appeal)) == (AppealState.ANSWERED, AppealState.ACKNOWLEDGED)


def test_an_answer_is_taken_back_once(appeal):
    answer = given(appeal)
    taken_back(answer, appeal.officer)

    with pytest.raises(answers.AlreadyRetracted):
        taken_back(answer, appeal.officer)


@pytest.mark.django_db
def test_an_introduction_is_ended_and_not_taken_back_as_an_answer():
    put = a_pair()
    agree(put, put.mayor)
    agree(put, put.helper)

    with pytest.raises(answers.RestsOnIntroduction):
        taken_back(Answer.objects.get(), put.officer)

    assert Answer.objects.standing().count() == 1


def test_the_last_answer_of_a_closed_appeal_stays(appeal):
    answer = given(appeal)
    closed(appeal)

    with pytest.raises(IllegalTransition):
        taken_back(answer, appeal.officer)

    assert Answer.objects.standing().count() == 1


def test_what_waits_is_not_closed(appeal):
    with pytest.raises(IllegalTransition):
        closed(appeal)

    assert state_of(appeal) == AppealState.ACKNOWLEDGED


def test_i16_no_statement_closes_an_appeal_without_an_answer_that_stands(appeal):
    answer = given(appeal)
    with (
        pgtrigger.ignore("matching.Answer:the_last_one_stays"),
        pytest.raises(IntegrityError, match="no answer stands"),
    ):
        retract_and_close_by_statements(answer)


@pytest.mark.parametrize("over", [AppealState.ANSWERED, AppealState.CLOSED])
def test_i16_no_statement_takes_the_last_answer_away(appeal, over):
    answer = given(appeal)
    factories.put_in_state(appeal, over)

    with pytest.raises(IntegrityError, match="the last answer"):
        retract_by_statement(answer)


def test_no_statement_edits_or_deletes_an_answer(appeal):
    answer = given(appeal)

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.filter(pk=answer.pk).update(kind=AnswerKind.VISITS.value)
    with pytest.raises(Exception, match="is_never_deleted"), transaction.atomic():
        Answer.objects.filter(pk=answer.pk)._raw_delete("default")


def retract_without_the_guard(answer):
    with pgtrigger.ignore("matching.Answer:the_last_one_stays"):
        retract_by_statement(answer)


def retract_while_it_is_closed(appeal, answer, retract):
    """Take the answer back while another transaction has closed the appeal."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            close_by_statement(appeal)
            taking = pool.submit(in_own_connection(retract), answer)
            wait_until_someone_waits_for_a_lock()
        taking.result(timeout=10)


@pytest.mark.django_db(transaction=True)
def test_i16_who_takes_back_the_last_answer_waits_for_who_closes_and_is_refused():
    appeal = a_read_appeal(factories.an_officer())
    answer = given(appeal)

    with pytest.raises(IntegrityError, match="the last answer"):
        retract_while_it_is_closed(appeal, answer, retract_by_statement)

    assert state_of(appeal) == AppealState.CLOSED
    assert Answer.objects.standing().count() == 1


@pytest.mark.django_db(transaction=True)
def test_i16_the_twin_without_the_guard_leaves_a_closed_appeal_without_an_answer():
    appeal = a_read_appeal(factories.an_officer())
    answer = given(appeal)

    retract_while_it_is_closed(appeal, answer, retract_without_the_guard)

    assert state_of(appeal) == AppealState.CLOSED
    assert Answer.objects.standing().count() == 0


@pytest.mark.django_db(transaction=True)
def test_i16_who_closes_waits_for_who_takes_the_last_answer_back_and_is_refused():
    appeal = a_read_appeal(factories.an_officer())
    answer = given(appeal)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            taken_back(answer, appeal.officer)
            closing = pool.submit(in_own_connection(closed), appeal)
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(IllegalTransition):
            closing.result(timeout=10)

    assert state_of(appeal) == AppealState.ACKNOWLEDGED
