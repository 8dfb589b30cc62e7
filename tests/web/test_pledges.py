"""Pages of the municipality that helps: who may open them, and what they never show."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.engine.roles import Role
from accounts.models import User
from matching.engine.lifecycle import PledgeState
from matching.models import Pledge
from prerequisites.models import ReadinessProfile
from tests import factories
from tests.web.visitors import NOBODYS, OTHERS, match, read, sentences, visit

pytestmark = pytest.mark.django_db

SAID = {
    "activities": ["forums", "visits"],
    "actor": "through_organisations",
    "capacity": "2",
    "languages": ["sv", "en"],
    "projects_done": "0",
    "starts": "2026-03-02",
    "last_day": "2026-12-31",
}
ANSWERS = {
    "motives": "yes",
    "motives_statement": "We were helped once.",
    "objectives": "yes",
    "communication": "no",
    "endurance": "unanswered",
    "policy": "no",
    "context_sources": "2",
    "partners": "yes",
    "calm_at_home": "yes",
    "national_position": "neutral",
}
INDEX = reverse("web:pledges:index")
WRITE = reverse("web:pledges:write")
SECRETARIAT = {"an officer without the case", "a supervisor"}


@pytest.fixture
def pledge() -> Pledge:
    return factories.a_live_pledge()


@pytest.fixture
def helper(pledge: Pledge) -> User:
    return factories.someone_of(pledge.municipality)


def _at(name: str, pledge: Pledge) -> str:
    return reverse(f"web:pledges:{name}", args=[pledge.reference])


@pytest.mark.parametrize("who", sorted(set(OTHERS) - SECRETARIAT))
def test_a_pledge_of_others_is_as_missing_as_none(pledge, who):
    client = visit(OTHERS[who]())

    hidden = client.get(_at("detail", pledge))
    missing = client.get(reverse("web:pledges:detail", args=[NOBODYS]))

    assert (hidden.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
def test_the_secretariat_reads_a_pledge_once_it_is_offered(pledge, who):
    client = visit(OTHERS[who]())

    offered = client.get(_at("detail", pledge)).status_code
    factories.put_in_state(pledge, PledgeState.DRAFT)

    assert (offered, client.get(_at("detail", pledge)).status_code) == (200, 404)


def test_a_network_reads_what_its_member_has_pledged_and_not_how_ready_it_is(pledge):
    client = visit(factories.someone_in(factories.a_network(pledge.municipality)))

    page = read(client, _at("detail", pledge))

    assert ("International forums" in page, "How ready you are" in page) == (True, False)


@pytest.mark.parametrize("sentence", ["France", "Fewer than five appeals fit"])
def test_where_a_helper_will_not_go_and_whom_it_fits_is_its_own(pledge, helper, sentence):
    Pledge.objects.filter(pk=pledge.pk).update(excluded=["FR"])
    network = factories.someone_in(factories.a_network(pledge.municipality))

    shown_to = {
        name
        for name, user in {
            "helper": helper,
            "officer": factories.an_officer(),
            "network": network,
        }.items()
        if sentence in read(visit(user), _at("detail", pledge))
    }

    assert shown_to == {"helper"}


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_moves_or_changes_a_pledge(pledge, who):
    client = visit(OTHERS[who]())

    moved = client.post(_at("move", pledge), {"action": "withdraw"})
    opened = client.get(_at("rewrite", pledge))

    pledge.refresh_from_db()
    assert (moved.status_code, opened.status_code, pledge.state) == (404, 404, "offered")


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_answers_the_questionnaire(pledge, who):
    address = reverse("web:pledges:readiness", args=[pledge.municipality.reference])

    assert visit(OTHERS[who]()).post(address, ANSWERS).status_code == 404


@pytest.mark.parametrize("address", [INDEX, WRITE])
@pytest.mark.parametrize("who", [who for who in OTHERS if who != "another municipality"])
def test_who_helps_nobody_has_no_page_of_pledges(address, who):
    assert visit(OTHERS[who]()).get(address).status_code == 403


def test_what_is_written_is_a_draft_until_it_is_offered():
    town = factories.a_municipality(name="Lund", country_code="SE")
    client = visit(factories.someone_of(town))

    client.post(WRITE, SAID | {"municipality": str(town.reference)})
    draft = Pledge.objects.get(municipality=town)
    said = sentences(client, _at("move", draft), action="offer")

    assert (draft.state, draft.ends, draft.activities) == (
        "draft",
        date(2027, 1, 1),
        ["forums", "visits"],
    )
    assert said == ["Your pledge is offered. Thank you."]


def test_a_step_that_is_gone_is_a_kind_sentence(pledge, helper):
    client = visit(helper)

    said = sentences(client, _at("move", pledge), action="resume")

    assert said == ["The pledge has moved on meanwhile. Nothing was changed."]


def test_a_step_that_never_was_changes_nothing(pledge, helper):
    response = visit(helper).post(_at("move", pledge), {"action": "sell"})

    pledge.refresh_from_db()
    assert (response.status_code, pledge.state) == (400, "offered")


def test_a_capacity_below_what_is_engaged_is_refused_kindly(pledge, helper):
    Pledge.objects.update(capacity=3)
    factories.is_engaged(pledge, 3)

    page = visit(helper).post(_at("rewrite", pledge), SAID | _for(pledge)).content.decode()

    pledge.refresh_from_db()
    assert "You already help more municipalities than this. Nothing was changed." in page
    assert pledge.capacity == 3


def test_answers_are_kept_and_shown_again(pledge, helper):
    client = visit(helper)
    address = reverse("web:pledges:readiness", args=[pledge.municipality.reference])

    client.post(address, ANSWERS)

    profile = ReadinessProfile.objects.get(municipality=pledge.municipality)
    assert (profile.communication, profile.context_sources) == ("no", 2)
    assert "We were helped once." in read(client, address)


def test_the_helper_learns_a_coarse_number_and_neither_town_nor_reason(pledge, helper):
    appeal = factories.a_live_appeal(factories.a_municipality(name="Trostianets"))
    match()

    page = read(visit(helper), _at("detail", pledge))

    assert pledge.matches.filter(result__appeal=appeal).exists()
    assert "Fewer than five appeals fit at the moment." in page
    assert [word in page for word in ("Trostianets", "We ask to be heard", "Fit of the need")] == [
        False,
        False,
        False,
    ]


def test_what_more_a_helper_could_open_reads_the_same_byte_for_byte_with_one_appeal_more(helper):
    """A party to the conflict may be registered as a helper: it must not learn of one town."""
    town = helper.municipalities.get()
    pledge = factories.a_live_pledge(town, languages=["sv"])
    Pledge.objects.filter(pk=pledge.pk).update(excluded=["GE"], can_host=False)
    attacker = visit(helper)
    before = _without_token(read(attacker, _at("prospects", pledge)))

    factories.a_live_appeal(
        factories.a_municipality(name="Trostianets", country_code="GE"), languages=["ka"]
    )
    after = _without_token(read(attacker, _at("prospects", pledge)))

    assert after == before
    assert "You bring an interpreter." in after


def test_what_more_a_helper_could_open_tells_steps_and_nothing_of_those_who_ask(helper):
    town = helper.municipalities.get()
    pledge = factories.a_live_pledge(town, languages=["sv"])
    for _ in range(5):
        asking = factories.a_municipality(name="Trostianets", country_code="GE")
        appeal = factories.a_live_appeal(asking, languages=["ka"])

    page = read(visit(helper), _at("prospects", pledge))

    assert page.count("Opens between five and nine more appeals.") == 2  # alone, and together
    fields = ["Trostianets", "Georgia", "heard", str(appeal.reference), "2026"]
    assert [field for field in fields if field in page] == []


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_learns_what_more_a_helper_could_open(pledge, who):
    assert visit(OTHERS[who]()).get(_at("prospects", pledge)).status_code == 404


def test_a_pledge_that_rests_is_offered_before_it_is_asked_what_it_could_open(pledge, helper):
    Pledge.objects.update(state=PledgeState.PAUSED.value)

    response = visit(helper).get(_at("prospects", pledge), follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "Offer the pledge first. Until then it fits nobody."
    ]


def test_a_list_of_three_towns_and_pledges_costs_as_much_as_one(pledge, helper):
    one = _queries(helper)
    for name in ("Tartu", "Graz"):
        town = factories.a_municipality(name=name)
        factories.acts_as(helper, Role.MUNICIPALITY, municipality=town)
        factories.a_live_pledge(town)
    again = User.objects.get(pk=helper.pk)

    assert _queries(again) == one


def _without_token(page: str) -> str:
    """Return a page without the token against forgery, which is drawn anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def _for(pledge: Pledge) -> dict[str, str]:
    return {"municipality": str(pledge.municipality.reference)}


def _queries(user: User) -> int:
    client = visit(user)
    with CaptureQueriesContext(connection) as queries:
        client.get(INDEX)
    return len(queries)


def test_the_sheet_for_a_council_tells_why_what_and_what_is_missing(pledge, helper):
    visit(helper).post(
        reverse("web:pledges:readiness", args=[pledge.municipality.reference]), ANSWERS
    )

    page = read(visit(helper), _at("summary", pledge))

    assert "We were helped once." in page
    assert "Endurance beyond the conflict" in page
    assert "it must not be used to compare municipalities" in page


def test_the_sheet_for_a_council_leaves_out_where_the_helper_will_not_go(pledge, helper):
    Pledge.objects.filter(pk=pledge.pk).update(excluded=["GE"])

    own = read(visit(helper), _at("detail", pledge))
    sheet = read(visit(helper), _at("summary", pledge))

    assert ("Georgia" in own, "Georgia" in sheet) == (True, False)


@pytest.mark.parametrize("kind", OTHERS)
def test_the_sheet_for_a_council_is_missing_for_everybody_else(pledge, kind):
    assert visit(OTHERS[kind]()).get(_at("summary", pledge)).status_code == 404
