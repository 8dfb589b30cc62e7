"""Setting a pair aside on the page of the case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Appeal, Pledge, SetAside
from matching.services import appeals
from tests import factories
from tests.web.visitors import OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Appeal:
    appeal = factories.a_live_appeal(at=timezone.now())
    appeals.take_appeal(reference=appeal.reference, by=factories.an_officer(), at=timezone.now())
    factories.a_live_pledge(at=timezone.now())
    match()
    appeal.refresh_from_db()
    return appeal


def _page(case: Appeal) -> str:
    return reverse("web:desk:set_aside", args=[case.reference, Pledge.objects.get().reference])


def _case(case: Appeal) -> str:
    return reverse("web:desk:case", args=[case.reference])


def _lift(case: Appeal) -> str:
    return reverse("web:desk:lift_aside", args=[case.reference, SetAside.objects.get().reference])


def _said(**changes) -> dict[str, object]:
    until = timezone.localdate() + timedelta(days=30)
    return {
        "reason": "declined_by_helper",
        "until": until.isoformat(),
        "note": "They wrote.",
    } | changes


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_else_finds_the_page_or_changes_anything(case, who):
    client = visit(OTHERS[who]())

    answers = [client.get(_page(case)), client.post(_page(case), _said())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not SetAside.objects.exists()


def test_the_consequence_is_told_before_anything_is_saved(case):
    client = visit(case.officer)

    page = read(client, _page(case))

    assert _page(case) in read(client, _case(case))
    assert "no run lists or gives this pledge" in page
    assert "it is then owed another answer from you" in page
    assert not SetAside.objects.exists()


def test_the_officer_sets_aside_reads_why_and_lifts(case):
    client = visit(case.officer)

    told = sentences(client, _page(case), **_said())
    match()
    page = read(client, _case(case))
    lifted = sentences(client, _lift(case))
    match()

    assert told == ["The pair is set aside. The appeal is matched anew now."]
    for words in ("The helper has declined this appeal.", "They wrote.", "it can be proposed"):
        assert words in page
    assert _page(case) not in page
    assert lifted == ["The pair can be proposed again. It is matched anew now."]
    assert _page(case) in read(client, _case(case))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"until": "2020-01-01"}, "until tomorrow at the earliest"),
        ({"until": "2199-01-01"}, "for a year at the most"),
        ({"until": "soon"}, "Enter a valid date."),
        ({"reason": ""}, "This field is required."),
        ({"reason": "whim"}, "Select a valid choice."),
        ({"note": "x" * 1_001}, "at most 1000 characters"),
    ],
)
def test_bad_input_is_a_sentence_beside_the_question(case, changes, sentence):
    response = visit(case.officer).post(_page(case), _said(**changes))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not SetAside.objects.exists()


def test_a_second_tab_is_told_that_it_is_set_aside_already(case):
    client = visit(case.officer)
    client.post(_page(case), _said())

    page = client.post(_page(case), _said()).content.decode()

    assert "This pair is set aside already. Nothing was changed." in page
    assert SetAside.objects.count() == 1


def test_what_was_lifted_is_not_found_again(case):
    client = visit(case.officer)
    client.post(_page(case), _said())
    client.post(_lift(case))

    assert client.post(_lift(case)).status_code == 404
