"""Hosts, cities and days act in any order; after each step the database is asked in plain SQL."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from evidence.engine.values import Phase
from partnercalls.engine.calling import NegativePeace
from partnercalls.engine.lifecycle import IllegalTransition, OfferAction
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.services import calls, offers, words
from tests import factories
from tests.clock import NOON
from tests.invariants import OF_CALLS
from tests.partnercalls.hosting import a_call, a_ready_city, an_offer

ANY = st.integers(0, 2)
REFUSED = (
    IllegalTransition,
    ObjectDoesNotExist,
    PermissionDenied,
    calls.EndsTooSoon,
    calls.NotOnTheMap,
    offers.MoreThanAsked,
    offers.OfferedAlready,
)


class Lives(RuleBasedStateMachine):
    """Three calls of one host, three cities, and an officer, over some months."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.at = NOON

    @initialize()
    def begin(self) -> None:
        host = factories.an_intermediary()
        self.delegate = factories.someone_at(host)
        self.officer = factories.an_officer()
        self.cities = [a_ready_city(name) for name in ("Lund", "Turku", "Graz")]
        self.calls = [a_call(host, by=self.delegate, experts=2) for _each in range(3)]

    @rule(call=ANY, phase=st.sampled_from(Phase), peace=st.sampled_from(NegativePeace))
    def list_one(self, call: int, phase: Phase, peace: NegativePeace) -> None:
        self._try(
            calls.list_call,
            reference=self.calls[call].reference,
            phase=phase,
            peace=peace,
            by=self.officer,
        )

    @rule(call=ANY)
    def refuse_one(self, call: int) -> None:
        reference = self.calls[call].reference
        self._try(calls.refuse_call, reference=reference, reason="No.", by=self.officer)

    @rule(call=ANY)
    def end_one(self, call: int) -> None:
        self._try(calls.end_call, reference=self.calls[call].reference, by=self.delegate)

    @rule(call=ANY, city=ANY, experts=st.integers(1, 2))
    def offer(self, call: int, city: int, experts: int) -> None:
        self._try(an_offer, self.calls[call], self.cities[city], experts=experts)

    @rule(
        number=st.integers(0, 8), action=st.sampled_from([OfferAction.TAKE_UP, OfferAction.DECLINE])
    )
    def answer(self, number: int, action: OfferAction) -> None:
        if offer := self._offer(number):
            reference = offer.reference
            self._try(offers.answer_offer, reference=reference, action=action, by=self.delegate)

    @rule(number=st.integers(0, 8))
    def take_back(self, number: int) -> None:
        if offer := self._offer(number):
            city = factories.someone_of(offer.municipality)
            self._try(offers.withdraw_offer, reference=offer.reference, by=city)

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.at += timedelta(days=days)
        calls.lapse_due(at=self.at)

    @invariant()
    def the_database_holds(self) -> None:
        with connection.cursor() as cursor:
            for name, query in OF_CALLS.items():
                cursor.execute(query)
                assert cursor.fetchall() == [], name

    @invariant()
    def a_city_reads_the_host_if_and_only_if_it_was_taken_up(self) -> None:
        for call in PartnerCall.objects.select_related("data_key"):
            for city in self.cities:
                person = factories.someone_of(city)
                taken_up = ExpertOffer.objects.taken_up().filter(call=call, municipality=city)
                if taken_up.exists():
                    assert words.read_host_contact(call, by=person, at=self.at)
                else:
                    with pytest.raises(PermissionDenied):
                        words.read_host_contact(call, by=person, at=self.at)

    def _offer(self, number: int) -> ExpertOffer | None:
        made = list(ExpertOffer.objects.order_by("pk"))
        return made[number % len(made)] if made else None

    def _try(self, deed: Callable[..., object], *what: object, **how: object) -> None:
        with suppress(*REFUSED), transaction.atomic():
            deed(*what, **how, at=self.at)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)


Lives.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestLives = pytest.mark.django_db(Lives.TestCase)
