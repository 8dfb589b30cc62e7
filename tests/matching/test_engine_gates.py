"""Each gate: open for a pair that fits, shut by exactly the one thing it is about."""

from datetime import date, timedelta

import pytest

from activities.engine.values import Activity, ActorMode, Venue
from evidence.engine.citation import Mark
from evidence.engine.values import Phase
from matching.engine.gates import GATES, Gate
from matching.engine.values import AppealKind, Link, LinkKind, NeedTopic, Route, Window
from tests.matching.builders import (
    NOT_READY,
    SERVICES,
    TODAY,
    a_need,
    an_offer,
    fits_in,
    permits_of,
    shut,
)

ATTENTION = Route(activity=Activity.ATTENTION, venue=Venue.OUTSIDE)
FORUMS = Route(activity=Activity.FORUMS, venue=Venue.OUTSIDE)
EVENTS_OUTSIDE = Route(activity=Activity.EVENTS, venue=Venue.OUTSIDE)
PEACE = Route(activity=Activity.ZONES_OF_PEACE, venue=Venue.INSIDE)
TWINNED = Link(ties=frozenset({LinkKind.TWINNING}))


def test_a_pair_that_fits_passes_every_gate():
    assert shut(a_need(), an_offer()) == set()


@pytest.mark.parametrize(
    ("need", "offer", "gate"),
    [
        ({"municipality": "helper"}, {}, Gate.NOT_THE_APPELLANT),
        ({"kinds": frozenset({AppealKind.PROTECTION})}, {}, Gate.ASKS_OTHER_TOWNS),
        ({"kinds": frozenset({AppealKind.AGENDA})}, {}, Gate.ASKS_OTHER_TOWNS),
        ({}, {"activities": frozenset({Activity.EVENTS})}, Gate.ACTIVITY_OFFERED),
        ({"permits": permits_of(but=frozenset({SERVICES}))}, {}, Gate.VERDICT_PERMITS),
        ({"fits": fits_in(Phase.LOW_BEFORE)}, {}, Gate.PHASE_FITS),
        ({}, {"topics": frozenset({NeedTopic.WASTE})}, Gate.TOPIC_OFFERED),
        ({}, {"readiness": NOT_READY}, Gate.HELPER_READY),
        ({}, {"has_host_partner": False}, Gate.PARTNER_PRESENT),
        ({"excluded": frozenset({"FR"})}, {}, Gate.APPELLANT_ACCEPTS),
        ({"excluded": frozenset({"network"})}, {}, Gate.APPELLANT_ACCEPTS),
        ({}, {"excluded": frozenset({"UA-1"})}, Gate.HELPER_ACCEPTS),
        ({}, {"capacity_left": 0}, Gate.CAPACITY_LEFT),
        ({"languages": frozenset({"ka"})}, {}, Gate.COMMON_LANGUAGE),
    ],
)
def test_one_fault_shuts_exactly_one_gate(need, offer, gate):
    assert shut(a_need(**need), an_offer(**offer)) == {gate}


def test_windows_that_only_touch_do_not_meet():
    need = a_need(window=Window(starts=date(2026, 1, 1), ends=date(2026, 2, 1)))
    offer = an_offer(window=Window(starts=date(2026, 2, 1), ends=date(2026, 3, 1)))

    assert shut(need, offer) == {Gate.WINDOWS_MEET}


def test_a_twinning_replaces_the_partner_of_direct_services():
    assert shut(a_need(), an_offer(has_host_partner=False), link=TWINNED) == set()


def test_an_interpreter_replaces_a_common_language():
    need = a_need(languages=frozenset({"ka"}))

    assert shut(need, an_offer(has_interpreter=True)) == set()


def test_an_agenda_appeal_meets_lobbying_pledges():
    need = a_need(kinds=frozenset({AppealKind.AGENDA}), activity=Activity.FORUMS)
    offer = an_offer(activities=frozenset({Activity.FORUMS}))

    assert shut(need, offer, route=FORUMS) == set()


def test_a_city_alone_cannot_lead_attention():
    need = a_need(activity=Activity.ATTENTION)
    alone = an_offer(activities=frozenset({Activity.ATTENTION}))
    together = an_offer(
        activities=frozenset({Activity.ATTENTION}), actor=ActorMode.THROUGH_ORGANISATIONS
    )

    assert shut(need, alone, route=ATTENTION) == {Gate.ACTOR_FITS}
    assert shut(need, together, route=ATTENTION) == set()


def test_forums_need_a_platform():
    need = a_need(activity=Activity.FORUMS)
    offer = an_offer(activities=frozenset({Activity.FORUMS}), has_platform=False)

    assert shut(need, offer, route=FORUMS) == {Gate.PARTNER_PRESENT}


def test_an_event_outside_the_zone_needs_a_place():
    need = a_need(activity=Activity.EVENTS)
    offer = an_offer(activities=frozenset({Activity.EVENTS}), can_host=False, has_platform=False)

    assert Gate.VENUE_OFFERED in shut(need, offer, route=EVENTS_OUTSIDE)


def test_a_zone_of_peace_is_never_chosen_at_random():
    need = a_need(activity=Activity.ZONES_OF_PEACE, fits=fits_in(Phase.HIGH, zone_of_peace=True))
    offer = an_offer(activities=frozenset({Activity.ZONES_OF_PEACE}))

    assert shut(need, offer, route=PEACE) == {Gate.LINK_BASIS}
    assert shut(need, offer, route=PEACE, link=TWINNED) == set()


@pytest.mark.parametrize(("days", "gates"), [(1, {Gate.NOT_DECLINED}), (0, set()), (-1, set())])
def test_a_declined_pair_rests_until_its_date(days, gates):
    link = Link(ties=frozenset(), suppressed_until=TODAY + timedelta(days=days))

    assert shut(a_need(), an_offer(), link=link) == gates


def test_every_gate_has_one_rule_with_its_source():
    assert [rule.gate for rule in GATES] == list(Gate)
    assert all(rule.citation.lines or rule.citation.mark is Mark.OURS for rule in GATES)
