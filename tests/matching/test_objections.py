"""Objections: made, replied to, and what PostgreSQL refuses around them."""

from concurrent.futures import ThreadPoolExecutor

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from audit.models import Event
from audit.services import sign
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealAction, AppealState, IllegalTransition
from matching.models import Appeal, Objection
from matching.services import answers, appeals, objections
from tests import factories
from tests.clock import NOON
from tests.matching.proposing import a_read_appeal
from tests.matching.test_narratives import everything_in_the_database
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

MARK = "Mlyn-9083"
WORDS = f"The bridge at {MARK} was rebuilt in May."


@pytest.fixture
def appeal(db) -> Appeal:
    return a_read_appeal(factories.an_officer())


def mayor_of(appeal):
    return factories.someone_of(appeal.municipality)


def given(appeal):
    return answers.give_answer(
        appeal=appeal.reference, kind=AnswerKind.VISITS, by=appeal.officer, at=NOON
    )


def objected(appeal, *, answer=None, by=None, text=WORDS):
    return objections.object_to(
        appeal=appeal.reference,
        answer=answer and answer.reference,
        text=text,
        by=by or mayor_of(appeal),
        at=NOON,
    )


def replied(objection, by, text="We looked again."):
    return objections.reply(objection=objection.reference, text=text, by=by, at=NOON)


def closed(appeal):
    return answers.close_appeal(reference=appeal.reference, by=appeal.officer, at=NOON)


@transaction.atomic
def close_by_statement(appeal):
    sign(actor_id=None)
    Appeal.objects.filter(pk=appeal.pk).update(state=AppealState.CLOSED.value)


def insert_by_statement(appeal, answer=None):
    return Objection.objects.create(
        appeal=appeal, answer=answer, sealed_text=b"x", made_by=appeal.officer, made_at=NOON
    )


def state_of(appeal):
    return Appeal.objects.get(pk=appeal.pk).state


def test_words_and_reply_are_read_by_both_and_lie_nowhere_in_clear(appeal):
    replied(objected(appeal, answer=given(appeal)), appeal.officer, text=f"{MARK} is noted.")

    for reader in (mayor_of(appeal), appeal.officer):
        (told,) = objections.read_objections(appeal, by=reader, at=NOON)
        assert (told.text, told.reply) == (WORDS, f"{MARK} is noted.")
    assert MARK not in everything_in_the_database()


def test_each_opening_is_kept_with_its_reason(appeal):
    replied(objected(appeal), appeal.officer)

    objections.read_objections(appeal, by=mayor_of(appeal), at=NOON)
    objections.read_objections(appeal, by=appeal.officer, at=NOON)

    kept = Event.objects.filter(verb="sealed.opened", subject_kind="objection").order_by("pk")
    assert [(each.data["column"], each.data["reason"]) for each in kept] == [
        ("sealed_text", "own_words"),
        ("sealed_reply", "addressed"),
        ("sealed_text", "case_work"),
        ("sealed_reply", "case_work"),
    ]


@pytest.mark.parametrize("verb", ["objection.made", "objection.replied"])
def test_each_step_is_told_once_without_words(appeal, verb):
    replied(objected(appeal), appeal.officer)

    assert Event.objects.get(verb=verb).data == {"appeal": str(appeal.reference)}


@pytest.mark.parametrize("name", ["an officer", "a helper"])
def test_nobody_else_objects(appeal, name):
    stranger = {
        "an officer": factories.an_officer,
        "a helper": lambda: factories.someone_of(factories.a_municipality(name="Lund")),
    }[name]()

    with pytest.raises(Appeal.DoesNotExist):
        objected(appeal, by=stranger)


def test_the_officer_of_the_case_does_not_object_for_the_town(appeal):
    with pytest.raises(PermissionDenied):
        objected(appeal, by=appeal.officer)


def test_another_officer_finds_no_objection_to_reply_to(appeal):
    made = objected(appeal)

    with pytest.raises(Objection.DoesNotExist):
        replied(made, factories.an_officer())
    with pytest.raises(PermissionDenied):
        replied(made, mayor_of(appeal))


def test_one_waits_at_a_time(appeal):
    first = objected(appeal)

    with pytest.raises(objections.ObjectsAlready):
        objected(appeal)

    replied(first, appeal.officer)
    objected(appeal)
    assert Objection.objects.open().count() == 1


def test_nobody_objects_without_words_or_replies_without(appeal):
    with pytest.raises(objections.NothingSaid):
        objected(appeal, text="  ")
    with pytest.raises(objections.NothingSaid):
        replied(objected(appeal), appeal.officer, text="  ")


def test_it_is_replied_to_once(appeal):
    made = objected(appeal)
    replied(made, appeal.officer)

    with pytest.raises(objections.RepliedAlready):
        replied(made, appeal.officer)


def test_an_answer_that_was_taken_back_or_of_another_appeal_is_not_objected_to(appeal):
    answer = given(appeal)
    other = given(a_read_appeal(appeal.officer, name="Sosna"))
    answers.retract_answer(reference=answer.reference, by=appeal.officer, at=NOON)

    with pytest.raises(objections.NotThere):
        objected(appeal, answer=answer)
    with pytest.raises(objections.NotThere):
        objected(appeal, answer=other)


def test_who_has_withdrawn_objects_no_more_and_is_owed_no_reply(appeal):
    made = objected(appeal)
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.WITHDRAW, by=mayor_of(appeal), at=NOON
    )

    with pytest.raises(objections.NotThere):
        objected(appeal)
    with pytest.raises(IllegalTransition):
        replied(made, appeal.officer)


def test_a_case_with_an_objection_that_waits_is_not_closed(appeal):
    made = objected(appeal, answer=given(appeal))

    with pytest.raises(answers.ObjectionOpen):
        closed(appeal)
    replied(made, appeal.officer)
    closed(appeal)

    assert state_of(appeal) == AppealState.CLOSED


def test_no_statement_closes_a_case_with_an_objection_that_waits(appeal):
    objected(appeal, answer=given(appeal))

    with pytest.raises(IntegrityError, match="an objection waits for its reply"):
        close_by_statement(appeal)


def test_the_twin_without_the_guard_closes_over_an_objection(appeal):
    objected(appeal, answer=given(appeal))

    with pgtrigger.ignore("matching.Appeal:closed_with_every_objection_replied_to"):
        close_by_statement(appeal)

    assert state_of(appeal) == AppealState.CLOSED


def test_no_statement_makes_a_second_one_that_waits(appeal):
    objected(appeal)

    with pytest.raises(IntegrityError, match="one_open_for_an_appeal"), transaction.atomic():
        insert_by_statement(appeal)


@pytest.mark.parametrize("over", [AppealState.CLOSED, AppealState.WITHDRAWN, AppealState.DRAFT])
def test_no_statement_objects_to_what_is_not_live(appeal, over):
    factories.put_in_state(appeal, over)

    with pytest.raises(IntegrityError, match="nothing to object to"), transaction.atomic():
        insert_by_statement(appeal)


def test_no_statement_joins_an_objection_to_the_answer_of_another_appeal(appeal):
    other = given(a_read_appeal(appeal.officer, name="Sosna"))

    with pytest.raises(IntegrityError, match="nothing to object to"), transaction.atomic():
        insert_by_statement(appeal, answer=other)


@pytest.mark.parametrize(
    "change",
    [{"sealed_text": b"y"}, {"replied_at": NOON}, {"sealed_reply": b"y"}, {"sealed_text": b""}],
    ids=["edited", "replied to by nobody", "replied to at no time", "emptied"],
)
def test_no_statement_edits_an_objection_or_replies_by_half(appeal, change):
    made = objected(appeal)

    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=made.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_who_closes_waits_for_who_objects_and_is_refused():
    appeal = a_read_appeal(factories.an_officer())
    mayor = mayor_of(appeal)
    given(appeal)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            objected(appeal, by=mayor)
            closing = pool.submit(in_own_connection(close_by_statement), appeal)
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(IntegrityError, match="an objection waits"):
            closing.result(timeout=10)

    assert state_of(appeal) == AppealState.ANSWERED


@pytest.mark.django_db(transaction=True)
def test_who_objects_waits_for_who_closes_and_is_refused():
    appeal = a_read_appeal(factories.an_officer())
    given(appeal)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            closed(appeal)
            objecting = pool.submit(in_own_connection(insert_by_statement), appeal)
            wait_until_someone_waits_for_a_lock()
        with pytest.raises(IntegrityError, match="nothing to object to"):
            objecting.result(timeout=10)

    assert Objection.objects.count() == 0
