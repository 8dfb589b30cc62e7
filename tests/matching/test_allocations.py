"""Allocations: the best use of scarce pledges, kept with what changed since the last time."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from audit.models import Delivery, Event
from matching.engine.allocation import delta_of
from matching.engine.priority import Before, Standing, why_before
from matching.engine.values import NeedTopic, Urgency
from matching.models import Allocation, Allotment, MatchResult
from matching.selectors.allocated import ToldAllocation, allocated_for
from matching.services import allocations, appeals, runs
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_live_pledge,
    a_municipality,
    an_officer,
    someone_of,
)

TASK = "matching.tasks.allocate"


def allocated(*, at=NOON) -> Allocation:
    """Run the matcher over everything and allocate, as the workers would."""
    run = runs.start_run(by=an_officer(), at=at)
    for delivery in Delivery.objects.filter(handler="matching.tasks.match_block", finished_at=None):
        runs.match_block(delivery=delivery.pk, reference=UUID(delivery.event.subject), at=at)
    delivery = Delivery.objects.get(handler=TASK, event__subject=str(run.reference))
    made = allocations.allocate_after_run(delivery=delivery.pk, run=run.reference, at=at)
    assert made is not None
    return made


@pytest.mark.django_db
def test_a_scarce_pledge_goes_to_the_most_urgent():
    a_live_appeal(urgency=Urgency.ORDINARY)
    critical = a_live_appeal(urgency=Urgency.CRITICAL)
    pledge = a_live_pledge(capacity=1)

    made = allocated()

    assert list(made.allotments.values_list("appeal", "pledge")) == [(critical.pk, pledge.pk)]
    assert (made.appeals_total, made.appeals_answered, made.gap) == (2, 1, 0)


@pytest.mark.django_db
def test_among_equals_the_one_that_waits_longest_is_answered():
    a_live_appeal(at=NOON - timedelta(days=1))
    waiting = a_live_appeal(at=NOON - timedelta(days=60))
    a_live_pledge(capacity=1)

    assert list(allocated().allotments.values_list("appeal", flat=True)) == [waiting.pk]


@pytest.mark.django_db
def test_a_second_message_allocates_nothing_again():
    a_live_appeal()
    a_live_pledge()
    made = allocated()
    delivery = Delivery.objects.get(handler=TASK)

    again = allocations.allocate_after_run(delivery=delivery.pk, run=made.run.reference, at=NOON)

    assert again is None
    assert Allocation.objects.count() == 1
    assert Event.objects.filter(verb="allocation.made").count() == 1


@pytest.mark.django_db
def test_a_pair_that_stands_is_not_swapped_for_an_equal():
    appeal = a_live_appeal()
    pledges = [a_live_pledge(capacity=1) for _ in range(4)]
    first = allocated().allotments.get()
    a_live_appeal(topic=NeedTopic.WASTE)

    second = allocated(at=NOON + timedelta(hours=1))

    assert second.allotments.get(appeal=appeal).pledge_id == first.pledge_id
    assert second.allotments.get(appeal=appeal).stood
    assert second.delta == {
        "new": 1,
        "gone": 0,
        "set_aside": 0,
        "kept": 1,
        "newly_answered": 1,
        "no_longer_answered": 0,
    }
    assert Allocation.objects.filter(is_current=True).get() == second
    assert len(pledges) == 4


@pytest.mark.django_db
def test_those_who_could_step_in_have_a_place_left():
    a_live_appeal()
    pledges = {a_live_pledge(capacity=1).pk for _ in range(3)}

    allotment = allocated().allotments.get()

    assert set(allotment.alternates) == pledges - {allotment.pledge_id}


@pytest.mark.django_db
def test_a_search_that_is_ended_early_keeps_to_capacities_and_tells_its_gap(monkeypatch):
    monkeypatch.setattr(allocations, "LONGEST_S", -1)
    a_live_appeal()
    a_live_pledge(capacity=1)

    made = allocated()

    assert made.allotments.count() <= 1
    assert made.gap >= 0


@pytest.mark.django_db
def test_nothing_to_allocate_is_an_allocation_too():
    made = allocated()

    assert (made.appeals_total, made.appeals_answered, Allotment.objects.count()) == (0, 0, 0)
    assert not MatchResult.objects.exists()


def test_a_delta_tells_nothing_of_appeals_that_are_over():
    before = {("a", "p"), ("b", "q"), ("over", "r")}
    after = {("a", "p"), ("c", "q")}

    delta = delta_of(before, after, live={"a", "b", "c"})

    assert (delta.new, delta.gone, delta.kept) == ((("c", "q"),), (("b", "q"),), 1)
    assert (delta.newly_answered, delta.no_longer_answered) == (("c",), ("b",))


def told_of(appeal) -> ToldAllocation:
    officer = an_officer()
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    appeal.refresh_from_db()
    told = allocated_for(officer, appeal)
    assert told is not None
    return told


@pytest.mark.django_db
def test_case_10_scarcity_the_hardest_to_match_wins_and_the_others_are_told_so():
    for_all = a_live_pledge(a_helper("Lund"), languages=["en", "uk"])
    for_most = a_live_pledge(a_helper("Malmo"), languages=["en"])
    hard = a_live_appeal(languages=["uk"])
    others = [a_live_appeal(languages=["en"], topic=topic) for topic in list(NeedTopic)[1:10]]

    made = allocated()

    given = dict(made.allotments.values_list("appeal", "pledge"))
    assert given[hard.pk] == for_all.pk
    assert sorted(given.values()) == sorted([for_all.pk, for_most.pk])
    left = [appeal for appeal in others if appeal.pk not in given]
    assert len(left) == 8
    with translation.override("en"):
        sentences = {loss.helper.name: loss.sentence for loss in told_of(left[0]).losses}
    assert sentences["Lund"] == (
        "Its help would go to an appeal that is just as urgent, has waited as long, and that fewer"
        " pledges could help."
    )
    assert set(sentences) == {"Lund", "Malmo"}


@pytest.mark.django_db
def test_the_officer_reads_who_would_help_and_who_would_step_in():
    appeal = a_live_appeal()
    for name in ("Lund", "Malmo"):
        a_live_pledge(a_helper(name))
    allocated()

    told = told_of(appeal)

    (allotment,) = told.allotments
    assert {allotment.helper.name, *(town.name for town in allotment.step_in)} == {"Lund", "Malmo"}
    assert (told.is_best, list(told.losses)) == (True, [])


@pytest.mark.django_db
def test_an_officer_of_another_case_learns_nothing_of_an_allocation():
    appeal = a_live_appeal()
    a_live_pledge()
    allocated()

    assert allocated_for(an_officer(), appeal) is None
    with pytest.raises(PermissionDenied):
        allocated_for(someone_of(appeal.municipality), appeal)


@pytest.mark.parametrize(
    ("winner", "loser", "reason"),
    [
        ((Urgency.CRITICAL, 0, 9), (Urgency.URGENT, 90, 1), Before.MORE_URGENT),
        ((Urgency.URGENT, 60, 9), (Urgency.URGENT, 1, 1), Before.WAITS_LONGER),
        ((Urgency.URGENT, 1, 1), (Urgency.URGENT, 2, 9), Before.HARDER_TO_MATCH),
        ((Urgency.URGENT, 1, 9), (Urgency.URGENT, 2, 1), None),
        ((Urgency.URGENT, 1, 9), (Urgency.CRITICAL, 2, 9), None),
        ((Urgency.URGENT, 1, 1), (Urgency.URGENT, 2, 1), None),
    ],
)
def test_the_first_thing_that_differs_puts_one_appeal_before_another(winner, loser, reason):
    def standing(urgency, days, options):
        return Standing(urgency=urgency, days_waiting=days, options=options)

    assert why_before(standing(*winner), standing(*loser)) is reason


def a_helper(name: str):
    return a_municipality(name=name, country_code="SE", may_appeal=False)
