"""Pages of saved searches: for people of a helper, missing for everybody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from activities.engine.values import Activity
from audit.models import Delivery
from notices.models import Notice
from publication.engine.searches import MOST
from publication.engine.values import ActivityGroup
from publication.models import SavedSearch
from publication.selectors.cards import Sought
from publication.services import searches
from tests import factories
from tests.notices.telling import deliver
from tests.publication.cards import a_case, listed
from tests.web.visitors import OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db

INDEX = reverse("web:needs:searches")
PLACES_NO_ONE = {"an officer without the case", "a supervisor", "an intermediary", "a network"}


@pytest.fixture
def helper():
    return factories.a_municipality(name="Gothenburg")


@pytest.fixture
def person(helper):
    return factories.someone_of(helper)


def _save_page(**sought):
    return reverse("web:needs:save_search", query=sought)


def _said(helper, name="Forums in hard times"):
    return {"name": name, "municipality": str(helper.reference)}


def _kept(helper, person, *, name="Forums", sought=None):
    return searches.save_search(
        municipality=helper.reference,
        name=name,
        sought=sought or Sought(activity=Activity.FORUMS),
        by=person,
        at=timezone.now(),
    )


def test_the_list_lets_a_helper_save_what_it_is_narrowed_to(helper, person):
    card = listed(a_case(at=timezone.now()), at=timezone.now())
    client = visit(person)
    question = {"activity": "forums", "place": card.place.code}

    page = read(client, reverse("web:needs:index", query=question))
    told = sentences(client, _save_page(**question), **_said(helper))

    assert _save_page(**question).replace("&", "&amp;") in page
    assert told == ["The search is saved. You are told when a new need fits."]
    saved = SavedSearch.objects.get()
    assert (saved.activity, saved.place, saved.municipality) == ("forums", card.place, helper)


def test_nobody_else_is_offered_to_save(person):
    anonymous = read(visit(factories.an_officer()), reverse("web:needs:index"))

    assert INDEX not in anonymous
    assert INDEX in read(visit(person), reverse("web:needs:index"))


def test_the_list_of_searches_shows_counts_in_steps_and_leads_to_what_fits(helper, person):
    card = listed(a_case(at=timezone.now()), at=timezone.now())
    _kept(helper, person, sought=Sought(activity=Activity.FORUMS, place=card.place.code))
    client = visit(person)

    page = client.get(INDEX)

    [line] = page.context["lines"]
    assert line.count == "Fewer than 5 needs"
    assert card.get_absolute_url() in read(client, line.list_href)


def test_one_search_costs_as_many_queries_as_three(helper, person):
    client = visit(person)
    _kept(helper, person)
    one = _cost(client)
    _kept(helper, person, name="All", sought=Sought())
    _kept(helper, person, name="Voices", sought=Sought(group=ActivityGroup.VOICE))

    assert _cost(client) == one


def _cost(client):
    with CaptureQueriesContext(connection) as queries:
        client.get(INDEX)
    return len(queries)


def test_a_search_is_renamed_and_deleted(helper, person):
    saved = _kept(helper, person)
    client, address = visit(person), reverse("web:needs:search", args=[saved.reference])

    renamed = sentences(client, address, name="Voices")
    forgotten = sentences(client, reverse("web:needs:forget_search", args=[saved.reference]))

    assert (renamed, forgotten) == (["The search has its new name."], ["The search is deleted."])
    assert client.get(address).status_code == 404


def test_what_is_refused_is_said_and_stays_in_the_form(helper, person):
    _kept(helper, person, name="Forums")
    client = visit(person)

    taken = client.post(_save_page(activity="visits"), _said(helper, "Forums"))
    again = client.post(_save_page(activity="forums"), _said(helper, "Others"))

    assert "Another search of yours has this name." in taken.text
    assert "You have saved the same search before." in again.text
    assert SavedSearch.objects.count() == 1


def test_an_eleventh_search_is_refused_kindly(helper, person):
    cells = [*Activity, *ActivityGroup]
    for cell in cells[:MOST]:
        visit(person).post(_save_page(activity=cell), _said(helper, f"About {cell}"))

    answer = visit(person).post(_save_page(activity=cells[MOST]), _said(helper, "One more"))

    assert "You have saved as many searches as you may." in answer.text
    assert SavedSearch.objects.count() == MOST


@pytest.mark.parametrize("kind", OTHERS)
def test_a_search_is_missing_for_everybody_else(helper, person, kind):
    saved = _kept(helper, person)
    client = visit(OTHERS[kind]())
    forget = reverse("web:needs:forget_search", args=[saved.reference])

    answers = [
        client.get(reverse("web:needs:search", args=[saved.reference])),
        client.post(reverse("web:needs:search", args=[saved.reference]), {"name": "Mine"}),
        client.post(forget),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert SavedSearch.objects.get().name == "Forums"


@pytest.mark.parametrize("kind", sorted(PLACES_NO_ONE))
def test_who_acts_for_no_helper_finds_no_such_pages(kind):
    client = visit(OTHERS[kind]())

    assert [client.get(each).status_code for each in (INDEX, _save_page())] == [404, 404]


def test_a_notice_leads_to_the_search(helper, person):
    saved = _kept(helper, person)
    listed(a_case(at=timezone.now()), at=timezone.now())
    deliver(at=timezone.now())
    notice = Notice.objects.get(recipient=person)

    page = read(visit(person), reverse("web:inbox:index"))
    opened = visit(person).post(reverse("web:inbox:open", args=[notice.reference]))

    assert "A need that is new on the public list fits a search you saved." in page
    assert opened["Location"] == reverse("web:needs:search", args=[saved.reference])
    assert not Delivery.objects.filter(state="dead").exists()
