"""What the story shows once it is loaded."""

from collections import Counter
from datetime import date

import pytest
from django.apps import apps
from django.utils import timezone

from accounts.models import Membership, User
from audit.models import Event
from congress.engine.lifecycle import ActionState
from congress.models import CongressAction
from demo.cast import PARTS, Kind
from demo.loader import Loaded, load
from demo.story import CHAPTERS
from demo.story.values import INVENTED
from evidence.models import Source
from matching.engine.gates import Gate
from matching.engine.pairing import Pairing, pair
from matching.models import Answer, Appeal, Pledge
from matching.selectors import inputs
from matching.selectors.trinnings import finding_for
from matching.services import trinnings
from partnercalls.models import ExpertOffer, PartnerCall
from partnerships.engine.lifecycle import ActivityState, PartnershipState
from partnerships.models import Partnership, Result
from places.models import Conflict, Intermediary, Municipality, Side, Stand, Zone
from prerequisites.engine.values import ClauseCode, VerdictClass
from prerequisites.selectors import verdicts_for
from publication.models import Card, Publication
from tests.demo.conftest import TODAYS_NOON

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(TODAYS_NOON)


@pytest.fixture(scope="module")
def picture(story: Loaded) -> inputs.Inputs:
    appeals = Appeal.objects.live().select_related("municipality__zone")
    pledges = Pledge.objects.live().select_related("municipality__zone")
    return inputs.load(list(appeals), list(pledges), as_of=TODAY, known_on=TODAY)


@pytest.fixture(scope="module")
def pairings(picture: inputs.Inputs) -> list[Pairing]:
    return [
        pair(need, picture.offers, picture.link_of, today=TODAY) for need in picture.needs.values()
    ]


def test_a_second_loading_changes_nothing(story: Loaded) -> None:
    before = _rows_by_table()

    again = load(at=TODAYS_NOON, tell=print)

    assert again is None
    assert _rows_by_table() == before


def test_everything_asked_and_offered_is_marked_as_invented(story: Loaded) -> None:
    told = sum(len(chapter.calls) for chapter in CHAPTERS)

    assert Appeal.objects.filter(is_invented=True).count() == Appeal.objects.count() == told
    assert Pledge.objects.filter(is_invented=True).count() == story.pledges


def test_every_body_that_speaks_says_in_its_name_that_it_is_invented(story: Loaded) -> None:
    names = [
        *Source.objects.values_list("name", flat=True),
        *Intermediary.objects.values_list("name", flat=True),
        *User.objects.values_list("display_name", flat=True),
    ]

    assert [name for name in names if not name.endswith("(invented)")] == []


def test_nobody_of_the_story_has_a_password_or_a_real_address(story: Loaded) -> None:
    people = User.objects.all()

    assert not any(person.has_usable_password() for person in people)
    assert {person.email.rpartition("@")[2] for person in people} == {"demo.example"}


def test_there_is_somebody_for_each_kind_of_sign_in(story: Loaded) -> None:
    roles = {
        kind.value: list(
            Membership.objects.filter(user__email=part.email).values_list("role", flat=True)
        )
        for kind, part in PARTS.items()
    }

    assert roles == {
        "officer": ["officer"],
        "supervisor": ["supervisor"],
        "mayor": ["municipality"],
        "helper": ["municipality"],
        "intermediary": ["intermediary"],
        "network": ["network"],
    }


def test_the_towns_lie_under_named_areas_with_their_own_names(story: Loaded) -> None:
    town = Zone.objects.select_related("parent__parent").get(name="Тростянець")

    above = [town.parent, town.parent and town.parent.parent]

    assert [zone and zone.name for zone in above] == ["Сумська область", "Ukraine"]


def test_every_live_appeal_has_a_verdict_and_every_class_appears(picture: inputs.Inputs) -> None:
    classes = Counter(verdict.verdict_class for verdict in picture.verdicts.values())

    assert classes.keys() == set(VerdictClass)
    assert classes.total() == Appeal.objects.live().count()


def test_at_least_half_of_the_live_appeals_have_a_match(pairings: list[Pairing]) -> None:
    matched = [pairing for pairing in pairings if pairing.candidates]

    assert len(matched) * 2 >= len(pairings)


def test_at_least_three_appeals_have_none_and_are_told_why(pairings: list[Pairing]) -> None:
    alone = [pairing for pairing in pairings if not pairing.candidates]

    assert len(alone) >= 3
    assert all(pairing.misses and pairing.misses[0].gates for pairing in alone)


def test_most_gates_and_every_grade_are_seen(pairings: list[Pairing]) -> None:
    shut = {gate for pairing in pairings for gate in pairing.refusals}
    grades = {
        value.grade.value
        for pairing in pairings
        for candidate in pairing.candidates
        for value in candidate.values
    }

    assert set(Gate) - shut <= {Gate.CAPACITY_LEFT, Gate.NOT_DECLINED}
    assert grades == {"for", "against", "unknown"}


@pytest.mark.parametrize(
    ("as_of", "expected", "clauses"),
    [
        (date(1991, 11, 5), VerdictClass.INDIRECT_ONLY, {ClauseCode.P1_UNMET}),
        (
            date(1996, 6, 30),
            VerdictClass.DIRECT_CONDITIONAL,
            {ClauseCode.P2_FLOOR_ONLY, ClauseCode.P4_NOT_MET, ClauseCode.RESTRICTED_MANDATE},
        ),
        (date(1997, 5, 10), VerdictClass.DIRECT_CONDITIONAL, {ClauseCode.RESTRICTED_MANDATE}),
        (date(1998, 2, 10), VerdictClass.DIRECT_OPEN, set()),
    ],
)
def test_beli_manastir_opens_step_by_step(
    story: Loaded, as_of: date, expected: VerdictClass, clauses: set[ClauseCode]
) -> None:
    town = Municipality.objects.get(name="Beli Manastir")

    verdict = verdicts_for([town.pk], as_of=as_of, known_on=as_of)[town.pk]

    assert (verdict.verdict_class, {clause.code for clause in verdict.deciding}) == (
        expected,
        clauses,
    )


def test_knezevi_vinogradi_was_a_zone_of_peace_in_1993(story: Loaded) -> None:
    town = Municipality.objects.get(name="Kneževi Vinogradi")
    summer = date(1993, 6, 15)

    verdict = verdicts_for([town.pk], as_of=summer, known_on=summer)[town.pk]

    assert verdict.zone_of_peace
    assert {clause.code for clause in verdict.deciding} == {
        ClauseCode.ENCLAVE,
        ClauseCode.P2_FLOOR_ONLY,
        ClauseCode.P4_NOT_MET,
    }


def test_in_2006_gaza_closes_and_bethlehem_keeps_its_own_verdict(story: Loaded) -> None:
    towns = {
        town.name_latin: town.pk
        for town in Municipality.objects.filter(
            name_latin__in=["Gaza", "Bethlehem"], country_code="PS"
        )
    }
    july = date(2006, 7, 3)

    spring = verdicts_for(towns.values(), as_of=date(2006, 4, 5), known_on=date(2006, 4, 5))
    summer = verdicts_for(towns.values(), as_of=july, known_on=july)

    assert spring[towns["Gaza"]].verdict_class is VerdictClass.DIRECT_CONDITIONAL
    assert summer[towns["Gaza"]].verdict_class is VerdictClass.INDIRECT_ONLY
    assert summer[towns["Bethlehem"]].verdict_class is VerdictClass.DIRECT_CONDITIONAL


def test_every_side_says_in_its_name_that_it_is_invented(story: Loaded) -> None:
    names = [
        *Conflict.objects.values_list("name", flat=True),
        *Side.objects.values_list("name", flat=True),
    ]

    assert len(names) == 3
    assert [name for name in names if not name.endswith("(invented)")] == []
    assert set(Stand.objects.values_list("source", flat=True)) == {INVENTED}


def test_the_officer_finds_a_trinning_of_two_sides_and_one_from_outside(story: Loaded) -> None:
    trinnings.find(run=None, at=TODAYS_NOON)

    found = finding_for(User.objects.get(email=PARTS[Kind.OFFICER].email))

    assert found is not None
    towns = [{side.town.name_latin for side in each.sides} for each in found.possible]
    assert towns == [{"Kutaisi", "Sokhumi"}]
    outsider = found.possible[0].outsider
    assert outsider is not None
    assert outsider.country_code != "GE"


def test_the_outbox_waits_for_the_matcher(story: Loaded) -> None:
    sent = Event.objects.filter(verb="appeal.submitted")

    waiting = sent.filter(
        deliveries__handler__startswith="matching.tasks.", deliveries__state="pending"
    )

    assert waiting.distinct().count() == sent.count() == Appeal.objects.count()


def _rows_by_table() -> dict[str, int]:
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed
    }


def test_one_call_was_answered_and_both_towns_say_what_came_of_it(story: Loaded) -> None:
    partnership = Partnership.objects.get()
    members = partnership.members.values_list("municipality__name_latin", flat=True)

    assert set(members) == {"Trostianets", "Lublin"}
    assert partnership.state == PartnershipState.ACTIVE
    assert set(partnership.activities.values_list("state", flat=True)) == {
        ActivityState.HELD,
        ActivityState.PLANNED,
    }
    assert Result.objects.filter(objective__partnership=partnership).count() == 1


def test_two_towns_are_asked_for_in_public_and_could_be_many(story: Loaded) -> None:
    crowds = Publication.objects.values_list("crowd", flat=True)

    assert Card.objects.count() == 2
    assert min(map(len, crowds)) >= 10


def test_the_congress_has_promised_something_and_the_town_was_told(story: Loaded) -> None:
    action = CongressAction.objects.get()

    assert action.state == ActionState.SCHEDULED
    assert Answer.objects.standing().filter(appeal__municipality__name_latin="Izium").exists()


def test_experts_are_asked_for_in_peace_and_in_war_and_one_call_waits(story: Loaded) -> None:
    told = PartnerCall.objects.values_list("state", "negative_peace", "is_invented")

    assert sorted(told) == [
        ("listed", "holds", True),
        ("listed", "missing", True),
        ("proposed", "", True),
    ]
    assert ExpertOffer.objects.get().municipality.name_latin == "Trondheim"
