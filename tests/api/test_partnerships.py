"""What a network follows of partnerships in which its members help."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api.engine.scopes import Scope
from partnerships.engine.lifecycle import ActivityAction, PartnershipAction
from partnerships.engine.values import Appraisal, Contribution, PauseReason, Reach, Severity
from partnerships.models import Member, Partnership
from partnerships.services import activities, partnerships, results
from tests import factories
from tests.api.programs import a_program
from tests.clock import NOON
from tests.partnerships.builders import (
    a_plan,
    an_agreed_partnership,
    an_introduction,
    ends,
    judged,
    the_helper,
    the_officer,
)

pytestmark = pytest.mark.django_db
PARTNERSHIPS = "/api/v1/partnerships/"
LONG_AGO = "2026-01-01T00:00:00Z"


@pytest.fixture
def partnership():
    return an_agreed_partnership()


@pytest.fixture
def program(partnership):
    network = factories.a_network(the_helper())
    return a_program(factories.someone_in(network), scopes=[Scope.READ_PARTNERSHIPS])


def rows(program, **sought):
    return program.get(PARTNERSHIPS, sought).json()["results"]


def an_activity(partnership, at=NOON):
    town = partnership.appeal.municipality
    judged(town)
    return activities.plan_activity(
        reference=partnership.reference,
        town=town,
        plan=a_plan(),
        by=the_officer(partnership),
        at=at,
    )


def a_result(partnership, at=NOON):
    return results.record_result(
        objective=partnership.objectives.get().reference,
        reach=Reach.REACHED,
        contribution=Contribution.JOINT,
        text="Clean water.",
        by=the_officer(partnership),
        at=at,
    )


def test_a_partnership_tells_the_member_its_state_its_kinds_and_about_how_much(
    partnership, program
):
    an_activity(partnership)
    a_result(partnership)
    helper = the_helper()

    (row,) = rows(program)

    assert row == {
        "reference": str(partnership.reference),
        "municipalities": [
            {
                "reference": str(helper.reference),
                "name": helper.name,
                "name_latin": helper.name_latin,
                "country_code": helper.country_code,
            }
        ],
        "state": "agreed",
        "activities": ["events"],
        "opened_on": "2026-03-02",
        "results": {"reached": "0-4", "partly": "0-4", "not_reached": "0-4"},
    }


def test_what_a_verdict_stops_does_not_show(partnership, program):
    planned = an_activity(partnership)
    before = program.get(PARTNERSHIPS).content

    activities.move_activity(
        reference=planned.reference,
        action=ActivityAction.CANCEL,
        by=the_officer(partnership),
        at=NOON,
    )

    assert program.get(PARTNERSHIPS).content == before


def test_neither_harm_nor_what_the_sides_think_shows(partnership, program):
    result = a_result(partnership)
    recently = (timezone.now() + timedelta(seconds=1)).isoformat()
    before = program.get(PARTNERSHIPS).content

    later = timezone.now() + timedelta(minutes=1)
    results.record_harm(
        reference=partnership.reference,
        severity=Severity.GRAVE,
        text="A driver was hurt.",
        done="We stopped.",
        by=the_officer(partnership),
        at=later,
    )
    results.appraise(
        result=result.reference,
        appraisal=Appraisal.BAD,
        by=factories.someone_of(the_helper()),
        at=later,
    )

    assert program.get(PARTNERSHIPS).content == before
    assert rows(program, updated_since=recently) == []


def test_why_it_rests_is_not_told(partnership, program):
    partnerships.move_partnership(
        reference=partnership.reference,
        action=PartnershipAction.PAUSE,
        reason=PauseReason.WORSE_VERDICT,
        by=the_officer(partnership),
        at=NOON,
    )

    answer = program.get(f"{PARTNERSHIPS}{partnership.reference}/")

    assert answer.json()["state"] == "paused"
    assert "verdict" not in answer.text


def test_a_network_of_the_town_that_asks_finds_nothing(partnership):
    network = factories.a_network(partnership.appeal.municipality)
    program = a_program(factories.someone_in(network))

    assert rows(program, updated_since=LONG_AGO) == []
    assert program.get(f"{PARTNERSHIPS}{partnership.reference}/").status_code == 404


def test_an_introduction_that_ended_leaves_a_tombstone(partnership, program):
    proposal = Member.objects.exclude(proposal=None)[0].proposal
    assert proposal is not None
    ends(proposal)

    assert rows(program) == []
    assert rows(program, updated_since=LONG_AGO) == [
        {"id": str(partnership.reference), "gone": True}
    ]
    assert rows(program, updated_since=timezone.now().isoformat()) == []


@pytest.mark.parametrize("what", [an_activity, a_result])
def test_a_list_holds_what_changed_since_a_moment(what, partnership, program):
    in_an_hour = timezone.now() + timedelta(hours=1)
    before = rows(program, updated_since=in_an_hour.isoformat())

    what(partnership, at=in_an_hour)

    assert (before, len(rows(program, updated_since=in_an_hour.isoformat()))) == ([], 1)


@pytest.mark.parametrize(("state", "number"), [("agreed", 1), ("active", 0)])
def test_partnerships_are_narrowed_by_state(state, number, program):
    assert len(rows(program, state=state)) == number


def _cost(program) -> int:
    with CaptureQueriesContext(connection) as queries:
        program.get(PARTNERSHIPS, {"updated_since": LONG_AGO})
    return len(queries)


def test_the_list_costs_the_same_for_one_partnership_and_for_three(partnership, program):
    helper = the_helper()
    one = _cost(program)
    for _number in range(2):
        proposal = an_introduction(pledge=factories.a_live_pledge(helper))
        partnerships.open_partnership(proposal=proposal.reference, at=NOON)

    assert (one, _cost(program), len(rows(program))) == (4, 4, 3)
    assert Partnership.objects.count() == 3
