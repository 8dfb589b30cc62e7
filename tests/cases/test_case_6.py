"""Case 6, the agency of Kutaisi is asked first and leads a network. Source: L375-385, L672."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from activities.engine.values import Activity
from matching.models import AgencyRequest, Appeal
from matching.selectors import reading
from matching.selectors.networks import network_of
from matching.services import agencies
from partnerships import selectors
from partnerships.engine.values import MemberRole
from partnerships.models import Member, Partnership
from partnerships.services import partnerships
from places.engine.values import IntermediaryKind, KnowledgeDepth, ZoneKind
from prerequisites.engine.values import VerdictClass
from tests import factories
from tests.cases.telling import Case, now, the_workers_work, today
from tests.prerequisites.stories import verdict_of
from tests.web.visitors import OTHERS, read, visit

pytestmark = pytest.mark.django_db

LDA = IntermediaryKind.LOCAL_DEMOCRACY_AGENCY


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def region():
    return factories.a_zone(name="Imereti", kind=ZoneKind.REGION, country_code="GE")


@pytest.fixture
def town(case, region):
    zone = factories.a_zone(name="Kutaisi", parent=region, country_code="GE")
    town = factories.a_municipality(name="Kutaisi", zone=zone, country_code="GE")
    case.is_calm(town)
    return town


@pytest.fixture
def agency(town):
    """It knows the town from day to day; another one knows only the region."""
    agency = factories.an_intermediary(kind=LDA)
    factories.knows(agency, town.zone)
    return agency


@pytest.fixture
def other_agency(region):
    other = factories.an_intermediary(kind=LDA)
    factories.knows(other, region)
    return other


@pytest.fixture
def women(town):
    body = factories.an_intermediary(kind=IntermediaryKind.NGO)
    factories.knows(body, town.zone, depth=KnowledgeDepth.LOCAL)
    return body


@pytest.fixture
def appeal(case, town, agency, other_agency, women):
    return case.reads(case.asks(town, Activity.FORUMS, helpers_wanted=2))


@pytest.fixture
def lund(case):
    town = factories.a_municipality(name="Lund", country_code="SE", may_appeal=False)
    return case.offers(town, Activity.FORUMS)


@pytest.fixture
def graz(case):
    town = factories.a_municipality(name="Graz", country_code="AT", may_appeal=False)
    return case.offers(town, Activity.FORUMS)


@pytest.fixture
def asked(case, appeal):
    return agencies.ask_agency(appeal=appeal.reference, town_agrees=True, by=case.officer, at=now())


def _replies(case, asked, *, accepts):
    kept = agencies.keep_reply(request=asked.reference, accepts=accepts, by=case.officer, at=now())
    the_workers_work()
    return kept


def _room(appeal):
    return Partnership.objects.get(appeal=appeal)


def _network(appeal) -> selectors.Standing:
    network = selectors.network_of(_room(appeal))
    assert network is not None
    return network


def _roles(appeal):
    present = Member.objects.present().filter(partnership__appeal=appeal)
    bodies = {(member.municipality or member.intermediary): member.role for member in present}
    return {body.name: role for body, role in bodies.items() if body is not None}


def test_the_appeal_is_open_and_the_agency_that_knows_the_zone_best_is_asked_first(
    case, town, agency, appeal, lund
):
    case.matches()
    result = reading.result_for(case.officer, appeal)
    assert result is not None
    told = network_of(case.officer, appeal, result)
    assert told is not None

    asked = agencies.ask_agency(
        appeal=appeal.reference, town_agrees=True, by=case.officer, at=now()
    )

    assert verdict_of(town, today()).verdict_class is VerdictClass.DIRECT_OPEN
    assert (told.agency, told.may_ask, asked.agency) == (agency.name, True, agency)
    assert asked.asked_at < now()


def test_no_agency_learns_of_a_town_that_did_not_agree(case, appeal):
    with pytest.raises(agencies.TownNotAsked):
        agencies.ask_agency(appeal=appeal.reference, town_agrees=False, by=case.officer, at=now())

    assert not AgencyRequest.objects.exists()


def test_the_next_agency_is_asked_once_the_first_has_declined(case, appeal, asked, other_agency):
    with pytest.raises(agencies.AskedAlready):
        agencies.ask_agency(appeal=appeal.reference, town_agrees=True, by=case.officer, at=now())
    _replies(case, asked, accepts=False)

    after = agencies.ask_agency(
        appeal=appeal.reference, town_agrees=True, by=case.officer, at=now()
    )

    assert after.agency == other_agency


def test_two_agencies_are_not_asked_at_once_also_by_direct_sql(case, asked, other_agency):
    with pytest.raises(IntegrityError, match="one_waits"), transaction.atomic():
        AgencyRequest.objects.create(
            appeal=asked.appeal, agency=other_agency, asked_by=case.officer, asked_at=now()
        )


def test_a_reply_is_kept_once_also_by_direct_sql(case, asked):
    _replies(case, asked, accepts=True)

    with pytest.raises(agencies.RepliedAlready):
        agencies.keep_reply(request=asked.reference, accepts=False, by=case.officer, at=now())
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        AgencyRequest.objects.update(accepted=False)


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_nobody_but_the_officer_of_the_case_asks_an_agency(who, appeal):
    with pytest.raises((PermissionDenied, Appeal.DoesNotExist)):
        agencies.ask_agency(appeal=appeal.reference, town_agrees=True, by=OTHERS[who](), at=now())


def test_one_strong_pledge_joins_the_agency_leads_and_the_appeal_stays_partly_open(
    case, appeal, agency, asked, lund
):
    _replies(case, asked, accepts=True)
    case.introduces(appeal, lund)

    appeal.refresh_from_db()
    network = _network(appeal)

    assert _roles(appeal) == {"Kutaisi": "asking", "Lund": "helping", agency.name: "lead"}
    assert (network.joined, network.wanted, network.stays_open) == (1, 2, True)
    assert Appeal.objects.live().filter(pk=appeal.pk).exists()


def test_two_european_authorities_and_civil_society_make_the_network_whole(
    case, appeal, agency, women, asked, lund, graz
):
    _replies(case, asked, accepts=True)
    for pledge in lund, graz:
        case.introduces(appeal, pledge)
    partnerships.add_body(
        reference=_room(appeal).reference, intermediary=women, by=case.officer, at=now()
    )

    network = _network(appeal)

    assert (network.lacking, network.stays_open) == ([], False)
    assert network.lead is not None
    assert network.lead.intermediary == agency
    assert _roles(appeal)[women.name] == MemberRole.CIVIL_SOCIETY
    assert not Appeal.objects.live().filter(pk=appeal.pk).exists()


def test_where_no_agency_is_asked_the_first_helper_leads_and_an_agency_joins_beside_it(
    case, appeal, agency, lund, graz
):
    for pledge in lund, graz:
        case.introduces(appeal, pledge)
    late = agencies.ask_agency(appeal=appeal.reference, town_agrees=True, by=case.officer, at=now())

    _replies(case, late, accepts=True)

    assert _roles(appeal) == {
        "Kutaisi": "asking",
        "Lund": "lead",
        "Graz": "helping",
        agency.name: "civil_society",
    }


def test_the_officer_asks_and_keeps_the_reply_on_the_page_of_the_case(case, appeal, agency, lund):
    case.matches()
    desk = visit(case.officer)
    address = f"/desk/cases/{appeal.reference}/"

    desk.post(f"{address}agency/", {"town_agrees": "on"})
    waits = read(desk, address)
    asked = AgencyRequest.objects.get()
    desk.post(f"{address}agency/{asked.reference}/", {"said": "accepts"})

    asked.refresh_from_db()
    assert "What does it say?" in waits
    assert (asked.agency, asked.accepted) == (agency, True)
    assert "It has accepted to lead" in read(desk, address)
