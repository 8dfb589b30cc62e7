"""The page that lays helpers of a case beside each other."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching.engine.lifecycle import AppealAction
from matching.services import appeals
from tests import factories
from tests.matching.test_beside import Choice, choice
from tests.web.visitors import NOBODYS, OTHERS, read, visit

pytestmark = pytest.mark.django_db

__all__ = ["choice"]


def _at(choice: Choice, *references: object) -> str:
    address = reverse("web:desk:beside", args=[choice.appeal.reference])
    return f"{address}?" + "&".join(f"pledge={each}" for each in references)


def _all(choice: Choice) -> list[object]:
    return [pledge.reference for pledge in choice.pledges]


def test_the_case_offers_to_lay_its_helpers_beside_each_other(choice):
    page = read(visit(choice.officer), reverse("web:desk:case", args=[choice.appeal.reference]))

    assert page.count('name="pledge"') == 3
    assert page.count('form="beside"') == 3
    assert '<form class="row" id="beside"' in page


def test_a_case_with_one_helper_offers_no_comparison():
    officer = factories.an_officer()
    appeal = factories.a_live_appeal()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=timezone.now())

    page = read(visit(officer), reverse("web:desk:case", args=[appeal.reference]))

    assert 'id="beside"' not in page


def test_the_page_says_who_stands_first_and_by_which_criterion(choice):
    page = " ".join(read(visit(choice.officer), _at(choice, *_all(choice))).split())

    assert page.count("stands before") == 2
    assert "The first criterion in which they differ: Languages." in page
    assert "no criterion tells them apart" in page
    assert page.count('<span class="tag">decides</span>') == 1
    assert "In common: English" in page
    assert "None in common, with an interpreter. It speaks: German" in page
    assert "For 3 more appeals, of 3 in all" in page


def test_a_pair_can_be_put_to_both_once_the_appeal_was_read(choice):
    client = visit(choice.officer)
    before = read(client, _at(choice, *_all(choice)))
    appeals.move_appeal(
        reference=choice.appeal.reference,
        action=AppealAction.ACKNOWLEDGE,
        by=choice.officer,
        at=timezone.now(),
    )
    after = read(client, _at(choice, *_all(choice)))

    put = reverse("web:desk:put", args=[choice.appeal.reference, choice.pledges[0].reference])
    assert (f'href="{put}"' in before, f'href="{put}"' in after) == (False, True)


@pytest.mark.parametrize("count", [0, 1, 4])
def test_fewer_than_two_and_more_than_three_are_a_kind_sentence(choice, count):
    references = [*_all(choice), factories.a_live_pledge().reference][:count]

    page = read(visit(choice.officer), _at(choice, *references))

    assert "Tick two or three helpers on the page of the case." in page


@pytest.mark.parametrize("odd", ["x", NOBODYS, "%27--", "1" * 400])
def test_what_names_no_helper_of_the_case_is_left_out(choice, odd):
    first, second, _third = _all(choice)

    page = read(visit(choice.officer), _at(choice, first, second, odd))

    assert "Who stands first, and why" in page


@pytest.mark.parametrize("who", OTHERS)
def test_helpers_of_anothers_case_are_as_missing_as_none(choice, who):
    client = visit(OTHERS[who]())

    hidden = client.get(_at(choice, *_all(choice)))
    missing = client.get(reverse("web:desk:beside", args=[NOBODYS]))

    assert (hidden.status_code, missing.status_code) == (404, 404)


def test_three_helpers_cost_as_much_as_two(choice):
    costs = []
    for number in (2, 3):
        with CaptureQueriesContext(connection) as queries:
            visit(choice.officer).get(_at(choice, *_all(choice)[:number]))
        costs.append(len(queries))

    assert costs[0] == costs[1]
