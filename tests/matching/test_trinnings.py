"""Trinnings through the services: found after a run, kept once, shown to the officer of both."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from activities.engine.values import Activity, ActorMode
from audit.models import Delivery, Event
from matching.engine.lifecycle import PledgeAction
from matching.models import Appeal, NearTrinning, TrinningFinding, TrinningProposal
from matching.selectors.trinnings import finding_for
from matching.services import appeals, pledges, runs, sides, trinnings
from places.models import Municipality, Stand
from tests import factories
from tests.activities.editions import adopted, with_actor
from tests.clock import NOON
from tests.web.visitors import OTHERS

pytestmark = pytest.mark.django_db

SECRETARIAT = {"an officer without the case", "a supervisor"}


def on(side: str, name: str, *, country: str = "UA", conflict: str = "A conflict") -> Municipality:
    town = factories.a_municipality(name=name, country_code=country)
    sides.record_named_stand(
        municipality=town,
        conflict=conflict,
        side=side,
        starts=NOON.date() - timedelta(days=30),
        source="A report",
        by=factories.an_officer(),
        at=NOON,
    )
    return town


def two_appeals() -> tuple[Appeal, Appeal]:
    return (
        factories.a_live_appeal(on("East", "Kvitka")),
        factories.a_live_appeal(on("West", "Sosna")),
    )


def taken_by(user, *cases: Appeal) -> None:
    for case in cases:
        appeals.take_appeal(reference=case.reference, by=user, at=NOON)


def find() -> TrinningFinding:
    return trinnings.find(run=None, at=NOON)


def test_a_complete_run_is_followed_by_trinnings_once():
    cases = two_appeals()
    pledge = factories.a_live_pledge()
    run = runs.start_run(by=factories.an_officer(), at=NOON)
    block = Delivery.objects.get(handler="matching.tasks.match_block")
    runs.match_block(delivery=block.pk, reference=UUID(block.event.subject), at=NOON)
    told = Delivery.objects.get(handler="matching.tasks.find_trinnings")

    first = trinnings.find_after_run(delivery=told.pk, run=run.reference, at=NOON)
    again = trinnings.find_after_run(delivery=told.pk, run=run.reference, at=NOON)

    kept = TrinningProposal.objects.get()
    assert ({kept.first, kept.second}, kept.pledge) == (set(cases), pledge)
    assert first is not None
    assert (first.run, first.gap, again) == (run, 0, None)


def test_equal_inputs_find_nothing_anew_and_a_change_replaces_what_was_found():
    two_appeals()
    factories.a_live_pledge()

    first, same = find(), find()
    factories.a_live_pledge(factories.a_municipality(name="Graz", country_code="AT"))
    other = find()

    assert (first == same, other == first) == (True, False)
    assert list(TrinningFinding.objects.filter(is_current=True)) == [other]
    assert Event.objects.filter(verb="trinnings.found").count() == 2


def test_the_map_in_force_is_asked_of_three_as_of_two():
    two_appeals()
    pledge = factories.a_live_pledge()
    adopted(with_actor(Activity.FORUMS, ActorMode(pledge.actor), 0))

    find()

    near = NearTrinning.objects.get()
    assert (near.first_gates, near.second_gates) == (["actor_fits"], ["actor_fits"])


def test_a_side_that_ended_joins_nobody():
    two_appeals()
    factories.a_live_pledge()
    officer = factories.an_officer()
    for stand in Stand.objects.all():
        sides.end_stand(reference=stand.reference, ends=NOON.date(), by=officer, at=NOON)

    find()

    assert (TrinningProposal.objects.count(), NearTrinning.objects.count()) == (0, 0)


def test_what_is_missing_is_kept_for_two_whom_nobody_can_join():
    two_appeals()
    factories.a_live_pledge(languages=["de"])

    find()

    near = NearTrinning.objects.get()
    assert (near.first_gates, near.second_gates, near.obstacles) == (
        ["common_language"],
        ["common_language"],
        [],
    )


def test_the_officer_of_both_cases_sees_who_could_meet_and_what_each_side_gets():
    cases, officer = two_appeals(), factories.an_officer()
    factories.a_live_pledge()
    taken_by(officer, *cases)
    find()

    found = finding_for(officer)

    assert found is not None
    [told] = found.possible
    assert {side.town.name for side in told.sides} == {"Kvitka", "Sosna"}
    assert told.outsider is not None
    assert (told.outsider.name, told.conflict, found.elsewhere) == ("Lund", "A conflict", False)
    assert [len(side.values) for side in told.sides] == [7, 7]


@pytest.mark.parametrize("held", [0, 1])
def test_an_officer_of_one_case_or_none_learns_only_that_there_is_something(held):
    cases, officer = two_appeals(), factories.an_officer()
    factories.a_live_pledge()
    taken_by(officer, *cases[:held])
    find()

    found = finding_for(officer)

    assert found is not None
    assert (found.possible, found.near, found.elsewhere) == ([], [], True)


@pytest.mark.parametrize("who", sorted(set(OTHERS) - SECRETARIAT))
def test_nobody_outside_the_secretariat_reads_a_finding(who):
    two_appeals()
    factories.a_live_pledge()
    find()

    with pytest.raises(PermissionDenied):
        finding_for(OTHERS[who]())


def test_a_mayor_whose_appeal_is_in_a_trinning_reads_no_finding_either():
    cases = two_appeals()
    factories.a_live_pledge()
    find()

    with pytest.raises(PermissionDenied):
        finding_for(factories.someone_of(cases[0].municipality))


def test_three_trinnings_are_found_and_read_in_as_many_queries_as_one(
    django_assert_max_num_queries,
):
    officer = factories.an_officer()
    for number in range(3):
        for side in ("East", "West"):
            case = factories.a_live_appeal(on(side, f"{side} {number}"))
            taken_by(officer, case)
    factories.a_live_pledge(capacity=3)

    with django_assert_max_num_queries(40):
        find()
    with django_assert_max_num_queries(4):
        found = finding_for(officer)

    assert found is not None
    assert len(found.possible) == 3


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("twin", "matching_trinningfinding_one_current"),
        ("left_out", "matching_trinningfinding_left_out_within_possible"),
        ("first", "matching_trinningproposal_joins_two"),
        ("again", "matching_trinningproposal_first_once"),
        ("second_again", "matching_trinningproposal_second_once"),
        ("rank", "matching_trinningproposal_rank_once"),
        ("near", "matching_neartrinning_joins_two"),
        ("nothing", "matching_neartrinning_says_what_is_missing"),
    ],
)
def test_each_constraint_holds(change, constraint):
    first, second = two_appeals()
    pledge = factories.a_live_pledge()
    finding = find()
    kept = TrinningProposal.objects.get()
    third = factories.a_live_appeal(factories.a_municipality(name="Third"))
    fourth = factories.a_live_appeal(factories.a_municipality(name="Fourth"))
    row = {"finding": finding, "conflict": kept.conflict, "pledge": pledge}
    values = {"first_values": [], "second_values": [], "activity": "forums", "venue": "outside"}
    attempts = {
        "twin": lambda: _again(finding),
        "left_out": lambda: _again(finding, is_current=False, possible=0, left_out=1),
        "first": lambda: _propose(row | values, first=third, second=third, rank=2),
        "again": lambda: _propose(row | values, first=kept.first, second=fourth, rank=2),
        "second_again": lambda: _propose(row | values, first=third, second=kept.second, rank=2),
        "rank": lambda: _propose(row | values, first=third, second=fourth, rank=1),
        "near": lambda: NearTrinning.objects.create(
            first=first, second=first, rank=1, obstacles=["no_outsider"], **row
        ),
        "nothing": lambda: NearTrinning.objects.create(first=first, second=second, rank=1, **row),
    }

    with pytest.raises(IntegrityError, match=constraint):
        attempts[change]()


def _again(finding: TrinningFinding, **changes) -> None:
    finding.pk, finding.reference = None, UUID(int=1)
    for name, value in changes.items():
        setattr(finding, name, value)
    finding.save(force_insert=True)


def _propose(row, **more) -> None:
    TrinningProposal.objects.create(**row, **more)


def test_case_4_eleven_municipalities_join_one_of_each_side_and_an_outsider():
    """Their association is weak; each is joined by itself, and nobody has been told of it."""
    officer = factories.an_officer()
    ones, others = {"conflict": "Middle East", "country": "PS"}, {"conflict": "Middle East"}
    towns = [on("One", f"Town {number}", **ones) for number in range(6)]
    towns += [on("Other", f"Town {number}", country="IL", **others) for number in range(6, 11)]
    cases = [factories.a_live_appeal(town) for town in towns]
    taken_by(officer, *cases)
    helper = factories.a_live_pledge(capacity=5)
    before = set(Event.objects.values_list("verb", flat=True))

    find()

    kept = list(TrinningProposal.objects.all())
    countries = [
        {each.first.municipality.country_code, each.second.municipality.country_code}
        for each in kept
    ]
    assert countries == [{"PS", "IL"}] * 5
    assert {each.pledge for each in kept} == {helper}
    assert set(Event.objects.values_list("verb", flat=True)) - before == {"trinnings.found"}


def test_a_pledge_that_is_paused_is_no_outsider_any_more():
    two_appeals()
    pledge = factories.a_live_pledge()
    pledges.move_pledge(
        reference=pledge.reference,
        action=PledgeAction.PAUSE,
        by=factories.someone_of(pledge.municipality),
        at=NOON,
    )

    find()

    assert TrinningProposal.objects.count() == 0
