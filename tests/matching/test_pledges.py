"""Writing, offering, pausing and withdrawing pledges."""

from dataclasses import fields, replace

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from activities.engine.values import Activity, ActorMode
from audit.models import Event
from matching.engine.lifecycle import IllegalTransition, PledgeAction, PledgeState
from matching.models import Pledge
from matching.selectors import reading
from matching.services import pledges
from matching.services.pledges import PledgeContent
from matching.services.runs import match_changes
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_live_pledge,
    a_municipality,
    a_network,
    an_officer,
    is_engaged,
    put_in_state,
    someone_in,
    someone_of,
)

GUARDS = [
    "matching.Pledge:legal_steps",
    "matching.Pledge:only_proposals_move_engaged",
]  # put aside, so that the constraint itself is met


def content_of(pledge, **changes):
    said = {field.name: getattr(pledge, field.name) for field in fields(PledgeContent)}
    content = PledgeContent(**(said | changes))
    return replace(
        content,
        activities=frozenset(map(Activity, pledge.activities)),
        actor=ActorMode(pledge.actor),
    )


def rewritten(pledge, **changes):
    by = someone_of(pledge.municipality)
    content = content_of(pledge, **changes)
    return pledges.rewrite_pledge(reference=pledge.reference, content=content, by=by, at=NOON)


def moved(pledge, action):
    by = someone_of(pledge.municipality)
    return pledges.move_pledge(reference=pledge.reference, action=action, by=by, at=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PledgeState.DRAFT, {"helper"}),
        (PledgeState.OFFERED, {"helper", "network", "officer"}),
        (PledgeState.PAUSED, {"helper", "network", "officer"}),
        (PledgeState.WITHDRAWN, {"helper", "network", "officer"}),
    ],
)
def test_who_sees_a_pledge_per_state(state, expected):
    pledge = a_live_pledge()
    put_in_state(pledge, state)

    seen_by = {
        name
        for name, user in {
            "helper": someone_of(pledge.municipality),
            "stranger": someone_of(a_municipality()),
            "network": someone_in(a_network(pledge.municipality)),
            "other network": someone_in(a_network(a_municipality())),
            "officer": an_officer(),
        }.items()
        if pledge in Pledge.objects.visible_to(user)
    }

    assert seen_by == expected


@pytest.mark.django_db
def test_a_pledge_rests_and_is_offered_again():
    pledge = a_live_pledge()

    rested = moved(pledge, PledgeAction.PAUSE).state
    again = moved(pledge, PledgeAction.RESUME).state

    assert (rested, again) == (PledgeState.PAUSED, PledgeState.OFFERED)
    assert list(
        Event.objects.filter(subject=str(pledge.reference))
        .order_by("pk")
        .values_list("verb", flat=True)
    ) == ["pledge.written", "pledge.offered", "pledge.paused", "pledge.resumed"]


@pytest.mark.django_db
def test_a_network_reads_a_pledge_and_does_not_move_it():
    pledge = a_live_pledge()
    reader = someone_in(a_network(pledge.municipality))

    with pytest.raises(PermissionDenied):
        pledges.move_pledge(
            reference=pledge.reference, action=PledgeAction.PAUSE, by=reader, at=NOON
        )


@pytest.mark.django_db
def test_a_town_that_only_asks_cannot_pledge():
    town = a_municipality(may_help=False)
    other = a_live_pledge()

    with pytest.raises(pledges.CannotHelp):
        pledges.write_pledge(
            municipality=town, content=content_of(other), by=someone_of(town), at=NOON
        )


@pytest.mark.django_db
def test_a_withdrawn_pledge_is_not_written_anew():
    pledge = a_live_pledge()
    moved(pledge, PledgeAction.WITHDRAW)

    with pytest.raises(IllegalTransition):
        rewritten(pledge, capacity=3)


@pytest.mark.django_db
def test_capacity_does_not_fall_below_what_is_engaged():
    pledge = a_live_pledge(capacity=3)
    is_engaged(pledge, 2)

    with pytest.raises(pledges.BelowEngaged):
        rewritten(pledge, capacity=1)


@pytest.mark.django_db
def test_a_rewritten_pledge_is_kept():
    pledge = a_live_pledge()

    assert rewritten(pledge, capacity=7).capacity == 7


@pytest.mark.django_db
def test_a_helper_learns_only_a_coarse_number():
    a_live_appeal()
    pledge = a_live_pledge()
    match_changes(handler="matching.tasks.match_changes", at=NOON)

    count = reading.candidates_count_for(someone_of(pledge.municipality), pledge)

    assert (count, reading.coarse(count)) == (1, "0-4")


@pytest.mark.parametrize(
    ("count", "code"),
    [(0, "0-4"), (4, "0-4"), (5, "5-9"), (9, "5-9"), (10, "10-19"), (19, "10-19"), (20, "20+")],
)
def test_coarse_numbers_do_not_move_by_one(count, code):
    assert reading.coarse(count) == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"ends": NOON.date()}, "ends_after_it_starts"),
        ({"activities": []}, "has_an_activity"),
        ({"languages": []}, "has_a_language"),
        ({"capacity": 0}, "capacity_from_1_to_1000"),
        ({"engaged": 2}, "engaged_within_capacity"),
        ({"state": "lost"}, "state_is_known"),
    ],
)
def test_each_constraint_refuses(change, constraint):
    pledge = a_live_pledge(capacity=1)

    with (
        pgtrigger.ignore(*GUARDS),
        pytest.raises(IntegrityError, match=f"matching_pledge_{constraint}"),
        transaction.atomic(),
    ):
        Pledge.objects.filter(pk=pledge.pk).update(**change)
