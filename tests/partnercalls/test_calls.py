"""Partner calls: who writes, lists, reads, answers and ends them, and what each may see."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.engine.roles import Role
from audit.models import Event, StateChange
from evidence.engine.values import Phase
from partnercalls import selectors
from partnercalls.engine.calling import NegativePeace, Obstacle
from partnercalls.engine.lifecycle import CallState, IllegalTransition, OfferAction, OfferState
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.services import calls, offers, words
from tests import factories
from tests.clock import NOON
from tests.partnercalls.hosting import (
    CONTENT,
    TODAY,
    a_call,
    a_listed_call,
    a_ready_city,
    an_offer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return factories.an_intermediary()


@pytest.fixture
def delegate(host):
    return factories.someone_at(host)


@pytest.fixture
def officer():
    return factories.an_officer()


@pytest.fixture
def city():
    return a_ready_city()


@pytest.fixture
def mayor(city):
    return factories.someone_of(city)


def verbs() -> list[str]:
    kinds = ["partner_call", "expert_offer"]
    found = Event.objects.filter(subject_kind__in=kinds).exclude(verb="sealed.opened")
    return list(found.order_by("pk").values_list("verb", flat=True))


def test_a_call_waits_for_the_secretariat_and_no_city_reads_it(host, delegate, mayor):
    call = a_call(host, by=delegate)

    assert list(selectors.calls_for(delegate)) == [call]
    assert not selectors.calls_for(mayor).exists()
    assert verbs() == ["partner_call.written"]
    assert StateChange.objects.filter(table_name="partnercalls_partnercall").count() == 1


def test_how_a_host_is_reached_lies_sealed(host, delegate):
    call = a_call(host, by=delegate)

    assert b"Nino" not in bytes(PartnerCall.objects.get(pk=call.pk).sealed_contact)
    assert words.read_host_contact(call, by=delegate, at=NOON) == CONTENT.contact


def test_a_network_asks_for_experts_too():
    network = factories.a_network()

    call = a_call(network)

    assert call.host == network
    assert call.intermediary is None


@pytest.mark.parametrize("somebody", ["of_a_city", "an_officer", "at_another"])
def test_nobody_else_asks_in_the_name_of_a_host(host, mayor, officer, somebody):
    who = {
        "of_a_city": mayor,
        "an_officer": officer,
        "at_another": factories.someone_at(factories.an_intermediary()),
    }[somebody]

    with pytest.raises(PermissionDenied):
        calls.write_call(host=host, content=CONTENT, by=who, at=NOON)

    assert not PartnerCall.objects.exists()


def test_a_host_has_no_more_open_calls_than_it_may(host, delegate, monkeypatch):
    monkeypatch.setattr(calls, "MOST_OPEN", 1)
    first = a_call(host, by=delegate)
    with pytest.raises(calls.TooManyOpen):
        a_call(host, by=delegate)

    calls.end_call(reference=first.reference, by=delegate, at=NOON)

    assert a_call(host, by=delegate).state == CallState.PROPOSED


def test_a_call_whose_last_day_has_passed_is_not_begun(host, delegate):
    began = TODAY - timedelta(days=9)
    with pytest.raises(calls.EndsTooSoon):
        a_call(host, by=delegate, starts=began, ends=TODAY)

    tomorrow = TODAY + timedelta(days=1)  # exclusive: the last day is today
    last_day_is_today = a_call(host, by=delegate, starts=began, ends=tomorrow)

    assert last_day_is_today.state == CallState.PROPOSED


def test_an_officer_lists_a_call_with_what_is_known_of_the_place(host, delegate, officer, mayor):
    call = a_listed_call(
        host, by=delegate, officer=officer, phase=Phase.HIGH, peace=NegativePeace.MISSING
    )

    kept = PartnerCall.objects.get(pk=call.pk)
    assert (kept.phase, kept.map_version, kept.decided_by) == ("high", 1, officer)
    assert kept.is_outside_strict_definition
    assert list(selectors.listed_for(mayor)) == [call]


def test_a_phase_that_the_map_does_not_open_is_refused(host, delegate, officer):
    call = a_call(host, by=delegate)

    with pytest.raises(calls.NotOnTheMap):
        calls.list_call(
            reference=call.reference,
            phase=Phase.LOW_BEFORE,
            peace=NegativePeace.HOLDS,
            by=officer,
            at=NOON,
        )

    assert PartnerCall.objects.get(pk=call.pk).state == CallState.PROPOSED


def test_whoever_wrote_a_call_does_not_list_it(host):
    both = factories.someone_at(host)
    factories.acts_as(both, Role.OFFICER)
    call = a_call(host, by=both)

    with pytest.raises(PermissionDenied):
        calls.refuse_call(reference=call.reference, reason="No.", by=both, at=NOON)


def test_a_refusal_has_its_reason_and_erases_the_contact(host, delegate, officer):
    call = a_call(host, by=delegate)

    calls.refuse_call(reference=call.reference, reason="It names a town.", by=officer, at=NOON)

    kept = PartnerCall.objects.get(pk=call.pk)
    assert (kept.state, kept.refused_because) == (CallState.REFUSED, "It names a town.")
    assert words.read_host_contact(kept, by=delegate, at=NOON) == ""
    with pytest.raises(IllegalTransition):
        calls.end_call(reference=call.reference, by=delegate, at=NOON)


@pytest.mark.parametrize("somebody", ["municipality_that_asks", "another_host", "nobody"])
def test_a_listed_call_is_for_helpers_networks_and_the_desk(host, delegate, somebody):
    call = a_listed_call(host, by=delegate)
    asks = factories.a_municipality(may_help=False)
    who = {
        "municipality_that_asks": factories.someone_of(asks),
        "another_host": factories.someone_at(factories.an_intermediary()),
        "nobody": factories.a_user(),
    }[somebody]
    network = factories.someone_in(factories.a_network())

    assert not selectors.calls_for(who).exists()
    assert list(selectors.calls_for(network)) == [call]
    assert list(selectors.calls_for(factories.an_officer())) == [call]


def test_the_desk_sees_what_waits_the_oldest_first_and_nobody_else_may_ask(host, delegate, mayor):
    a_listed_call(host, by=delegate)
    waiting = [a_call(host, by=delegate) for _number in range(2)]

    assert list(selectors.waiting_for(factories.an_officer())) == waiting
    with pytest.raises(PermissionDenied):
        selectors.waiting_for(mayor)


def test_an_offer_tells_the_host_who_offers_and_a_take_up_tells_both(host, delegate, city, mayor):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)

    assert list(selectors.offers_for(delegate, call)) == [offer]
    assert words.read_city_contact(offer, by=delegate, at=NOON) == "Eva, eva@lund.example"
    with pytest.raises(PermissionDenied):
        words.read_host_contact(call, by=mayor, at=NOON)

    offers.answer_offer(reference=offer.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON)

    assert words.read_host_contact(call, by=mayor, at=NOON) == CONTENT.contact
    assert PartnerCall.objects.get(pk=call.pk).found == 1


def test_no_other_city_and_no_desk_reads_an_offer(host, delegate, city, mayor, officer):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)
    other = factories.someone_of(a_ready_city("Turku"))

    for who in (other, officer, factories.someone_in(factories.a_network(city))):
        assert not selectors.offers_for(who, call).exists()
        with pytest.raises(PermissionDenied):
            words.read_city_contact(offer, by=who, at=NOON)


@pytest.mark.parametrize("way", ["taken_back", "declined", "call_closed", "call_lapsed"])
def test_an_offer_that_ends_erases_how_its_city_is_reached(host, delegate, city, mayor, way):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)
    match way:
        case "taken_back":
            offers.withdraw_offer(reference=offer.reference, by=mayor, at=NOON)
        case "declined":
            offers.answer_offer(
                reference=offer.reference, action=OfferAction.DECLINE, by=delegate, at=NOON
            )
        case "call_closed":
            calls.end_call(reference=call.reference, by=delegate, at=NOON)
        case "call_lapsed":
            assert calls.lapse_due(at=NOON + timedelta(days=120)) == 1

    kept = ExpertOffer.objects.select_related("data_key").get(pk=offer.pk)
    assert kept.state == (OfferState.WITHDRAWN if way == "taken_back" else OfferState.DECLINED)
    assert kept.data_key.destroyed_at is not None
    with pytest.raises(PermissionDenied):
        words.read_city_contact(kept, by=delegate, at=NOON)


def test_what_a_city_took_back_leaves_the_page_of_the_host(host, delegate, city, mayor):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)

    offers.withdraw_offer(reference=offer.reference, by=mayor, at=NOON)

    assert not selectors.offers_for(delegate, call).exists()
    assert an_offer(call, city, by=mayor).state == OfferState.OFFERED


def test_what_was_taken_up_stays_and_keeps_the_contacts(host, delegate, city, mayor):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)
    offers.answer_offer(reference=offer.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON)

    calls.end_call(reference=call.reference, by=delegate, at=NOON)

    assert list(selectors.calls_for(mayor)) == [call]
    assert words.read_host_contact(call, by=mayor, at=NOON) == CONTENT.contact
    with pytest.raises(IllegalTransition):
        offers.withdraw_offer(reference=offer.reference, by=mayor, at=NOON)


def test_a_year_after_its_end_a_call_tells_nobody_how_anybody_is_reached(
    host, delegate, city, mayor
):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)
    offers.answer_offer(reference=offer.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON)
    calls.end_call(reference=call.reference, by=delegate, at=NOON)

    assert calls.forget_old(at=NOON + timedelta(days=364)) == 0
    assert calls.forget_old(at=NOON + timedelta(days=365)) == 1
    assert calls.forget_old(at=NOON + timedelta(days=366)) == 0

    later = NOON + timedelta(days=366)
    kept = PartnerCall.objects.select_related("data_key").get(pk=call.pk)
    assert words.read_host_contact(kept, by=mayor, at=later) == ""
    assert words.read_city_contact(offer, by=delegate, at=later) == ""


def test_a_city_that_is_not_ready_is_told_what_to_complete(host, delegate):
    call = a_listed_call(host, by=delegate)
    town = factories.a_municipality(name="Turku", may_appeal=False)

    with pytest.raises(offers.NotReady) as refused:
        an_offer(call, town)

    assert [test.value for test in refused.value.missing] == ["h1", "h2", "h3", "h5", "h6"]
    assert not ExpertOffer.objects.exists()


def test_a_city_makes_one_offer_at_a_time(host, delegate, city, mayor):
    call = a_listed_call(host, by=delegate)
    an_offer(call, city, by=mayor)

    with pytest.raises(offers.OfferedAlready):
        an_offer(call, city, by=mayor)


def test_no_more_experts_are_found_than_were_asked_for(host, delegate, city, mayor):
    call = a_listed_call(host, by=delegate)
    with pytest.raises(offers.MoreThanAsked):
        an_offer(call, city, by=mayor, experts=3)
    both = an_offer(call, city, by=mayor, experts=2)
    late = an_offer(call, a_ready_city("Turku"))

    offers.answer_offer(reference=both.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON)

    with pytest.raises(offers.MoreThanAsked):
        offers.answer_offer(
            reference=late.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON
        )
    assert PartnerCall.objects.get(pk=call.pk).left == 0


def test_only_the_host_answers_an_offer(host, delegate, city, mayor, officer):
    call = a_listed_call(host, by=delegate)
    offer = an_offer(call, city, by=mayor)

    for who in (mayor, officer, factories.someone_at(factories.an_intermediary())):
        with pytest.raises(ExpertOffer.DoesNotExist):
            offers.answer_offer(
                reference=offer.reference, action=OfferAction.TAKE_UP, by=who, at=NOON
            )


def test_nobody_offers_to_a_call_that_is_not_listed(host, delegate, city, mayor):
    call = a_call(host, by=delegate)
    with pytest.raises(PartnerCall.DoesNotExist):
        an_offer(call, city, by=mayor)

    both = factories.someone_at(host)
    factories.acts_as(both, Role.MUNICIPALITY, municipality=city)

    with pytest.raises(IllegalTransition):
        an_offer(call, city, by=both)


def test_a_pledge_that_fits_is_told_and_one_that_does_not_says_why(host, delegate, mayor):
    fitting = a_listed_call(host, by=delegate)
    other = a_listed_call(host, by=delegate, languages=frozenset({"ka"}))

    found = selectors.fitting_for(mayor, [fitting, other])

    assert [each.fits for each in found[fitting.pk]] == [True]
    assert [list(each.obstacles) for each in found[other.pk]] == [[Obstacle.NO_LANGUAGE]]


def test_those_whose_pledge_fits_are_found(host, delegate, city):
    factories.a_live_pledge()  # a forum
    call = a_listed_call(host, by=delegate)

    assert selectors.helpers_that_fit(call) == [city.pk]


def test_to_end_and_to_lapse_happen_once(host, delegate):
    call = a_listed_call(host, by=delegate)

    assert calls.lapse_due(at=NOON + timedelta(days=119)) == 0
    assert calls.lapse_due(at=NOON + timedelta(days=120)) == 1
    assert calls.lapse_due(at=NOON + timedelta(days=120)) == 0

    with pytest.raises(IllegalTransition):
        calls.end_call(reference=call.reference, by=delegate, at=NOON)


def test_what_left_the_list_is_told_to_those_who_read_it_and_of_drafts_nobody(host, delegate):
    network = factories.someone_in(factories.a_network())
    listed = a_listed_call(host, by=delegate)
    never = a_call(host, by=delegate)

    for each in (listed, never):
        calls.end_call(reference=each.reference, by=delegate, at=NOON)

    assert list(selectors.left_since(network, since=NOON)) == [listed]
    assert not selectors.left_since(network, since=NOON + timedelta(seconds=1)).exists()
    assert not selectors.left_since(delegate, since=NOON).exists()


def test_another_host_is_not_told_how_many_calls_came_and_went(host, delegate):
    other = factories.someone_at(factories.an_intermediary())
    call = a_listed_call(host, by=delegate)

    calls.end_call(reference=call.reference, by=delegate, at=NOON)

    assert not selectors.left_since(other, since=NOON).exists()
    assert not selectors.left_since(factories.a_user(), since=NOON).exists()


def test_whoever_still_reads_a_call_is_told_that_it_ended(host, delegate, city, mayor):
    call = a_listed_call(host, by=delegate)
    an_offer(call, city, by=mayor)
    later = NOON + timedelta(days=1)

    calls.end_call(reference=call.reference, by=delegate, at=later)

    for who in (delegate, mayor, factories.an_officer()):
        assert list(selectors.listed_since(selectors.calls_for(who), later)) == [call]
        assert not selectors.left_since(who, since=NOON).exists()


def test_since_when_cities_could_read_a_call_is_told_of_those_they_could_read(host, delegate):
    listed, refused = a_listed_call(host, by=delegate), a_call(host, by=delegate)
    calls.refuse_call(reference=refused.reference, reason="No.", by=factories.an_officer(), at=NOON)
    calls.end_call(reference=listed.reference, by=delegate, at=NOON)

    found = {call.pk: call.listed_at for call in PartnerCall.objects.all()}

    assert found == {listed.pk: NOON, refused.pk: None}
    assert list(PartnerCall.objects.once_listed()) == [listed]
