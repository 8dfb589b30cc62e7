"""Answers on the pages: the officer gives, takes back and closes; the mayor reads."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import AppealState
from matching.models import Answer, Appeal, Objection
from matching.services import answers
from tests import factories
from tests.matching.proposing import a_read_appeal
from tests.web.visitors import NOBODYS, OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db

WORDS = "The water fund of the region can help sooner."


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def case() -> Appeal:
    appeal = a_read_appeal(factories.an_officer(), at=timezone.now())
    match()
    return appeal


def choosing(case):
    return reverse("web:desk:choose_answer", args=[case.reference])


def giving(case, kind="redirect"):
    return reverse("web:desk:give_answer", args=[case.reference, kind])


def retracting(case, answer=NOBODYS):
    return reverse("web:desk:retract_answer", args=[case.reference, answer])


def closing(case):
    return reverse("web:desk:close", args=[case.reference])


def desk(case):
    return reverse("web:desk:case", args=[case.reference])


def given(case, kind=AnswerKind.REDIRECT):
    return answers.give_answer(
        appeal=case.reference, kind=kind, text=WORDS, by=case.officer, at=timezone.now()
    )


def state_of(case):
    return Appeal.objects.get(pk=case.pk).state


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_finds_these_pages_or_changes_anything(case, who):
    answer = given(case)
    client = visit(OTHERS[who]())
    addresses = [choosing(case), giving(case), retracting(case, answer.reference), closing(case)]

    found = [client.get(address).status_code for address in addresses]
    sent = [client.post(a, {"text": WORDS, "step": "save"}).status_code for a in addresses[1:]]

    assert set(found + sent) == {404}
    assert (state_of(case), Answer.objects.standing().count()) == (AppealState.ANSWERED, 1)


def test_what_the_verdict_proposes_stands_first_each_with_its_basis(case):
    page = read(visit(case.officer), choosing(case))

    proposed, beside = page.split("What can be given beside these")
    assert choosing(case) in read(visit(case.officer), desk(case))
    assert "Finding a second independent source" in proposed
    assert "The report, " in proposed
    assert giving(case, "reasoned_refusal") in beside
    assert giving(case, "indirect_match") not in page


@pytest.mark.parametrize("kind", ["match", "indirect_match", "second_source", "no_kind"])
def test_what_cannot_be_given_by_hand_has_no_page(case, kind):
    assert visit(case.officer).get(giving(case, kind)).status_code == 404


def test_an_answer_is_looked_at_and_then_given(case):
    client = visit(case.officer)

    look = client.post(giving(case), {"text": WORDS, "step": "look"})
    nothing_yet = Answer.objects.count()
    seen = look.context["form"].mark()
    said = sentences(client, giving(case), text=WORDS, step="save", seen=seen)

    assert (nothing_yet, Answer.objects.standing().count()) == (0, 1)
    assert said == ["The answer is given. The municipality reads it now."]
    assert WORDS in read(client, desk(case))


def test_what_was_changed_after_the_look_is_looked_at_again(case):
    client = visit(case.officer)
    look = client.post(giving(case), {"text": WORDS, "step": "look"})
    seen = look.context["form"].mark()

    page = client.post(giving(case), {"text": "Other.", "step": "save", "seen": seen})

    assert "You changed something after you looked." in page.content.decode()
    assert not Answer.objects.exists()


def test_a_refusal_without_reasons_is_not_given(case):
    client = visit(case.officer)

    page = client.post(giving(case, "reasoned_refusal"), {"text": " ", "step": "look"})

    assert "text" in page.context["form"].errors
    assert not Answer.objects.exists()


def test_a_stale_answer_is_told_kindly(case):
    client = visit(case.officer)
    seen = client.post(giving(case), {"text": WORDS, "step": "look"}).context["form"].mark()
    factories.put_in_state(case, AppealState.WITHDRAWN)

    page = client.post(giving(case), {"text": WORDS, "step": "save", "seen": seen})

    assert "The appeal has moved on meanwhile. Nothing was changed." in page.content.decode()
    assert not Answer.objects.exists()


def test_taking_the_last_answer_back_says_what_follows_and_then_it_waits_again(case):
    answer = given(case)
    client = visit(case.officer)

    page = read(client, retracting(case, answer.reference))
    said = sentences(client, retracting(case, answer.reference))
    again = sentences(client, retracting(case, answer.reference))

    assert "The appeal waits for an answer again, and you owe one." in page
    assert said == ["The answer is taken back. The municipality reads that too."]
    assert again == ["This answer was taken back before. Nothing was changed."]
    assert state_of(case) == AppealState.ACKNOWLEDGED
    assert "taken back on" in read(client, desk(case))


def test_where_another_answer_stands_the_page_says_that_the_appeal_stays_answered(case):
    answer = given(case)
    given(case, AnswerKind.VISITS)

    page = read(visit(case.officer), retracting(case, answer.reference))

    assert "Another answer stands, so the appeal stays answered." in page


def test_the_answer_of_another_case_is_not_there(case):
    other = a_read_appeal(case.officer, name="Sosna", at=timezone.now())
    answer = given(other)

    assert visit(case.officer).get(retracting(case, answer.reference)).status_code == 404


def test_a_case_without_an_answer_is_not_closed(case):
    client = visit(case.officer)

    page = read(client, closing(case))
    said = sentences(client, closing(case))

    assert "Only an appeal that has an answer can be closed." in page
    assert said == [
        "The appeal has moved on meanwhile. Nothing was changed. Look at the case again."
    ]
    assert state_of(case) == AppealState.ACKNOWLEDGED


def test_the_officer_closes_what_is_answered_once(case):
    given(case)
    client = visit(case.officer)

    first = sentences(client, closing(case))
    page = read(client, desk(case))

    assert first == ["The case is closed. Its answers stay."]
    assert state_of(case) == AppealState.CLOSED
    assert WORDS in page
    assert choosing(case) not in page


def mayor_of(case):
    return factories.someone_of(case.municipality)


def own(case):
    return reverse("web:appeals:detail", args=[case.reference])


def objecting(case, answer=None):
    if answer is None:
        return reverse("web:appeals:object", args=[case.reference])
    return reverse("web:appeals:object_to_answer", args=[case.reference, answer.reference])


def replying(case, objection=None):
    reference = objection.reference if objection else Objection.objects.get().reference
    return reverse("web:desk:reply_to_objection", args=[case.reference, reference])


def test_the_mayor_reads_each_answer_what_it_means_and_no_name_of_an_officer(case):
    given(case)

    page = read(visit(mayor_of(case)), own(case))

    assert "Leading the appeal to those who can help" in page
    assert "Others can do for you what this platform cannot." in page
    assert WORDS in page
    assert case.officer.display_name not in page


def test_the_mayor_reads_that_an_answer_was_taken_back_and_that_one_is_owed(case):
    answer = given(case)
    answers.retract_answer(reference=answer.reference, by=case.officer, at=timezone.now())

    page = read(visit(mayor_of(case)), own(case))

    assert "This answer was taken back on" in page
    assert "Your appeal waits for an answer again" in page
    assert WORDS not in page


def test_a_closed_case_says_so_and_offers_no_step_that_is_gone(case):
    given(case)
    answers.close_appeal(reference=case.reference, by=case.officer, at=timezone.now())

    page = read(visit(mayor_of(case)), own(case))

    assert "Your officer has closed this case." in page
    assert WORDS in page
    assert "Withdraw the appeal" not in page
    assert "I do not agree" not in page


def test_the_mayor_objects_the_officer_replies_and_the_mayor_reads_it(case):
    answer = given(case)
    mayor, officer = visit(mayor_of(case)), visit(case.officer)

    offered = objecting(case, answer) in read(mayor, own(case))
    sent = sentences(mayor, objecting(case, answer), text="The fund is gone.")
    owed = read(officer, desk(case))
    refused = sentences(officer, closing(case))
    replied = sentences(officer, replying(case), text="We ask another fund.")
    page = read(mayor, own(case))

    assert offered
    assert sent == ["Your officer reads it, and owes you a reply."]
    assert "Owed next: a reply, because the municipality does not agree" in owed
    assert "The fund is gone." in owed
    assert refused == [
        "The municipality does not agree and waits for your reply. Nothing was closed. Reply first."
    ]
    assert replied == ["The municipality reads your reply now."]
    assert "We ask another fund." in page
    assert case.officer.display_name not in page


def test_the_queue_shows_which_case_waits_for_a_reply_until_it_has_one(case):
    mayor, officer = visit(mayor_of(case)), visit(case.officer)
    before = read(officer, reverse("web:desk:queue"))
    mayor.post(objecting(case), {"text": "The mayor was elected in May."})

    owed = read(officer, reverse("web:desk:queue"))
    officer.post(replying(case), {"text": "We ask the observers again."})
    replied = read(officer, reverse("web:desk:queue"))

    assert "Objects: reply" not in before
    assert "Objects: reply" in owed
    assert "Read the case" in owed
    assert "Objects: reply" not in replied


def test_the_mayor_objects_to_the_outcome_of_the_verdict(case):
    mayor = visit(mayor_of(case))

    offered = objecting(case) in read(mayor, own(case))
    sentences(mayor, objecting(case), text="The mayor was elected in May.")

    assert offered
    assert Objection.objects.get().answer is None
    assert objecting(case) not in read(mayor, own(case))


def test_a_second_objection_is_refused_kindly(case):
    mayor = visit(mayor_of(case))
    mayor.post(objecting(case), {"text": "One."})

    page = mayor.post(objecting(case), {"text": "Two."}).content.decode()

    assert "Your last objection still waits for its reply. Nothing was sent." in page
    assert Objection.objects.count() == 1


def test_a_stale_objection_to_an_answer_is_refused_kindly(case):
    answer = given(case)
    answers.retract_answer(reference=answer.reference, by=case.officer, at=timezone.now())

    page = visit(mayor_of(case)).post(objecting(case, answer), {"text": "No."}).content.decode()

    assert "this answer was taken back meanwhile. Nothing was sent." in page
    assert not Objection.objects.exists()


def test_a_reply_is_sent_once(case):
    visit(mayor_of(case)).post(objecting(case), {"text": "One."})
    officer = visit(case.officer)

    sentences(officer, replying(case), text="First.")

    assert sentences(officer, replying(case), text="Second.") == [
        "It was replied to before. Nothing was changed."
    ]


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_objects_or_replies(case, who):
    answer = given(case)
    visit(mayor_of(case)).post(objecting(case), {"text": "One."})
    client = visit(OTHERS[who]())
    addresses = [objecting(case), objecting(case, answer), replying(case)]

    found = [client.get(address).status_code for address in addresses]
    found += [client.post(address, {"text": "Mine."}).status_code for address in addresses]

    assert set(found) == {404}
    assert Objection.objects.open().count() == 1
