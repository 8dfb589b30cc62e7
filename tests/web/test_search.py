"""The desk finds in four languages, and finds no name of a case that nobody has taken."""

import pytest
from django.urls import reverse
from django.utils import translation

from activities.engine.values import Activity
from matching.engine.values import NeedTopic
from matching.selectors.search import cases_found
from matching.services import appeals
from tests import factories
from tests.clock import NOON
from tests.web.visitors import read, visit
from web.desk.search.words import MOST_WORDS, sought_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return factories.an_officer()


@pytest.fixture
def waiting():
    """An appeal for water that nobody has taken."""
    town = factories.a_municipality(name="Костянтинівка", country_code="UA")
    town.zone.name_latin = "Kostiantynivka"
    town.zone.save()
    return factories.a_live_appeal(
        town, topic=NeedTopic.WATER, activity=Activity.SERVICE_DEPARTMENTS
    )


def taken(appeal, officer):
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    return appeal


def found(officer, words):
    return list(cases_found(officer, sought_in(words)))


@pytest.mark.parametrize("words", ["Kostiantynivka", "kostjantynivka", "Костянтинивка"])
def test_an_own_case_is_found_by_its_name_in_either_script_and_with_a_slip(officer, waiting, words):
    taken(waiting, officer)

    assert found(officer, words) == [waiting]


@pytest.mark.parametrize("words", ["water", "eau", "вода", "المياه", "water Ukraine", "أوكرانيا"])
def test_an_appeal_that_waits_is_found_by_its_matter_and_country_in_any_language(
    officer, waiting, words
):
    assert found(officer, words) == [waiting]


def test_an_appeal_that_waits_is_not_found_by_its_name(officer, waiting):
    assert found(officer, "Kostiantynivka") == []
    assert found(officer, "Kostiantynivka water") == []


def test_the_case_of_a_colleague_is_not_found_at_all(officer, waiting):
    taken(waiting, factories.an_officer())

    assert found(officer, "water") == []
    assert found(officer, "Kostiantynivka") == []


def test_a_word_that_is_known_is_not_taken_for_one_like_it(officer, waiting):
    factories.a_live_appeal(topic=NeedTopic.WASTE, activity=Activity.SERVICE_DEPARTMENTS)

    assert found(officer, "water") == [waiting]
    assert waiting in found(officer, "watre")


def test_each_word_must_be_found(officer, waiting):
    taken(waiting, officer)

    assert found(officer, "water Georgia") == []


def test_more_words_than_are_looked_for_break_nothing(officer, waiting):
    assert len(sought_in("water " * 40)) == MOST_WORDS
    assert found(officer, "water " * 40) == [waiting]


def test_the_page_shows_cases_pledges_and_places(officer, waiting):
    taken(waiting, officer)
    factories.a_live_pledge(factories.a_municipality(name="Kostelec", country_code="CZ"))

    with translation.override("en"):
        page = read(visit(officer), reverse("web:desk:search") + "?words=kostelec")
        own = read(visit(officer), reverse("web:desk:search") + "?words=kostiantynivka")

    assert "Kostelec" in page
    assert "Костянтинівка" in own


@pytest.mark.parametrize("words", ["", "'%22;--", "%F0%9F%92%A7", "x" * 300, "_%25"])
def test_whatever_is_typed_is_answered(officer, words):
    answer = visit(officer).get(reverse("web:desk:search") + f"?words={words}")

    assert answer.status_code == 200


def test_the_search_is_the_desks(officer):
    helper = factories.someone_of(factories.a_municipality())

    assert visit(helper).get(reverse("web:desk:search") + "?words=water").status_code in {403, 404}
