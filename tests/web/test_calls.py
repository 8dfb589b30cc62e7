"""The pages of partner calls, for the host, the secretariat, the city, and for nobody else."""

from datetime import timedelta
from typing import Any, Final

import pytest
from django.test import Client
from django.utils import timezone

from accounts.engine.roles import Role
from notices.engine.telling import Kind
from partnercalls.engine.lifecycle import CallState, OfferState
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.services import calls
from tests import factories
from tests.notices.telling import deliver, kinds_of
from tests.partnercalls.hosting import a_call, a_listed_call, a_ready_city, an_offer
from tests.web.visitors import NOBODYS, OTHERS, read, sentences, visit

pytestmark = pytest.mark.django_db
INDEX: Final = "/calls/"
WRITE: Final = "/calls/write/"
CONTACT: Final = "Nino, +995 32 000 000"


@pytest.fixture
def host():
    return factories.an_intermediary()


@pytest.fixture
def delegate(host):
    return factories.someone_at(host)


@pytest.fixture
def city():
    return a_ready_city()


@pytest.fixture
def mayor(city):
    return factories.someone_of(city)


@pytest.fixture
def call(host, delegate):
    return a_listed_call(host, by=delegate, at=timezone.now())


def said(**other: object) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "topic": "water",
        "experts": 2,
        "summary": "Two engineers for pumping stations.",
        "languages": ["en"],
        "country": "GE",
        "starts": today + timedelta(days=20),
        "last_day": today + timedelta(days=90),
        "gives_access": "on",
        "gives_security": "on",
        "gives_logistics": "on",
        "contact": CONTACT,
        **other,
    }


def send(person, host, **other: object):
    return visit(person).post(WRITE, {"host": host.reference, **said(**other)}, follow=True)


def test_a_host_writes_a_call_and_finds_it_with_its_state(host, delegate):
    page = send(delegate, host).content.decode()

    call = PartnerCall.objects.get()
    assert call.host == host
    assert call.ends == timezone.localdate() + timedelta(days=91)
    assert "The secretariat reads it" in page
    assert "2 experts: Drinking water" in read(visit(delegate), INDEX)


@pytest.mark.parametrize("gift", ["gives_access", "gives_security", "gives_logistics"])
def test_a_host_that_gives_less_than_all_three_is_told_what_to_do(host, delegate, gift):
    page = send(delegate, host, **{gift: ""}).content.decode()

    assert "Without this nobody can be lent to you." in page
    assert "Two engineers for pumping stations." in page
    assert not PartnerCall.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"last_day": "2020-01-01"}, "The last day must not come before the first."),
        (
            {"starts": "2020-01-01", "last_day": "2020-02-01"},
            "The last day has passed already. Nothing was changed.",
        ),
        ({"experts": 0}, "greater than or equal to 1"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"contact": " "}, "This field is required."),
        ({"contact": "Nino \u202e59"}, "This holds signs that cannot be seen."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(host, delegate, wrong, sentence):
    page = send(delegate, host, **wrong).content.decode()

    assert sentence in page
    assert "Two engineers for pumping stations." in page
    assert not PartnerCall.objects.exists()


def test_one_more_than_may_be_open_is_refused_in_words(host, delegate, monkeypatch):
    monkeypatch.setattr(calls, "MOST_OPEN", 0)

    assert "Nothing was sent. Take one back" in send(delegate, host).content.decode()


def test_whoever_acts_for_two_organisations_chooses_one(host, delegate):
    network = factories.a_network()
    factories.acts_as(delegate, Role.NETWORK, network=network)

    send(delegate, network)

    assert PartnerCall.objects.get().host == network


def test_the_desk_lists_a_call_and_the_city_whose_pledge_fits_is_told(host, delegate, mayor):
    call = a_call(host, by=delegate, at=timezone.now())
    deliver(at=timezone.now())
    officer = factories.an_officer()
    late = factories.an_officer()
    desk = visit(officer)

    assert "2 experts: Drinking water" in read(desk, INDEX)
    page = desk.post(
        f"/calls/{call.reference}/list/", {"phase": "high", "peace": "missing"}, follow=True
    )

    deliver(at=timezone.now())
    assert "The call is listed." in page.content.decode()
    assert "not counted as city diplomacy" in read(visit(mayor), f"/calls/{call.reference}/")
    assert kinds_of(mayor) == [Kind.CALL_FITS]
    assert kinds_of(delegate) == [Kind.CALL_LISTED]
    assert kinds_of(late) == []  # came after it was sent


def test_everybody_at_the_desk_hears_of_a_new_call(host, delegate):
    officer, supervisor = factories.an_officer(), factories.a_supervisor()

    a_call(host, by=delegate, at=timezone.now())
    deliver(at=timezone.now())

    assert kinds_of(officer) == kinds_of(supervisor) == [Kind.CALL_WAITS]
    assert kinds_of(delegate) == []


def test_a_phase_that_the_map_does_not_open_is_refused_in_words(host, delegate):
    call = a_call(host, by=delegate, at=timezone.now())
    desk = visit(factories.an_officer())

    page = desk.post(
        f"/calls/{call.reference}/list/", {"phase": "low_before", "peace": "holds"}, follow=True
    )

    assert "opens no specialists on loan in this phase" in page.content.decode()
    assert PartnerCall.objects.get().state == CallState.PROPOSED


def test_a_refusal_is_read_by_the_host(host, delegate):
    call = a_call(host, by=delegate, at=timezone.now())
    desk = visit(factories.an_officer())

    assert (
        "This field is required."
        in desk.post(f"/calls/{call.reference}/refuse/", {"reason": ""}).content.decode()
    )
    desk.post(f"/calls/{call.reference}/refuse/", {"reason": "It names a bridge."})
    deliver(at=timezone.now())

    assert "It names a bridge." in read(visit(delegate), f"/calls/{call.reference}/")
    assert kinds_of(delegate) == [Kind.CALL_REFUSED]


def test_a_decision_that_comes_second_changes_nothing(call):
    desk = visit(factories.an_officer())

    late = sentences(desk, f"/calls/{call.reference}/refuse/", reason="Too late.")

    assert late == ["The call has moved on meanwhile. Nothing was changed."]
    assert PartnerCall.objects.get().state == CallState.LISTED


def test_a_city_offers_and_the_host_takes_it_up_and_both_reach_each_other(
    host, delegate, city, mayor, call
):
    helper, asking = visit(mayor), visit(delegate)
    address = f"/calls/{call.reference}/"
    assert host.name not in read(helper, address)

    told = sentences(
        helper, f"{address}offer/", municipality=city.reference, experts=1, contact="Eva, 46 46"
    )
    deliver(at=timezone.now())
    offer = ExpertOffer.objects.get()

    assert told == ["Your offer is with the organisation."]
    assert kinds_of(delegate)[-1] == Kind.CALL_OFFERED
    assert "Lund" in read(asking, address)
    contact = asking.post(f"/calls/offers/{offer.reference}/contact/").content.decode()
    assert "Eva, 46 46" in contact
    assert helper.post(f"{address}contact/").status_code == 404

    asking.post(f"/calls/offers/{offer.reference}/move/", {"action": "take_up"})
    deliver(at=timezone.now())

    assert kinds_of(mayor)[-1] == Kind.OFFER_TAKEN_UP
    opened = helper.post(f"{address}contact/").content.decode()
    assert CONTACT in opened
    assert host.name in opened
    assert host.name in read(helper, address)


def test_a_city_that_is_not_ready_reads_what_to_complete_and_nothing_is_sent(call):
    town = factories.a_municipality(name="Turku", may_appeal=False)
    helper = visit(factories.someone_of(town))
    address = f"/calls/{call.reference}/"

    assert "Still to complete before you lend experts:" in read(helper, address)
    assert "Offer experts" not in read(helper, address)
    page = helper.post(
        f"{address}offer/", {"municipality": town.reference, "experts": 1, "contact": "Aino"}
    )

    assert "must complete something before it lends experts" in page.content.decode()
    assert not ExpertOffer.objects.exists()


def test_a_pledge_that_does_not_fit_says_why_and_an_offer_can_still_be_made(host, delegate, mayor):
    call = a_listed_call(host, by=delegate, languages=frozenset({"ka"}), at=timezone.now())

    page = read(visit(mayor), f"/calls/{call.reference}/")

    assert "No language in common, and the pledge brings no interpreter." in page
    assert f"/calls/{call.reference}/offer/" in page


def test_more_than_is_looked_for_and_a_second_offer_are_refused_in_words(city, mayor, call):
    helper = visit(mayor)
    address = f"/calls/{call.reference}/offer/"
    body = {"municipality": city.reference, "experts": 3, "contact": "Eva"}
    assert "Fewer experts are still looked for" in helper.post(address, body).content.decode()

    helper.post(address, {**body, "experts": 1})
    second = helper.post(address, {**body, "experts": 1}).content.decode()

    assert "has made an offer already" in second
    assert ExpertOffer.objects.count() == 1


def test_the_host_closes_a_call_and_who_waited_is_told(delegate, city, mayor, call):
    an_offer(call, city, by=mayor, at=timezone.now())

    told = sentences(visit(delegate), f"/calls/{call.reference}/end/")
    deliver(at=timezone.now())

    assert told == ["The call is closed. Cities that waited are told."]
    assert kinds_of(mayor)[-1] == Kind.OFFER_DECLINED
    assert ExpertOffer.objects.get().state == OfferState.DECLINED
    assert "Not taken up" in read(visit(mayor), f"/calls/{call.reference}/")


def test_a_city_takes_its_offer_back(delegate, city, mayor, call):
    offer = an_offer(call, city, by=mayor, at=timezone.now())

    told = sentences(visit(mayor), f"/calls/offers/{offer.reference}/move/", action="withdraw")

    assert told == ["Your offer is taken back, and how to reach you is erased."]
    assert "No city has offered yet." in read(visit(delegate), f"/calls/{call.reference}/")
    assert visit(delegate).post(f"/calls/offers/{offer.reference}/contact/").status_code == 404


@pytest.mark.parametrize("action", ["take_up", "decline"])
def test_a_city_does_not_answer_its_own_offer(city, mayor, call, action):
    offer = an_offer(call, city, by=mayor, at=timezone.now())

    answer = visit(mayor).post(f"/calls/offers/{offer.reference}/move/", {"action": action})

    assert answer.status_code == 404
    assert ExpertOffer.objects.get().state == OfferState.OFFERED


def test_a_step_that_does_not_exist_is_refused(city, mayor, call):
    offer = an_offer(call, city, by=mayor, at=timezone.now())

    answer = visit(mayor).post(f"/calls/offers/{offer.reference}/move/", {"action": "burn"})

    assert answer.status_code == 400


READERS: Final = {
    "an officer without the case",
    "a supervisor",
    "a network",
    "another municipality",
}


@pytest.mark.parametrize("who", OTHERS)
def test_a_listed_call_is_for_helpers_networks_and_the_desk(call, who):
    page = visit(OTHERS[who]()).get(f"/calls/{call.reference}/")

    assert page.status_code == (200 if who in READERS else 404)


@pytest.mark.parametrize("who", OTHERS)
def test_a_call_that_waits_is_for_its_host_and_the_desk(host, delegate, who):
    call = a_call(host, by=delegate, at=timezone.now())

    page = visit(OTHERS[who]()).get(f"/calls/{call.reference}/")

    at_the_desk = {"an officer without the case", "a supervisor"}
    assert page.status_code == (200 if who in at_the_desk else 404)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_reads_who_offers_or_how_they_are_reached(city, mayor, call, who):
    offer = an_offer(call, city, by=mayor, at=timezone.now())
    other = visit(OTHERS[who]())

    assert "Lund" not in read(other, f"/calls/{call.reference}/")
    assert other.post(f"/calls/offers/{offer.reference}/contact/").status_code == 404
    moved = other.post(f"/calls/offers/{offer.reference}/move/", {"action": "take_up"})
    assert moved.status_code == 404
    assert other.post(f"/calls/{call.reference}/end/").status_code == 404


def test_the_secretariat_may_call_the_host_back_and_a_network_may_not(call):
    desk = visit(factories.an_officer()).post(f"/calls/{call.reference}/contact/")
    network = visit(factories.someone_in(factories.a_network()))

    assert CONTACT in desk.content.decode()
    assert network.post(f"/calls/{call.reference}/contact/").status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("asks", 403), ("nobody", 403), ("helps", 200), ("hosts", 200)],
)
def test_the_list_is_for_those_who_read_any(host, who, status):
    person = {
        "asks": lambda: factories.someone_of(factories.a_municipality(may_help=False)),
        "nobody": factories.a_user,
        "helps": lambda: factories.someone_of(factories.a_municipality()),
        "hosts": lambda: factories.someone_at(host),
    }[who]()

    assert visit(person).get(INDEX).status_code == status


def test_the_list_narrows_by_field_and_says_what_fits(host, delegate, mayor, call):
    other = a_listed_call(host, by=delegate, languages=frozenset({"ka"}), at=timezone.now())

    helper = visit(mayor)

    assert read(helper, INDEX).count("A pledge of yours fits") == 1
    assert str(other.reference) in read(helper, INDEX)
    assert "No call asks for this field now." in read(helper, f"{INDEX}?topic=waste")
    assert str(call.reference) in read(helper, f"{INDEX}?topic=nothing")


def test_the_list_asks_no_more_for_more_calls(
    host, delegate, mayor, call, django_assert_max_num_queries
):
    for _number in range(5):
        a_listed_call(host, by=delegate, at=timezone.now())
    helper = visit(mayor)
    read(helper, INDEX)

    with django_assert_max_num_queries(16):
        assert read(helper, INDEX).count("2 experts: Drinking water") == 6


def test_whoever_has_two_roles_finds_the_page_once(host):
    person = factories.someone_at(host)
    factories.acts_as(person, Role.OFFICER)

    assert read(visit(person), INDEX).count('<a href="/calls/"') == 1


@pytest.mark.parametrize("step", ["", "list/", "refuse/", "offer/"])
def test_what_is_not_there_is_not_found(mayor, step):
    assert visit(mayor).get(f"/calls/{NOBODYS}/{step}").status_code == 404


def test_nobody_comes_in_without_signing_in(call):
    page = Client().get(f"/calls/{call.reference}/")

    assert page.status_code == 302
    assert page["Location"].startswith("/accounts/login/")
