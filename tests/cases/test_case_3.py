"""Case 3, the alliance in the Middle East: fighting and a shunned list. Source: L431-452.

The days are those of the test; the evidence is no historical claim.
"""

from datetime import timedelta

import pytest

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from congress.engine.answers import answers_to_helper
from evidence.engine.values import SourceKind, Subject
from matching.engine.answers import AnswerKind
from matching.engine.values import NeedTopic
from partnerships.engine.lifecycle import PartnershipAction, PartnershipState
from partnerships.engine.values import PauseReason
from partnerships.models import Partnership, PartnershipReview
from partnerships.services import partnerships
from prerequisites.engine.readiness import NationalPosition
from prerequisites.engine.review import Trigger
from prerequisites.engine.values import VerdictClass
from prerequisites.models import Judgement, Review
from prerequisites.selectors import readiness_for
from tests.cases.telling import Case, now, the_workers_work, today
from tests.factories import a_municipality, someone_of
from tests.web.visitors import read, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return Case()


@pytest.fixture
def gaza():
    return a_municipality(name="Gaza", country_code="PS")


@pytest.fixture
def west_bank():
    return a_municipality(name="Bayt", country_code="PS")


@pytest.fixture
def helper():
    return a_municipality(name="Lund", country_code="SE", may_appeal=False)


@pytest.fixture
def partnership(case, gaza, west_bank, helper):
    """A service project in Gaza, agreed while both towns were open to direct help."""
    for town in gaza, west_bank:
        case.is_calm(town)
    case.looks_at_all_reviews()
    appeal = case.reads(case.asks(gaza, Activity.SERVICE_DEPARTMENTS, topic=NeedTopic.WATER))
    pledge = case.offers(
        helper,
        Activity.SERVICE_DEPARTMENTS,
        national_position=NationalPosition.DISCOURAGING,
    )
    case.introduces(appeal, pledge)
    return case.agrees(Partnership.objects.get(appeal=appeal))


@pytest.fixture
def summer(case, gaza, partnership):
    """A list that governments shun has won, and there is fighting in Gaza."""
    case.story.says(gaza.zone, Subject.P4, on=today() - timedelta(days=6), kind=SourceKind.MEDIA)
    case.is_at_war(gaza)


def _verdict(town):
    return Judgement.objects.get(municipality=town, is_current=True)


def test_the_elections_open_a_review_of_gaza_alone(gaza, summer):
    opened = Review.objects.filter(trigger=Trigger.ELECTION.value, state="open")

    assert [(review.municipality, review.due_on) for review in opened] == [
        (gaza, today() + timedelta(days=14))
    ]


def test_gaza_falls_and_the_west_bank_keeps_its_own_verdict(gaza, west_bank, summer):
    fallen = _verdict(gaza)

    assert fallen.verdict_class == VerdictClass.INDIRECT_ONLY
    assert [clause["code"] for clause in fallen.verdict["clauses"]] == ["p1_unmet"]
    assert _verdict(west_bank).verdict_class == VerdictClass.DIRECT_OPEN


def test_a_pause_is_proposed_with_forums_and_attention_and_nothing_rests_by_itself(
    gaza, partnership, summer
):
    review = PartnershipReview.objects.get(partnership=partnership)
    partnership.refresh_from_db()

    assert (review.municipality, review.outcome) == (gaza, "propose_pause")
    assert {"forums", "attention"} <= set(review.go_on_with)
    assert partnership.state == PartnershipState.AGREED


def test_the_room_says_all_of_it_to_both_sides(gaza, helper, partnership, summer):
    rooms = [
        read(visit(someone_of(town)), partnership.get_absolute_url()) for town in (gaza, helper)
    ]

    for room in rooms:
        assert "A pause is proposed" in room
        assert f"<li>{ACTIVITY_LABELS[Activity.FORUMS]}</li>" in room
        assert f"<li>{ACTIVITY_LABELS[Activity.ATTENTION]}</li>" in room
        assert "article 10, paragraph 3" in room


def test_the_helper_lets_it_rest_since_a_national_government_is_against_it(
    helper, partnership, summer
):
    client = visit(someone_of(helper))
    address = f"{partnership.get_absolute_url()}pause/"
    page = read(client, address)

    client.post(address, {"reason": "national_government_position"})

    partnership.refresh_from_db()
    assert "A national government is against it." in page
    assert (partnership.state, partnership.pause_reason) == (
        PartnershipState.PAUSED,
        PauseReason.NATIONAL_GOVERNMENT_POSITION,
    )


def test_what_rests_is_resumed_and_never_ended_by_the_platform(case, partnership, summer):
    told = {"reference": partnership.reference, "by": case.officer, "at": now()}
    partnerships.move_partnership(
        action=PartnershipAction.PAUSE, reason=PauseReason.NATIONAL_GOVERNMENT_POSITION, **told
    )

    the_workers_work()
    resumed = partnerships.move_partnership(action=PartnershipAction.RESUME, **told)

    assert resumed.state == PartnershipState.RESUMED


def test_the_right_to_cooperate_is_recalled_to_the_helper_whom_it_blocks_in_nothing(
    helper, partnership
):
    readiness = readiness_for([helper.pk], own_p1={})[helper.pk].readiness

    assert answers_to_helper(readiness) == [AnswerKind.REMINDER_ART_10_3]
