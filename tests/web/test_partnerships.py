"""The room of a partnership: for its members, missing for everybody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from activities.engine.values import Activity, ActorMode, Venue
from audit.models import Event
from evidence.engine.values import Phase
from matching.models import Proposal
from partnerships import selectors
from partnerships.engine.lifecycle import PartnershipState
from partnerships.engine.values import Appraisal, Contribution, Reach
from partnerships.models import (
    HarmEntry,
    Indicator,
    LegitimacyEntry,
    Member,
    Partnership,
    PartnershipActivity,
)
from partnerships.services import activities, results, reviews
from partnerships.services import partnerships as services
from prerequisites.engine.values import VerdictClass
from tests.clock import NOON
from tests.factories import a_municipality, a_network, an_officer, someone_in, someone_of
from tests.partnerships.builders import (
    DECIDED,
    a_plan,
    an_agreed_partnership,
    an_introduction,
    ends,
    judged,
    the_first_map,
    the_helper,
    the_officer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return an_agreed_partnership()


def _as(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_members_and_the_officer_open_the_room_and_nobody_else(partnership):
    readers = [
        someone_of(partnership.appeal.municipality),
        someone_of(the_helper()),
        the_officer(partnership),
        someone_of(a_municipality()),
        an_officer(),
    ]

    answers = [_as(user).get(partnership.get_absolute_url()).status_code for user in readers]

    assert answers == [200, 200, 200, 404, 404]


def test_the_room_draws_who_belongs_to_it_around_who_asks(partnership):
    mayor = someone_of(partnership.appeal.municipality)

    ties = _as(mayor).get(partnership.get_absolute_url()).context["ties"]

    assert ties.middle.label == partnership.appeal.municipality.name
    assert [(spot.label, spot.is_over) for spot in ties.others] == [(the_helper().name, False)]


def test_who_reads_the_objectives_and_safeguards_leaves_a_trace(partnership):
    mayor = someone_of(partnership.appeal.municipality)

    answer = _as(mayor).get(partnership.get_absolute_url())

    assert "Water for both banks." in answer.text
    assert answer.text.count("The parish hosts.") == 2
    assert Event.objects.filter(verb="sealed.opened", actor_id=mayor.pk).count() == 3


def test_a_worse_verdict_is_told_with_ways_to_go_on_and_the_right_to_cooperate(partnership):
    town = partnership.appeal.municipality
    judged(town, at=NOON - timedelta(days=1))
    judged(town, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH, at=NOON + timedelta(days=1))
    reviews.review_after_judging(at=NOON)

    page = _as(someone_of(the_helper())).get(partnership.get_absolute_url()).text

    assert "A pause is proposed" in page
    assert "article 10, paragraph 3" in page


def test_a_member_lets_it_rest_for_the_position_of_a_government_and_resumes_it(partnership):
    client = _as(someone_of(the_helper()))
    address = partnership.get_absolute_url()

    client.post(f"{address}pause/", {"reason": "national_government_position"})
    rests = Partnership.objects.get()
    client.post(f"{address}move/", {"action": "resume"})

    assert (rests.state, rests.pause_reason) == ("paused", "national_government_position")
    assert Partnership.objects.get().state == PartnershipState.RESUMED


def test_without_consent_it_is_not_resumed_and_the_page_says_why(partnership):
    client = _as(someone_of(partnership.appeal.municipality))
    address = partnership.get_absolute_url()
    client.post(f"{address}pause/", {"reason": "own_capacity"})
    ends(Proposal.objects.get())

    page = client.post(f"{address}move/", {"action": "resume"}, follow=True).text

    with translation.override("en"):
        assert "A party took its consent back." in page
    assert Partnership.objects.get().state == PartnershipState.PAUSED


def test_a_council_ends_it_and_nobody_ends_it_for_another_council(partnership):
    town, helper = partnership.appeal.municipality, the_helper()
    client = _as(someone_of(helper))
    address = f"{partnership.get_absolute_url()}end/"

    client.post(address, {"act_dated_on": "2026-03-01", "municipality": str(town.reference)})
    kept = Partnership.objects.get()
    client.post(address, {"act_dated_on": "2026-03-01", "municipality": str(helper.reference)})

    assert kept.state == PartnershipState.AGREED
    assert Partnership.objects.get().ended_on_act_of == helper


def test_an_act_of_tomorrow_ends_nothing(partnership):
    helper = the_helper()
    address = f"{partnership.get_absolute_url()}end/"

    answer = _as(someone_of(helper)).post(
        address, {"act_dated_on": "2199-03-01", "municipality": str(helper.reference)}
    )

    assert answer.status_code == 200
    assert Partnership.objects.get().state == PartnershipState.AGREED


def test_an_unknown_step_is_missing(partnership):
    client = _as(someone_of(the_helper()))

    assert client.post(f"{partnership.get_absolute_url()}move/", {"action": "x"}).status_code == 404


def _address(partnership, page):
    return f"{partnership.get_absolute_url()}{page}/"


def _introduced():
    the_first_map()
    proposal = an_introduction()
    return services.open_partnership(proposal=proposal.reference, at=NOON)


def test_the_parties_write_all_that_is_missing_and_agree():
    partnership = _introduced()
    mayor, helper = someone_of(partnership.appeal.municipality), someone_of(the_helper())

    _as(mayor).post(_address(partnership, "objective"), {"text": "A bridge of both schools."})
    _as(mayor).post(
        _address(partnership, "safeguard"),
        {"condition": "twinning_or_host_partner", "text": "The parish hosts."},
    )
    for user in mayor, helper:
        town = user.municipalities.get()
        _as(user).post(
            _address(partnership, "decision"),
            {"municipality": str(town.reference), "decided_on": "2026-03-01"},
        )
    missing = _as(mayor).get(partnership.get_absolute_url()).text
    _as(mayor).post(_address(partnership, "move"), {"action": "agree"})

    partnership.refresh_from_db()
    assert "Missing before it is agreed" not in missing
    assert "A bridge of both schools." in missing
    assert partnership.state == PartnershipState.AGREED


def test_what_is_missing_leads_to_the_page_on_which_it_is_written():
    partnership = _introduced()
    mayor = someone_of(partnership.appeal.municipality)

    room = _as(mayor).get(partnership.get_absolute_url()).text

    for page in "objective", "decision", "safeguard":
        assert f'<li><a href="{_address(partnership, page)}">' in room


@pytest.mark.parametrize("page", ["objective", "decision", "safeguard"])
def test_a_stranger_finds_no_page_to_write_on(partnership, page):
    stranger = _as(someone_of(a_municipality()))

    answers = [
        stranger.get(_address(partnership, page)),
        stranger.post(_address(partnership, page)),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_a_mayor_is_not_offered_what_the_secretariat_approves(partnership):
    mayor = _as(someone_of(partnership.appeal.municipality))
    said = {"condition": "staff_approval", "text": "Approved."}

    refused = mayor.post(_address(partnership, "safeguard"), said)
    _as(the_officer(partnership)).post(_address(partnership, "safeguard"), said)

    assert refused.status_code == 200
    assert partnership.safeguards.filter(condition="staff_approval").count() == 1


def test_a_council_has_not_decided_tomorrow(partnership):
    mayor = someone_of(partnership.appeal.municipality)
    said = {"municipality": str(partnership.appeal.municipality.reference)}

    answer = _as(mayor).post(
        _address(partnership, "decision"), {**said, "decided_on": "2999-01-01"}
    )

    assert "The day of the decision lies ahead. Nothing was changed." in answer.text


def test_nothing_is_written_into_a_partnership_that_has_ended(partnership):
    officer = the_officer(partnership)
    services.end_partnership(
        reference=partnership.reference,
        municipality=partnership.appeal.municipality,
        act_dated_on=DECIDED,
        by=officer,
        at=NOON,
    )

    answer = _as(officer).post(
        _address(partnership, "objective"), {"text": "Too late."}, follow=True
    )

    assert "The partnership has moved on meanwhile. Nothing was changed." in answer.text
    assert partnership.objectives.count() == 1


def _running(partnership, phase=Phase.LOW_AFTER):
    return judged(partnership.appeal.municipality, phase=phase)


def _plan(client, partnership, label="tournament"):
    page = client.get(_address(partnership, "plan")).text
    number = next(
        code
        for code in range(99)
        if f'value="{code}"' in page and _is_inside_event(partnership, code)
    )
    return client.post(
        _address(partnership, "plan"),
        {"way": str(number), "starts": "2026-03-10", "text": f"A {label} of both schools."},
        follow=True,
    )


def _is_inside_event(partnership, code):
    ways = selectors.open_ways(partnership)
    if code >= len(ways):
        return False
    way = ways[code]
    return (way.activity, way.venue, way.actor) == (
        Activity.EVENTS,
        Venue.INSIDE,
        ActorMode.SINGLE,
    )


def test_an_activity_is_planned_begins_and_takes_place(partnership):
    _running(partnership)
    client = _as(someone_of(the_helper()))

    _plan(client, partnership)
    activity = PartnershipActivity.objects.get()
    move = _address(partnership, f"activities/{activity.reference}/move")
    room = client.get(partnership.get_absolute_url()).text
    states = []
    for action in ("start", "hold"):
        client.post(move, {"action": action})
        activity.refresh_from_db()
        states.append(activity.state)

    assert move in room
    assert states == ["under_way", "held"]
    assert client.post(move, {"action": "stop"}).status_code == 404
    assert not LegitimacyEntry.objects.exists()


def test_without_a_verdict_nothing_can_be_planned_and_only_what_is_open_is_offered(partnership):
    client = _as(someone_of(the_helper()))
    closed = client.get(_address(partnership, "plan")).text
    judged(partnership.appeal.municipality, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH)

    venues = {(way.activity, way.venue) for way in selectors.open_ways(partnership)}

    assert 'name="way"' not in closed
    assert (Activity.EVENTS, Venue.INSIDE) not in venues
    assert (Activity.EVENTS, Venue.OUTSIDE) in venues


def test_a_condition_that_is_open_is_named_and_nothing_is_planned(partnership):
    judged(partnership.appeal.municipality, VerdictClass.DIRECT_CONDITIONAL)

    answer = _plan(_as(someone_of(the_helper())), partnership)

    assert "Record first: Good local contact." in answer.text
    assert not PartnershipActivity.objects.exists()


def test_a_result_is_recorded_once_and_each_side_says_what_it_thinks(partnership):
    objective = partnership.objectives.get()
    mayor, helper = someone_of(partnership.appeal.municipality), someone_of(the_helper())
    said = {"reach": "partly", "contribution": "local_unassisted", "text": "The pumps run."}
    address = _address(partnership, f"objectives/{objective.reference}/result")

    _as(mayor).post(address, said)
    again = _as(helper).post(address, said)
    outcome = objective.result
    for user, word in ((mayor, "good"), (helper, "mixed")):
        _as(user).post(
            _address(partnership, f"results/{outcome.reference}/appraise"), {"appraisal": word}
        )
    outcome.refresh_from_db()
    room = _as(mayor).get(partnership.get_absolute_url()).text

    assert "has its result already" in again.text
    assert (outcome.asking_appraisal, outcome.helping_appraisal) == ("good", "mixed")
    assert "Those who ask think: Good." in room
    assert address not in room


def test_harm_and_signs_of_peace_are_kept_sealed(partnership):
    mayor = _as(someone_of(partnership.appeal.municipality))

    mayor.post(
        _address(partnership, "harm"),
        {"severity": "serious", "text": "A depot was robbed.", "done": "It has a guard now."},
    )
    mayor.post(
        _address(partnership, "indicator"),
        {"sign": "dialogue", "direction": "better", "evidence": "They met twice."},
    )

    assert b"depot" not in bytes(HarmEntry.objects.get().sealed_text)
    assert Indicator.objects.get().direction == "better"


def test_a_member_leaves_and_reads_nothing_more(partnership):
    helper = _as(someone_of(the_helper()))

    helper.post(_address(partnership, "leave"))

    assert Member.objects.get(role="helping").left_at is not None
    assert helper.get(partnership.get_absolute_url()).status_code == 404
    assert _as(the_officer(partnership)).get(_address(partnership, "leave")).status_code == 404


def test_a_review_is_closed_once_somebody_has_looked(partnership):
    town = partnership.appeal.municipality
    judged(town, at=NOON - timedelta(days=1))
    judged(town, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH, at=NOON + timedelta(days=1))
    reviews.review_after_judging(at=NOON)
    review = partnership.reviews.get()
    address = _address(partnership, f"reviews/{review.reference}/close")
    mayor = _as(someone_of(town))

    mayor.post(address)
    again = mayor.post(address, follow=True)

    review.refresh_from_db()
    assert review.closed_at is not None
    assert "Somebody has looked at it before." in again.text


@pytest.mark.parametrize("page", ["plan", "harm", "indicator", "leave"])
def test_a_stranger_finds_no_page_to_report_on(partnership, page):
    assert _as(someone_of(a_municipality())).get(_address(partnership, page)).status_code == 404


def test_what_belongs_to_another_partnership_is_missing(partnership):
    stranger = someone_of(a_municipality())
    mayor = _as(someone_of(partnership.appeal.municipality))
    nobodys = "00000000-0000-4000-8000-000000000000"
    said = {"reach": "partly", "contribution": "joint", "text": "Something."}

    answers = [
        mayor.post(_address(partnership, f"objectives/{nobodys}/result"), said),
        mayor.post(_address(partnership, f"results/{nobodys}/appraise"), {"appraisal": "good"}),
        mayor.post(_address(partnership, f"activities/{nobodys}/move"), {"action": "start"}),
        mayor.post(_address(partnership, f"reviews/{nobodys}/close")),
        _as(stranger).post(_address(partnership, f"reviews/{nobodys}/close")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_the_days_are_a_file_for_members_and_missing_for_everybody_else(partnership):
    address = f"{partnership.get_absolute_url()}calendar.ics"
    readers = [
        someone_of(partnership.appeal.municipality),
        someone_of(the_helper()),
        the_officer(partnership),
        someone_of(a_municipality()),
        an_officer(),
    ]

    answers = [_as(user).get(address) for user in readers]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 404]
    assert answers[0]["Content-Type"] == "text/calendar; charset=utf-8"
    assert answers[0]["Content-Disposition"] == 'attachment; filename="activities.ics"'
    assert answers[0]["Cache-Control"] == "no-store"


def test_without_signing_in_the_days_are_not_to_be_had(partnership):
    answer = Client().get(f"{partnership.get_absolute_url()}calendar.ics")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account")


@pytest.fixture
def told(partnership):
    """A partnership whose one objective has a result, with an activity ahead."""
    officer = the_officer(partnership)
    judged(partnership.appeal.municipality)
    activities.plan_activity(
        reference=partnership.reference,
        town=partnership.appeal.municipality,
        plan=a_plan(),
        by=officer,
        at=NOON,
    )
    result = results.record_result(
        objective=partnership.objectives.get().reference,
        reach=Reach.PARTLY,
        contribution=Contribution.JOINT,
        text="The pumps run.",
        by=officer,
        at=NOON,
    )
    results.appraise(
        result=result.reference,
        appraisal=Appraisal.MIXED,
        by=someone_of(partnership.appeal.municipality),
        at=NOON,
    )
    return partnership


def test_a_council_reads_what_was_agreed_what_became_of_it_and_what_is_next(told):
    page = _as(someone_of(the_helper())).get(_address(told, "summary"))

    summary = page.context["summary"]
    assert "Water for both banks." in page.text
    assert "The pumps run." in page.text
    assert "Those who ask think: Mixed." in page.text
    assert [row[2] for row in summary.activities] == ["Planned"]
    assert [row[2] for row in summary.next] == ["A single city"]
    assert "it must not be used to compare municipalities" in page.text


def test_the_sheet_names_no_other_member_no_contact_and_no_words_of_an_activity(told):
    town, helper = told.appeal.municipality, the_helper()

    sheets = {
        each.pk: _as(someone_of(each)).get(_address(told, "summary")).text
        for each in (town, helper)
    }

    assert (town.name in sheets[town.pk], town.name in sheets[helper.pk]) == (True, False)
    assert (helper.name in sheets[helper.pk], helper.name in sheets[town.pk]) == (True, False)
    assert "A tournament of both schools." not in sheets[town.pk] + sheets[helper.pk]
    assert "The parish hosts." not in sheets[town.pk] + sheets[helper.pk]


def test_who_prints_the_sheet_leaves_a_trace_as_in_the_room(told):
    mayor = someone_of(told.appeal.municipality)

    _as(mayor).get(_address(told, "summary"))

    assert Event.objects.filter(verb="sealed.opened", actor_id=mayor.pk).count() == 2


def test_before_it_is_agreed_the_sheet_says_what_is_missing_and_whose_part_it_is():
    partnership = _introduced()

    page = _as(someone_of(the_helper())).get(_address(partnership, "summary"))

    parts = {row[2] for row in page.context["summary"].next}
    assert parts >= {"All members together", "Each council for itself"}


def test_only_a_member_town_has_a_sheet_and_not_who_left(told):
    left = someone_of(the_helper())
    readers = [
        someone_of(told.appeal.municipality),
        left,
        the_officer(told),
        someone_of(a_municipality()),
        an_officer(),
        someone_in(a_network(the_helper())),
    ]
    answers = [_as(user).get(_address(told, "summary")).status_code for user in readers]

    Member.objects.filter(municipality=the_helper()).update(left_at=NOON)

    assert answers == [200, 200, 404, 404, 404, 404]
    assert _as(left).get(_address(told, "summary")).status_code == 404
