"""What a network follows of proposals to its members that help: that they are, and no more."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import NetworkMember
from api.engine.scopes import Scope
from matching.engine.consents import RefusalReason
from matching.models import Proposal
from matching.services import proposals
from tests import factories
from tests.api.programs import a_program
from tests.matching.proposing import a_pair, a_trinning, agree
from tests.partnerships.builders import an_introduction, ends

pytestmark = pytest.mark.django_db
PROPOSALS = "/api/v1/proposals/"
LONG_AGO = "2026-01-01T00:00:00Z"


def network_of(proposal: Proposal):
    """Return a program of a network to which the helper of a proposal belongs."""
    network = factories.a_network(proposal.pledge.municipality)
    return a_program(factories.someone_in(network), scopes=[Scope.READ_PROPOSALS])


def rows(program, **sought):
    return program.get(PROPOSALS, sought).json()["results"]


def test_a_proposal_tells_the_member_the_pledge_and_its_days():
    now = timezone.now()
    put = a_pair(at=now)
    helper = put.proposal.pledge.municipality

    (row,) = rows(network_of(put.proposal))

    assert row == {
        "reference": str(put.reference),
        "pledge": str(put.proposal.pledge.reference),
        "municipality": {
            "reference": str(helper.reference),
            "name": helper.name,
            "name_latin": helper.name_latin,
            "country_code": helper.country_code,
        },
        "activity": put.proposal.activity,
        "state": "waits",
        "put_on": timezone.localdate(now).isoformat(),
        "waits_until": timezone.localdate(put.proposal.expires_at).isoformat(),
        "introduced_on": None,
    }


def says(what, put):
    who = {"mayor": put.mayor, "helper": put.helper}
    match what.split():
        case [name, "agrees"]:
            agree(put, who[name], at=timezone.now())
        case [name, "refuses"]:
            proposals.refuse(
                reference=put.reference,
                reason=RefusalReason.NO_CAPACITY,
                by=who[name],
                at=timezone.now(),
            )
        case [name, "revokes"]:
            agree(put, who[name], at=timezone.now())
            proposals.revoke(reference=put.reference, by=who[name], at=timezone.now())
        case ["desk", "retracts"]:
            proposals.retract(reference=put.reference, by=put.officer, at=timezone.now())


@pytest.mark.parametrize(
    "what",
    [
        *("mayor agrees", "helper agrees", "mayor refuses", "helper refuses"),
        *("mayor revokes", "helper revokes", "desk retracts"),
    ],
)
def test_every_byte_is_the_same_whatever_one_party_said(what):
    put = a_pair(at=timezone.now())
    program = network_of(put.proposal)
    before = program.get(PROPOSALS, {"updated_since": LONG_AGO}).content

    says(what, put)

    assert program.get(PROPOSALS, {"updated_since": LONG_AGO}).content == before
    recently = (timezone.now() + timedelta(seconds=1)).isoformat()
    assert rows(program, updated_since=recently) == []


def test_who_asks_is_told_neither_before_nor_after_the_introduction():
    put = a_trinning(at=timezone.now())
    program = network_of(put.proposal)
    before = program.get(PROPOSALS).text
    for who in (put.mayor, put.other_mayor, put.helper):
        agree(put, who, at=timezone.now())

    (row,) = rows(program)

    after = program.get(f"{PROPOSALS}{put.reference}/").text
    assert (row["state"], row["introduced_on"]) == ("introduced", timezone.localdate().isoformat())
    for name in ("Kvitka", "Sosna", "Olha", str(put.proposal.appeal.reference)):
        assert name not in before + after


def test_a_network_of_the_town_that_asks_finds_nothing():
    put = a_pair(at=timezone.now())
    network = factories.a_network(put.proposal.appeal.municipality)
    program = a_program(factories.someone_in(network))

    assert rows(program, updated_since=LONG_AGO) == []
    assert program.get(f"{PROPOSALS}{put.reference}/").status_code == 404


def test_an_introduction_that_ended_leaves_a_tombstone():
    proposal = an_introduction()
    program = network_of(proposal)
    ends(proposal)

    assert rows(program) == []
    assert rows(program, updated_since=LONG_AGO) == [{"id": str(proposal.reference), "gone": True}]
    assert rows(program, updated_since=timezone.now().isoformat()) == []
    assert program.get(f"{PROPOSALS}{proposal.reference}/").status_code == 404


@pytest.mark.parametrize("what", ["mayor agrees", "mayor refuses", "helper refuses"])
def test_what_came_to_nothing_leaves_a_tombstone_on_its_last_day_whatever_was_said(what):
    long_ago = timezone.now() - timedelta(days=14, minutes=1)
    put = a_pair(at=long_ago)
    program = network_of(put.proposal)

    assert rows(program) == []
    assert rows(program, updated_since=LONG_AGO) == [{"id": str(put.reference), "gone": True}]


def test_a_member_that_left_the_network_takes_its_proposals_along():
    put = a_pair(at=timezone.now())
    program = network_of(put.proposal)
    assert len(rows(program)) == 1

    NetworkMember.objects.all().delete()

    assert rows(program, updated_since=LONG_AGO) == []


@pytest.mark.parametrize(
    ("sought", "number"),
    [
        ({"state": "introduced"}, 1),
        ({"state": "waits"}, 0),
        ({"activity": "events"}, 1),
        ({"activity": "visits"}, 0),
    ],
)
def test_proposals_are_narrowed(sought, number):
    assert len(rows(network_of(an_introduction()), **sought)) == number


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_speaks_for_a_member_here(method):
    proposal = an_introduction()
    program = network_of(proposal)

    answers = [
        getattr(program, method)(f"{PROPOSALS}{path}").status_code
        for path in (f"{proposal.reference}/", "", f"{proposal.reference}/consent/")
    ]

    assert answers == [403, 403, 404]


def _cost(program) -> int:
    with CaptureQueriesContext(connection) as queries:
        program.get(PROPOSALS, {"updated_since": LONG_AGO})
    return len(queries)


def test_the_list_costs_the_same_for_one_proposal_and_for_three():
    first = an_introduction()
    program = network_of(first)
    helper = first.pledge.municipality
    one = _cost(program)
    for _number in range(2):
        an_introduction(pledge=factories.a_live_pledge(helper))

    assert (one, _cost(program), len(rows(program))) == (4, 4, 3)
