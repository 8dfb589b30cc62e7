"""Builders for partner calls: a host that asks, an officer that lists, a city that is ready."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from accounts.models import Network, User
from activities.engine.values import Activity
from evidence.engine.values import Phase
from matching.engine.values import NeedTopic
from partnercalls.engine.calling import NegativePeace
from partnercalls.models import ExpertOffer, PartnerCall
from partnercalls.services import calls, offers
from places.models import Intermediary, Municipality
from tests import factories
from tests.clock import NOON

TODAY: Final = NOON.date()

CONTENT: Final = calls.CallContent(
    topic=NeedTopic.WATER,
    summary="Two engineers who know pumping stations, for a mission of three months.",
    experts=2,
    languages=frozenset({"en"}),
    country_code="GE",
    starts=TODAY + timedelta(days=30),
    ends=TODAY + timedelta(days=120),
    shows_name=False,
    contact="Nino, +995 32 000 000",
)


def a_call(
    host: Intermediary | Network | None = None,
    *,
    by: User | None = None,
    at: datetime = NOON,
    **other: Any,  # Any: whatever the call asks for otherwise
) -> PartnerCall:
    """A call that waits for the secretariat; its days are counted from `at`."""
    body = host or factories.an_intermediary()
    if by is None:
        by = factories.someone_in(body) if isinstance(body, Network) else factories.someone_at(body)
    return calls.write_call(
        host=body, content=replace(CONTENT, **_days_from(at) | other), by=by, at=at
    )


def _days_from(at: datetime) -> dict[str, Any]:
    """Return the days of CONTENT, so many after `at` as they are after noon of the tests."""
    return {
        "starts": CONTENT.starts + (at.date() - TODAY),
        "ends": CONTENT.ends + (at.date() - TODAY),
    }


def a_listed_call(
    host: Intermediary | Network | None = None,
    *,
    by: User | None = None,
    officer: User | None = None,
    phase: Phase = Phase.LOW_AFTER,
    peace: NegativePeace = NegativePeace.HOLDS,
    at: datetime = NOON,
    **other: Any,  # Any: whatever the call asks for otherwise
) -> PartnerCall:
    call = a_call(host, by=by, at=at, **other)
    officer = officer or factories.an_officer()
    return calls.list_call(reference=call.reference, phase=phase, peace=peace, by=officer, at=at)


def a_ready_city(name: str = "Lund") -> Municipality:
    """A helper with a pledge to lend specialists, which passes every test."""
    town = factories.a_municipality(name=name, country_code="SE", may_appeal=False)
    factories.a_live_pledge(town, activity=Activity.SECONDMENT)
    return town


def an_offer(
    call: PartnerCall,
    city: Municipality | None = None,
    *,
    by: User | None = None,
    experts: int = 1,
    contact: str = "Eva, eva@lund.example",
    at: datetime = NOON,
) -> ExpertOffer:
    town = city or a_ready_city()
    return offers.make_offer(
        call=call.reference,
        municipality=town,
        experts=experts,
        contact=contact,
        by=by or factories.someone_of(town),
        at=at,
    )
