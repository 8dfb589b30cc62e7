"""Pairing: who is shown, in which order, and why not the others."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.engine.values import Activity, ActorMode, Venue
from evidence.engine.values import Phase
from matching.engine import gates
from matching.engine.criteria import Criterion, values_of
from matching.engine.gates import Case, Gate
from matching.engine.pairing import Candidate, NearMiss, examine, pair, routes_for
from matching.engine.values import (
    NO_LINK,
    AppealKind,
    Grade,
    HelpForm,
    Link,
    LinkKind,
    NeedTopic,
    Offer,
    Window,
)
from prerequisites.engine.permits import Condition
from prerequisites.engine.snapshot import plain, sha256
from tests.matching.builders import (
    NOT_READY,
    READY,
    SERVICES,
    TODAY,
    a_need,
    an_offer,
    fits_in,
    permits_of,
)

TWINNED = Link(ties=frozenset({LinkKind.TWINNING}))


def no_links(_need, _offer):
    return NO_LINK


def ranked(need, offers, link_of=no_links):
    found = pair(need, offers, link_of, today=TODAY)
    return [candidate.pledge for candidate in found.candidates]


def test_a_gift_alone_ranks_below_technical_assistance():
    gift = an_offer(reference="a-gift", forms=frozenset({HelpForm.GIFT}))
    advice = an_offer(reference="b-advice")

    assert ranked(a_need(), [gift, advice]) == ["b-advice", "a-gift"]


def test_an_earlier_criterion_is_never_outweighed_by_later_ones():
    twin = an_offer(reference="twin", municipality="twin", years_after_conflict=0, projects_done=0)
    veteran = an_offer(reference="veteran", years_after_conflict=10, projects_done=9)

    order = ranked(
        a_need(),
        [veteran, twin],
        lambda _need, offer: TWINNED if offer.municipality == "twin" else NO_LINK,
    )

    assert order == ["twin", "veteran"]


def test_what_nobody_said_is_unknown_and_not_against():
    silent = an_offer(years_after_conflict=None, projects_done=0, forms=frozenset())
    case = Case(need=a_need(), offer=silent, link=NO_LINK, route=SERVICES, today=TODAY)

    unknown = {v.criterion for v in values_of(case) if v.grade is Grade.UNKNOWN}

    assert unknown == {
        Criterion.FORM_OF_HELP,
        Criterion.LINK,
        Criterion.ENDURANCE,
        Criterion.EXPERIENCE,
    }


def test_the_refusal_names_every_gate_of_the_nearest_route():
    offer = an_offer(capacity_left=0, readiness=NOT_READY, languages=frozenset({"ka"}))

    miss = examine(a_need(), offer, NO_LINK, today=TODAY)

    assert miss == NearMiss(
        pledge="pledge",
        route=SERVICES,
        gates=(Gate.HELPER_READY, Gate.CAPACITY_LEFT, Gate.COMMON_LANGUAGE),
    )


def test_indirect_help_is_found_where_direct_help_is_shut():
    need = a_need(
        accepts_other_activities=True,
        fits=fits_in(Phase.HIGH),
        permits=permits_of(but=frozenset({SERVICES})),
    )
    offer = an_offer(
        activities=frozenset({Activity.SERVICE_DEPARTMENTS, Activity.FORUMS}),
        actor=ActorMode.THROUGH_ORGANISATIONS,
    )

    found = examine(need, offer, NO_LINK, today=TODAY)

    assert isinstance(found, Candidate)
    assert (found.route.activity, found.route.venue) == (Activity.FORUMS, Venue.OUTSIDE)


def test_nothing_else_is_tried_where_the_author_wants_nothing_else():
    assert [route.activity for route in routes_for(a_need())] == [Activity.SERVICE_DEPARTMENTS]


def test_conditions_of_the_permit_come_with_the_candidate():
    permit = replace(permits_of()[SERVICES], conditions=frozenset({Condition.SAFETY_PLAN}))
    need = a_need(permits={**permits_of(), SERVICES: permit})

    found = examine(need, an_offer(), NO_LINK, today=TODAY)

    assert isinstance(found, Candidate)
    assert found.conditions == (Condition.SAFETY_PLAN,)


def test_two_offers_with_one_reference_are_refused():
    with pytest.raises(ValueError, match="same reference"):
        pair(a_need(), [an_offer(), an_offer()], no_links, today=TODAY)


def test_only_the_first_of_many_are_kept_but_all_are_counted():
    offers = [an_offer(reference=f"{number:03}") for number in range(30)]

    found = pair(a_need(), offers, no_links, today=TODAY, top=5)

    assert [candidate.pledge for candidate in found.candidates] == [
        *("000", "001", "002", "003", "004")
    ]
    assert (found.passed, found.considered) == (30, 30)


offers = st.builds(
    an_offer,
    activities=st.frozensets(st.sampled_from(Activity), min_size=1),
    topics=st.frozensets(st.sampled_from(NeedTopic), max_size=2),
    forms=st.frozensets(st.sampled_from(HelpForm)),
    actor=st.sampled_from(ActorMode),
    languages=st.frozensets(st.sampled_from(["uk", "en", "ka"]), min_size=1),
    has_interpreter=st.booleans(),
    has_host_partner=st.booleans(),
    has_platform=st.booleans(),
    can_host=st.booleans(),
    capacity_left=st.integers(0, 2),
    readiness=st.sampled_from([READY, NOT_READY]),
    years_after_conflict=st.none() | st.integers(0, 10),
    projects_done=st.integers(0, 5),
    engaged=st.integers(0, 3),
    window=st.sampled_from(
        [
            Window(starts=date(2026, 1, 1), ends=date(2027, 1, 1)),
            Window(starts=date(2027, 1, 1), ends=date(2028, 1, 1)),
        ]
    ),
)
needs = st.builds(
    a_need,
    kinds=st.frozensets(st.sampled_from(AppealKind), min_size=1),
    activity=st.sampled_from(Activity),
    accepts_other_activities=st.booleans(),
    fits=st.sampled_from([fits_in(phase) for phase in Phase]),
    permits=st.sampled_from([permits_of(), permits_of(but=frozenset({SERVICES}))]),
    excluded=st.sampled_from([frozenset[str](), frozenset({"FR"})]),
)


def numbered(world: list[Offer]) -> list[Offer]:
    return [replace(offer, reference=f"{at:03}") for at, offer in enumerate(world)]


@given(needs, st.lists(offers, max_size=8), st.randoms())
def test_the_order_of_the_pledges_changes_nothing(need, world, random):
    shown = numbered(world)
    shuffled = random.sample(shown, len(shown))

    assert pair(need, shown, no_links, today=TODAY) == pair(need, shuffled, no_links, today=TODAY)


@given(needs, st.lists(offers, max_size=8))
def test_every_pledge_is_either_a_candidate_or_refused_by_a_named_gate(need, world):
    found = pair(need, numbered(world), no_links, today=TODAY)

    assert found.passed + len(found.misses) == len(world)
    assert all(miss.gates for miss in found.misses)


@given(needs, offers)
def test_a_candidate_passes_every_gate_on_its_route(need, offer):
    found = examine(need, offer, NO_LINK, today=TODAY)
    case = Case(need=need, offer=offer, link=NO_LINK, route=found.route, today=TODAY)

    assert gates.shut_gates(case) == getattr(found, "gates", ())


@given(needs, offers)
def test_more_capacity_never_closes_a_pair(need, offer):
    was_open = isinstance(examine(need, offer, NO_LINK, today=TODAY), Candidate)
    larger = replace(offer, capacity_left=offer.capacity_left + 1)

    is_open = isinstance(examine(need, larger, NO_LINK, today=TODAY), Candidate)

    assert is_open or not was_open


@given(needs, offers)
def test_equal_values_are_written_down_alike(need, offer):
    again = replace(need, kinds=frozenset(sorted(need.kinds, reverse=True)))

    assert sha256([need, offer]) == sha256([again, replace(offer)])


def test_a_value_without_a_plain_form_is_refused():
    with pytest.raises(TypeError, match="object has no plain form"):
        plain(object())
