"""The room of a partnership: for its members, missing for everybody else."""

import pytest
from django.test import Client
from django.utils import translation

from audit.models import Event
from evidence.engine.values import Phase
from matching.models import Proposal
from partnerships.engine.lifecycle import PartnershipState
from partnerships.models import Partnership
from partnerships.services import reviews
from prerequisites.engine.values import VerdictClass
from tests.clock import NOON
from tests.factories import a_municipality, an_officer, someone_of
from tests.partnerships.builders import (
    an_agreed_partnership,
    ends,
    judged,
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


def test_who_reads_the_objectives_leaves_a_trace(partnership):
    mayor = someone_of(partnership.appeal.municipality)

    answer = _as(mayor).get(partnership.get_absolute_url())

    assert "Water for both banks." in answer.text
    assert Event.objects.filter(verb="sealed.opened", actor_id=mayor.pk).count() == 1


def test_a_worse_verdict_is_told_with_ways_to_go_on_and_the_right_to_cooperate(partnership):
    judged(partnership.appeal.municipality)
    judged(partnership.appeal.municipality, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH)
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
    client = _as(someone_of(the_helper()))
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
