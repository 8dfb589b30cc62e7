"""Networks with a lead: the agency is asked first, and an appeal may stay partly open."""

from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from matching.engine.networks import Ally, Body, Lacking, LeadKind, network_for
from matching.models import Appeal
from matching.selectors import reading
from matching.selectors.networks import ToldNetwork, network_of
from matching.services import appeals
from places.engine.values import IntermediaryKind, KnowledgeDepth, ZoneKind
from tests import factories
from tests.clock import NOON
from tests.web.visitors import OTHERS, match, visit

LDA, NGO = IntermediaryKind.LOCAL_DEMOCRACY_AGENCY, IntermediaryKind.NGO
DAILY, LOCAL = KnowledgeDepth.DAILY, KnowledgeDepth.LOCAL


def a_body(reference: str, kind=LDA, *, depth=DAILY, distance: int = 0) -> Body:
    return Body(reference=reference, kind=kind, depth=depth, distance=distance)


def an_ally(pledge: str, link: int = 0, *, is_european: bool = True) -> Ally:
    return Ally(pledge=pledge, link_points=link, is_european=is_european)


def test_two_european_authorities_and_civil_society_led_by_the_agency_are_a_network():
    network = network_for(2, [an_ally("p"), an_ally("q")], [a_body("lda"), a_body("ngo", NGO)])

    assert (network.lead_kind, network.lead, network.pledges) == (
        LeadKind.AGENCY,
        "lda",
        ("p", "q"),
    )
    assert (network.civil_society, network.lacking, network.stays_open) == (
        ("ngo",),
        (),
        False,
    )


def test_the_agency_that_knows_the_zone_best_is_asked_whatever_the_order():
    bodies = [
        a_body("above", distance=1),
        a_body("best"),
        a_body("local", depth=LOCAL),
        a_body("ngo", NGO),
    ]

    asked = {network_for(1, [], list(order)).agency for order in permutations(bodies)}

    assert asked == {"best"}


def test_without_an_agency_the_strongest_link_leads():
    network = network_for(2, [an_ally("p", 1), an_ally("q", 5)], [])

    assert (network.lead_kind, network.lead) == (LeadKind.PLEDGE, "q")


def test_one_strong_pledge_joins_and_the_appeal_stays_partly_open():
    network = network_for(3, [an_ally("p", 5)], [a_body("ngo", NGO)])

    assert (network.joined, network.wanted, network.stays_open) == (1, 3, True)
    assert network.lacking == (Lacking.HELPERS, Lacking.EUROPEAN_AUTHORITIES)


def test_a_helper_from_elsewhere_is_no_european_authority():
    network = network_for(2, [an_ally("p"), an_ally("q", is_european=False)], [a_body("n", NGO)])

    assert network.lacking == (Lacking.EUROPEAN_AUTHORITIES,)


def test_who_wants_one_helper_lacks_no_network():
    assert network_for(1, [an_ally("p")], []).lacking == ()


@pytest.mark.django_db
def test_an_appeal_wants_a_helper():
    appeal = factories.a_live_appeal()

    with pytest.raises(IntegrityError, match="matching_appeal_wants_a_helper"):
        Appeal.objects.filter(pk=appeal.pk).update(helpers_wanted=0)


def a_case_of_georgia(wanted: int):
    """An appeal from a town of Imereti whose zone an agency knows daily, and its officer."""
    region = factories.a_zone(name="Imereti", kind=ZoneKind.REGION, country_code="GE")
    zone = factories.a_zone(name="Kutaisi", parent=region, country_code="GE")
    town = factories.a_municipality(name="Kutaisi", zone=zone, country_code="GE")
    agency = factories.an_intermediary(kind=LDA)
    factories.knows(agency, zone)
    factories.knows(factories.an_intermediary(kind=LDA), region)
    women = factories.an_intermediary(kind=NGO)
    factories.knows(women, zone, depth=LOCAL)
    appeal, officer = factories.a_live_appeal(town), factories.an_officer()
    Appeal.objects.filter(pk=appeal.pk).update(helpers_wanted=wanted)
    case = appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    return case, officer, agency, women


def told(officer, case: Appeal) -> ToldNetwork | None:
    match()
    result = reading.result_for(officer, case)
    assert result is not None
    return network_of(officer, case, result)


@pytest.mark.django_db
def test_case_6_lda_kutaisi_is_asked_first_and_one_strong_pledge_leaves_the_appeal_partly_open():
    case, officer, agency, women = a_case_of_georgia(wanted=2)
    factories.a_live_pledge()

    alone = told(officer, case)
    factories.a_live_pledge(factories.a_municipality(name="Graz", country_code="AT"))
    both = told(officer, case)

    assert alone is not None
    assert both is not None
    assert (alone.agency, alone.lead) == (agency.name, agency.name)
    assert (alone.joined, alone.wanted, alone.stays_open) == (1, 2, True)
    assert (both.joined, both.stays_open, both.lacking) == (2, False, [])
    assert both.civil_society == [women.name]


@pytest.mark.django_db
def test_the_case_page_tells_whom_to_ask_first_and_how_many_may_join():
    case, officer, agency, _ = a_case_of_georgia(wanted=3)
    factories.a_live_pledge()
    match()

    page = visit(officer).get(f"/desk/cases/{case.reference}/").content.decode()

    assert agency.name in page
    assert "A network of 3 helpers is asked for; 1 may join." in page
    assert "The appeal stays partly open." in page


@pytest.mark.django_db
@pytest.mark.parametrize("who", sorted(set(OTHERS)))
def test_nobody_but_the_officer_of_the_case_is_told_of_a_network(who):
    case, officer, _, _ = a_case_of_georgia(wanted=2)
    factories.a_live_pledge()
    assert told(officer, case) is not None
    result = reading.result_for(officer, case)
    assert result is not None

    try:
        answer = network_of(OTHERS[who](), case, result)
    except PermissionDenied:
        answer = None

    assert answer is None


@pytest.mark.django_db
def test_one_helper_and_no_agency_is_no_network():
    appeal, officer = factories.a_live_appeal(), factories.an_officer()
    case = appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)

    assert told(officer, case) is None
