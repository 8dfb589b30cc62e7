"""Questions of an officer: asked, replied to, taken back, and what rests meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pgtrigger
import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from audit.models import Event
from matching.engine.clocks import Clock, PauseReason
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal, CaseQuestion
from matching.services import appeals, clocks, questions
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_read_appeal
from tests.matching.test_narratives import everything_in_the_database
from tests.notices.telling import deliver, kinds_of
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

MARK = "Brid-5521"
IN_A_WEEK = NOON.date() + timedelta(days=7)
TWO_DAYS_LATER = NOON + timedelta(days=2)


@pytest.fixture
def appeal(db) -> Appeal:
    return a_read_appeal(factories.an_officer())


def mayor_of(appeal):
    return factories.someone_of(appeal.municipality)


def asked(appeal, *, by=None, text=f"Does the ford at {MARK} hold?", rests_until=None, at=NOON):
    return questions.ask(
        appeal=appeal.reference, text=text, rests_until=rests_until, by=by or appeal.officer, at=at
    )


def replied(question, by, *, text=f"{MARK} holds.", at=NOON):
    return questions.reply(question=question.reference, text=text, by=by, at=at)


def withdraw(appeal):
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor_of(appeal), at=NOON
    )


def read(appeal, by):
    told = questions.read_questions(appeal, by=by, at=NOON)
    return [(each.text, each.reply) for each in told]


def guard(error) -> str | None:
    assert isinstance(error.__cause__, psycopg.Error)
    return error.__cause__.diag.constraint_name


def insert_by_statement(appeal, **values):
    return CaseQuestion.objects.create(
        appeal=appeal, sealed_text=b"x", asked_by=appeal.officer, asked_at=NOON, **values
    )


def test_question_and_reply_are_read_by_both_and_lie_nowhere_in_clear(appeal):
    replied(asked(appeal), mayor_of(appeal))

    said = [(f"Does the ford at {MARK} hold?", f"{MARK} holds.")]
    assert [read(appeal, mayor_of(appeal)), read(appeal, appeal.officer)] == [said, said]
    assert MARK not in everything_in_the_database()


def test_each_opening_is_kept_with_its_reason(appeal):
    replied(asked(appeal), mayor_of(appeal))

    read(appeal, mayor_of(appeal))
    read(appeal, appeal.officer)

    kept = Event.objects.filter(verb="sealed.opened", subject_kind="case_question").order_by("pk")
    assert [(each.data["column"], each.data["reason"]) for each in kept] == [
        ("sealed_text", "addressed"),
        ("sealed_reply", "own_words"),
        ("sealed_text", "case_work"),
        ("sealed_reply", "case_work"),
    ]


def test_each_step_is_told_once_without_words(appeal):
    replied(asked(appeal), mayor_of(appeal))

    steps = Event.objects.filter(verb__startswith="question.").order_by("pk")
    assert [(each.verb, each.data) for each in steps] == [
        ("question.asked", {"appeal": str(appeal.reference), "state": "acknowledged"}),
        ("question.replied", {"appeal": str(appeal.reference), "state": "acknowledged"}),
    ]


def test_the_town_hears_of_a_question_and_the_officer_of_the_reply(appeal):
    mayor = mayor_of(appeal)
    deliver()
    replied(asked(appeal), mayor)

    deliver()

    assert kinds_of(mayor)[-1] == "appeal_question"
    assert kinds_of(appeal.officer)[-1] == "case_replied"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (factories.an_officer, Appeal.DoesNotExist),
        (factories.a_supervisor, Appeal.DoesNotExist),
        (factories.a_user, PermissionDenied),
        (lambda: factories.someone_of(factories.a_municipality()), PermissionDenied),
        (lambda: factories.someone_at(factories.an_intermediary()), PermissionDenied),
        (lambda: factories.someone_in(factories.a_network()), PermissionDenied),
    ],
    ids=["officer", "supervisor", "nobody", "another town", "intermediary", "network"],
)
def test_nobody_but_the_officer_of_the_case_asks_or_takes_back(appeal, who, refusal):
    question = asked(appeal)

    with pytest.raises(refusal):
        asked(appeal, by=who())
    with pytest.raises((PermissionDenied, CaseQuestion.DoesNotExist)):
        questions.take_back(question=question.reference, by=who(), at=NOON)


@pytest.mark.parametrize(
    "who",
    [
        factories.an_officer,
        factories.a_supervisor,
        factories.a_user,
        lambda: factories.someone_of(factories.a_municipality()),
        lambda: factories.someone_at(factories.an_intermediary()),
    ],
    ids=["officer", "supervisor", "nobody", "another town", "intermediary"],
)
def test_a_question_is_not_there_for_others(appeal, who):
    question = asked(appeal)

    with pytest.raises(CaseQuestion.DoesNotExist):
        replied(question, who())
    with pytest.raises(PermissionDenied):
        read(appeal, who())


def test_the_officer_does_not_reply_for_the_town(appeal):
    with pytest.raises(PermissionDenied):
        replied(asked(appeal), appeal.officer)


def test_one_waits_at_a_time_and_one_that_was_taken_back_makes_room(appeal):
    first = asked(appeal)

    with pytest.raises(questions.AskedAlready):
        asked(appeal)
    questions.take_back(question=first.reference, by=appeal.officer, at=NOON)
    asked(appeal)

    assert CaseQuestion.objects.open().count() == 1


def test_it_is_replied_to_once_and_what_was_replied_to_is_not_taken_back(appeal):
    question = asked(appeal)
    replied(question, mayor_of(appeal))

    with pytest.raises(questions.RepliedAlready):
        replied(question, mayor_of(appeal))
    with pytest.raises(questions.RepliedAlready):
        questions.take_back(question=question.reference, by=appeal.officer, at=NOON)


def test_nobody_replies_to_what_was_taken_back(appeal):
    question = asked(appeal)
    questions.take_back(question=question.reference, by=appeal.officer, at=NOON)

    with pytest.raises(questions.TakenBack):
        replied(question, mayor_of(appeal))


def test_nobody_asks_or_replies_without_words(appeal):
    with pytest.raises(questions.NothingSaid):
        asked(appeal, text=" ")
    with pytest.raises(questions.NothingSaid):
        replied(asked(appeal), mayor_of(appeal), text=" ")


def test_who_has_withdrawn_is_asked_nothing_and_replies_no_more(appeal):
    question = asked(appeal)
    withdraw(appeal)

    with pytest.raises(questions.IsOver):
        replied(question, mayor_of(appeal))
    with pytest.raises(questions.IsOver):
        asked(appeal)


def due(appeal, clock="answer"):
    return appeal.clocks.get(clock=clock).due_on


def test_what_is_owed_rests_until_the_reply_and_no_longer(appeal):
    before = due(appeal)
    question = asked(appeal, rests_until=IN_A_WEEK)
    resting = due(appeal)

    replied(question, mayor_of(appeal), at=TWO_DAYS_LATER)

    # The day of the start counts in no case, so six of the seven days are taken away, then one.
    assert (resting, due(appeal)) == (before + timedelta(days=6), before + timedelta(days=1))
    assert {pause.reason for pause in question.pauses.all()} == {"reply"}
    assert not question.pauses.filter(ended_on=None).exists()


def test_without_a_reply_it_runs_again_on_the_day_that_was_said(appeal):
    asked(appeal, rests_until=IN_A_WEEK)

    assert appeal.clocks.get(clock="answer").paused_until == IN_A_WEEK


def test_a_question_that_is_taken_back_lets_the_clocks_run(appeal):
    before = due(appeal)
    question = asked(appeal, rests_until=IN_A_WEEK)

    questions.take_back(question=question.reference, by=appeal.officer, at=NOON)

    assert due(appeal) == before


def test_a_question_puts_off_no_first_reading(db):
    officer = factories.an_officer()
    unread = factories.a_live_appeal()
    appeals.take_appeal(reference=unread.reference, by=officer, at=NOON)
    unread.refresh_from_db()
    before = due(unread, "acknowledge")

    asked(unread, rests_until=IN_A_WEEK)

    assert due(unread, "acknowledge") == before


def test_what_rests_for_another_reason_goes_on_resting_after_the_reply(appeal):
    clocks.pause(
        appeal=appeal.reference,
        clock=Clock.ANSWER,
        reason=PauseReason.SESSION,
        until=IN_A_WEEK,
        by=appeal.officer,
        at=NOON,
    )

    replied(asked(appeal, rests_until=IN_A_WEEK), mayor_of(appeal))

    assert appeal.clocks.get(clock="answer").paused_until == IN_A_WEEK


def test_a_day_that_has_come_keeps_no_question(appeal):
    with pytest.raises(clocks.WrongDay):
        asked(appeal, rests_until=NOON.date())

    assert CaseQuestion.objects.count() == 0


def test_no_statement_asks_about_an_appeal_that_is_over(appeal):
    withdraw(appeal)

    with pytest.raises(IntegrityError) as refused:
        insert_by_statement(appeal)

    assert guard(refused.value) == "matching_casequestion_of_a_live_appeal"


def test_the_twin_without_the_guard_asks_about_an_appeal_that_is_over(appeal):
    withdraw(appeal)

    with pgtrigger.ignore("matching.CaseQuestion:of_a_live_appeal"):
        assert insert_by_statement(appeal).pk


REPLY = {"sealed_reply": b"y", "replied_at": NOON}


def test_no_statement_replies_without_a_name_to_an_appeal_with_an_account(appeal):
    question = insert_by_statement(appeal)

    with pytest.raises(IntegrityError) as refused:
        CaseQuestion.objects.filter(pk=question.pk).update(**REPLY)

    assert guard(refused.value) == "matching_casequestion_unnamed_only_by_receipt"


def test_the_twin_without_the_guard_replies_without_a_name(appeal):
    question = insert_by_statement(appeal)

    with pgtrigger.ignore("matching.CaseQuestion:unnamed_only_by_receipt"):
        assert CaseQuestion.objects.filter(pk=question.pk).update(**REPLY) == 1


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sealed_text": b"z"}, "matching_casequestion_only_grows"),
        ({"replied_at": NOON}, "matching_casequestion_is_replied_to_in_words"),
        (
            {**REPLY, "taken_back_at": NOON},
            "matching_casequestion_replied_to_or_taken_back",
        ),
    ],
    ids=["edited", "without words", "replied to and taken back"],
)
def test_no_statement_changes_what_was_asked_or_replies_without_words(appeal, change, constraint):
    question = insert_by_statement(appeal)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        CaseQuestion.objects.filter(pk=question.pk).update(replied_by=appeal.officer, **change)

    assert guard(refused.value) == constraint


def test_no_statement_replies_twice_or_deletes(appeal):
    question = insert_by_statement(appeal)
    CaseQuestion.objects.filter(pk=question.pk).update(replied_by=appeal.officer, **REPLY)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseQuestion.objects.filter(pk=question.pk).update(sealed_reply=b"another")
    with pytest.raises(ProgrammingError), transaction.atomic():
        question.delete()


def test_no_statement_asks_two_things_at_a_time(appeal):
    insert_by_statement(appeal)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        insert_by_statement(appeal)

    assert guard(refused.value) == "matching_casequestion_one_open_for_an_appeal"


def test_the_twin_without_the_constraint_asks_two_things_at_a_time(appeal):
    insert_by_statement(appeal)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DROP INDEX matching_casequestion_one_open_for_an_appeal")

    insert_by_statement(appeal)

    assert CaseQuestion.objects.open().count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_reply_that_meets_a_withdrawal_waits_and_is_not_kept():
    appeal = a_read_appeal(factories.an_officer())
    question, mayor = asked(appeal), mayor_of(appeal)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            withdraw(appeal)
            second = elsewhere.submit(in_own_connection(replied), question, mayor)
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(questions.IsOver):
            second.result(timeout=20)

    assert CaseQuestion.objects.get().replied_at is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_reply_at_once_the_second_waits_and_changes_nothing():
    appeal = a_read_appeal(factories.an_officer())
    question, mayor = asked(appeal), mayor_of(appeal)

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        with transaction.atomic():
            replied(question, mayor, text="The first.")
            second = elsewhere.submit(in_own_connection(replied), question, mayor, text="Late.")
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(questions.RepliedAlready):
            second.result(timeout=20)

    assert read(appeal, mayor)[0][1] == "The first."
