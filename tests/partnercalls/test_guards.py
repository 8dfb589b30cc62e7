"""What PostgreSQL refuses around partner calls, and what breaks in once a guard is taken away."""

from concurrent.futures import ThreadPoolExecutor

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction

from audit.services import sign
from partnercalls.engine.lifecycle import CallState, IllegalTransition, OfferAction, OfferState
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.services import calls, offers
from tests import factories
from tests.clock import NOON
from tests.partnercalls.hosting import a_call, a_listed_call, a_ready_city, an_offer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock


def run(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        sign(actor_id=None)
        cursor.execute(statement, list(values))


EDIT = "UPDATE partnercalls_partnercall SET summary = 'Gori needs them.' WHERE id = %s"
COUNT = "UPDATE partnercalls_partnercall SET found = 1 WHERE id = %s"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "guard"),
    [(EDIT, "stays_as_it_was_written"), (COUNT, "only_offers_move_found")],
)
def test_a_call_is_not_edited_behind_the_services(statement, guard):
    call = a_listed_call()
    with pytest.raises(IntegrityError, match=guard):
        run(statement, call.pk)

    with pgtrigger.ignore(f"partnercalls.PartnerCall:{guard}"):
        run(statement, call.pk)  # the mutant: without the guard it breaks in

    changed = PartnerCall.objects.get(pk=call.pk)
    assert changed.summary == "Gori needs them." or changed.found == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"phase": ""}, "looked_at"),
        ({"decided_by": None}, "decided_by_somebody"),
        ({"refused_because": "No."}, "refused_for_a_reason"),
        ({"experts": 0}, "asks_for_experts"),
        ({"country_code": "ge"}, "country_is_two_letters"),
        ({"network": 0}, "of_one_organisation"),
    ],
)
def test_checks_hold_whoever_writes(change, constraint):
    call = a_listed_call()
    if "network" in change:
        change = {"network": factories.a_network()}

    with (
        pgtrigger.ignore("partnercalls.PartnerCall:stays_as_it_was_written"),
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
    ):
        PartnerCall.objects.filter(pk=call.pk).update(**change)


@pytest.mark.django_db
def test_whoever_wrote_it_has_not_decided_whatever_a_statement_says():
    call = a_listed_call()

    with pytest.raises(IntegrityError, match="author_does_not_decide"), transaction.atomic():
        PartnerCall.objects.filter(pk=call.pk).update(decided_by=call.written_by)


@pytest.mark.django_db(transaction=True)
def test_of_two_offers_taken_up_at_once_one_is_one_too_many():
    host = factories.an_intermediary()
    delegate = factories.someone_at(host)
    call = a_listed_call(host, by=delegate, experts=1)
    made = [an_offer(call, a_ready_city(name)) for name in ("Lund", "Turku")]

    def take_up(offer: ExpertOffer) -> str:
        try:
            offers.answer_offer(
                reference=offer.reference, action=OfferAction.TAKE_UP, by=delegate, at=NOON
            )
        except offers.MoreThanAsked:
            return "too many"
        return "taken up"

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            PartnerCall.objects.select_for_update().get(pk=call.pk)
            waiting = [pool.submit(in_own_connection(take_up), each) for each in made]
            wait_until_someone_waits_for_a_lock()
        outcomes = sorted(each.result() for each in waiting)

    assert outcomes == ["taken up", "too many"]
    assert PartnerCall.objects.get(pk=call.pk).found == 1


@pytest.mark.django_db
def test_without_its_check_one_too_many_would_be_found():
    call = a_listed_call(experts=1)
    first, second = (an_offer(call, a_ready_city(name)) for name in ("Lund", "Turku"))
    take_up = "UPDATE partnercalls_expertoffer SET state = 'taken_up' WHERE id = %s"
    run(take_up, first.pk)

    with pytest.raises(IntegrityError, match="finds_no_more_than_it_asks_for"):
        run(take_up, second.pk)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE partnercalls_partnercall DROP CONSTRAINT"
            " partnercalls_partnercall_finds_no_more_than_it_asks_for"
        )
    run(take_up, second.pk)
    assert PartnerCall.objects.get(pk=call.pk).found == 2


@pytest.mark.django_db(transaction=True)
def test_a_call_that_closes_first_takes_no_offer_up():
    host = factories.an_intermediary()
    delegate = factories.someone_at(host)
    call = a_listed_call(host, by=delegate)
    city = a_ready_city()
    mayor = factories.someone_of(city)

    def offer() -> str:
        try:
            an_offer(call, city, by=mayor)
        except IllegalTransition:
            return "closed"
        return "made"

    with ThreadPoolExecutor() as pool:
        with transaction.atomic():
            calls.end_call(reference=call.reference, by=delegate, at=NOON)
            late = pool.submit(in_own_connection(offer))
            wait_until_someone_waits_for_a_lock()
        assert late.result() == "closed"

    assert not ExpertOffer.objects.exists()


@pytest.mark.django_db
def test_an_offer_to_a_call_that_is_not_listed_is_refused_by_the_database():
    call = a_listed_call()
    offer = an_offer(call)
    with pgtrigger.ignore("partnercalls.PartnerCall:legal_steps"):
        PartnerCall.objects.filter(pk=call.pk).update(state=CallState.LAPSED.value)
    take_up = "UPDATE partnercalls_expertoffer SET state = 'taken_up' WHERE id = %s"

    with pytest.raises(IntegrityError, match="of_a_listed_call"):
        run(take_up, offer.pk)

    with pgtrigger.ignore("partnercalls.ExpertOffer:of_a_listed_call"):
        run(take_up, offer.pk)
    assert ExpertOffer.objects.get(pk=offer.pk).state == OfferState.TAKEN_UP


@pytest.mark.django_db
def test_nothing_is_deleted():
    call = a_call()

    with pytest.raises(Exception, match="delete"), transaction.atomic():
        PartnerCall.objects.filter(pk=call.pk).delete()
