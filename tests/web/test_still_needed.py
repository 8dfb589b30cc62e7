"""The question whether help is still needed, on the pages of who is asked and of the officer."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.models import Appeal, StillNeeded
from matching.services import still_needed
from tests import factories
from tests.matching.proposing import a_read_appeal
from tests.web.visitors import OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db

LIST = reverse("web:desk:still_needed")
QUESTION = "Do you still need this help?"


@pytest.fixture
def case() -> Appeal:
    """A case of a place at war, sent 60 days ago."""
    now = timezone.now()
    appeal = a_read_appeal(factories.an_officer(), at=now - timedelta(days=60))
    still_needed.ask_due(at=now)
    return Appeal.objects.get(pk=appeal.pk)


@pytest.fixture
def mayor(case) -> User:
    return factories.someone_of(case.municipality)


def _reply(case: Appeal) -> str:
    return reverse("web:appeals:still_needed", args=[case.reference])


def _heard(case: Appeal) -> str:
    return reverse("web:desk:heard", args=[case.reference])


def test_the_mayor_reads_the_question_and_that_silence_closes_nothing(case, mayor):
    page = read(visit(mayor), case.get_absolute_url())

    assert QUESTION in page
    assert "If you cannot, nothing is closed." in page
    assert reverse("web:appeals:withdraw", args=[case.reference]) in page


def test_yes_keeps_the_appeal_as_it_is(case, mayor):
    client = visit(mayor)

    told = sentences(client, _reply(case), reply="yes")

    assert told == ["Thank you. Your appeal goes on as before."]
    assert QUESTION not in read(client, case.get_absolute_url())


def test_it_has_changed_leads_to_the_words(case, mayor):
    response = visit(mayor).post(_reply(case), {"reply": "changed"})

    assert response.headers["Location"] == reverse("web:appeals:rewrite", args=[case.reference])
    assert StillNeeded.objects.get().reply == "changed"


def test_no_asks_once_more_and_withdraws(case, mayor):
    address = reverse("web:appeals:withdraw", args=[case.reference])

    told = sentences(visit(mayor), address)

    assert told == ["The appeal is withdrawn."]
    assert StillNeeded.objects.get().reply == "no"


@pytest.mark.parametrize("said", ["", "no", "silence", "perhaps"])
def test_what_is_no_answer_is_kept_nowhere(case, mayor, said):
    told = sentences(visit(mayor), _reply(case), reply=said)

    assert told == ["Nothing was kept. Choose one of the answers."]
    assert StillNeeded.objects.get().reply == ""


def test_a_second_click_reads_that_it_was_answered(case, mayor):
    client = visit(mayor)
    sentences(client, _reply(case), reply="yes")

    told = sentences(client, _reply(case), reply="yes")

    assert told == ["This question was answered before. Nothing was changed."]


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_answers_for_them(case, who):
    client = visit(OTHERS[who]())

    assert client.post(_reply(case), {"reply": "yes"}).status_code == 404
    assert client.post(_heard(case), {"reply": "yes"}).status_code == 404
    assert StillNeeded.objects.get().reply == ""


def test_the_officer_reads_whom_to_speak_with_and_keeps_what_was_heard(case):
    client = visit(case.officer)

    page = read(client, LIST)
    nothing = sentences(client, _heard(case), reply="silence")
    told = sentences(client, _heard(case), reply="no")
    again = sentences(client, _heard(case), reply="yes")

    assert "Speak with them yourself" in page
    assert nothing == ["Nothing was kept. Choose what they said."]
    assert told == ["What they said is kept. The appeal stays as it is."]
    assert again == ["This question was answered before. Nothing was changed."]
    assert "Help is no longer needed." in read(client, LIST)


def test_another_officer_reads_nothing_of_it(case):
    page = read(visit(factories.an_officer()), LIST)

    assert "Nothing to do here" in page
    assert case.municipality.name not in page


def test_the_list_is_closed_to_all_but_the_secretariat(mayor):
    assert visit(mayor).get(LIST).status_code == 403
