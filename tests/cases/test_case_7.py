"""Case 7, a besieged town whose mayor is in prison. Source: L583, L303-314."""

from datetime import timedelta

import pytest

from activities.engine.values import Activity, Venue
from congress import selectors as congress
from evidence.engine.values import Phase
from matching.engine.answers import AnswerKind
from matching.engine.gates import Gate
from matching.engine.lifecycle import AppealState
from matching.engine.values import AppealKind, HelpForm, NeedTopic
from matching.labels import GATE_LABELS
from matching.models import Match
from matching.services import proposals
from prerequisites.engine.permits import Condition, Refusal, permitted
from prerequisites.engine.values import VerdictClass
from tests.cases.telling import Case, now, today
from tests.factories import a_municipality, an_intermediary, an_officer, knows, someone_at
from tests.prerequisites.stories import verdict_of
from tests.web.visitors import OTHERS, read, visit

pytestmark = pytest.mark.django_db

PROTECTION = frozenset({AppealKind.PROTECTION, AppealKind.AGENDA})


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def town(case):
    """A town under siege of a member state of the Council of Europe."""
    town = a_municipality(name="Obloga", country_code="UA")
    case.story.asks(town.zone, on=today() - timedelta(days=3))
    return town


@pytest.fixture
def worker(town):
    """Somebody at a humanitarian organisation that knows the town."""
    body = an_intermediary()
    knows(body, town.zone)
    return someone_at(body)


@pytest.fixture
def pledge(case):
    helper = a_municipality(name="Lund", country_code="SE", may_appeal=False)
    return case.offers(helper, Activity.SERVICE_DEPARTMENTS, forms=[HelpForm.TECHNICAL_ASSISTANCE])


@pytest.fixture
def appeal(case, town, worker, pledge):
    """Filed by the intermediary; the siege is recorded, and an officer has read the appeal."""
    case.is_at_war(town)
    appeal = case.asks(
        town,
        Activity.SERVICE_DEPARTMENTS,
        by=worker,
        kinds=PROTECTION,
        topic=NeedTopic.WATER,
    )
    case.reads(appeal)
    case.matches()
    appeal.refresh_from_db()
    return appeal


def test_the_intermediary_files_it_and_the_verdict_is_closed(appeal, town, worker):
    assert appeal.state == AppealState.ACKNOWLEDGED
    assert (set(appeal.kinds), appeal.intermediary_id) == (
        {"protection", "agenda"},
        next(iter(worker.intermediary_ids)),
    )
    assert verdict_of(town, today()).verdict_class is VerdictClass.INDIRECT_ONLY
    assert verdict_of(town, today()).phase is Phase.HIGH


def test_the_congress_answers_with_a_declaration_an_address_visits_and_a_mission(appeal, town):
    verdict = verdict_of(town, today()).verdict_class

    at_home = set(congress.answers_for(PROTECTION, verdict, country_code="UA"))
    elsewhere = set(congress.answers_for(PROTECTION, verdict, country_code="PS"))

    assert {
        AnswerKind.DECLARATION,
        AnswerKind.ADDRESS_BY_MAYOR,
        AnswerKind.VISITS,
        AnswerKind.FACT_FINDING_MISSION,
    } <= at_home
    assert at_home - elsewhere == {AnswerKind.FACT_FINDING_MISSION}


def test_a_visit_needs_a_profile_of_the_delegation_an_approval_and_a_security_partner(appeal, town):
    permit = permitted(verdict_of(town, today()), Activity.VISITS, Venue.INSIDE)

    assert permit.conditions == {
        Condition.STAFF_APPROVAL,
        Condition.DELEGATION_PROFILE,
        Condition.SECURITY_PARTNER,
    }


def test_a_service_pledge_is_not_proposed_and_cannot_be_put(case, appeal, town, pledge):
    permit = permitted(verdict_of(town, today()), Activity.SERVICE_DEPARTMENTS, Venue.INSIDE)

    with pytest.raises(proposals.DoesNotFit) as refused:
        proposals.put_pair(
            appeal=appeal.reference,
            pledge=pledge.reference,
            conditions_hold=True,
            by=case.officer,
            at=now(),
        )

    assert permit.refusal is Refusal.NOTHING_NEW
    assert Match.objects.filter(result__appeal=appeal).count() == 0
    assert Gate.VERDICT_PERMITS in refused.value.gates


def test_the_page_of_the_case_says_why(case, appeal):
    page = read(visit(case.officer), f"/desk/cases/{appeal.reference}/")

    assert "Nobody may help yet" in page
    assert str(GATE_LABELS[Gate.VERDICT_PERMITS]) in page


@pytest.mark.parametrize("who", sorted(OTHERS))
def test_it_is_for_the_secretariat_alone_also_in_the_api_its_filters_and_its_order(who, appeal):
    client = visit(OTHERS[who]())
    filtered = client.get("/api/v1/appeals/", {"topic": "water"})
    ordered = client.get("/api/v1/appeals/", {"ordering": "submitted_at"})
    pages = [filtered, ordered, client.get(f"/api/v1/appeals/{appeal.reference}/")]

    told = "".join(page.content.decode() for page in pages)

    assert ordered.status_code == 400
    assert pages[2].status_code == 404
    assert not [word for word in ("Obloga", str(appeal.reference)) if word in told]
    assert filtered.json().get("results", []) == []


def test_another_officer_reads_in_the_queue_neither_the_town_nor_the_place(case, town, worker):
    case.asks(town, Activity.VISITS, by=worker, kinds=PROTECTION)

    queue = read(visit(an_officer()), "/desk/")

    assert "Ukraine" in queue
    assert "Obloga" not in queue
