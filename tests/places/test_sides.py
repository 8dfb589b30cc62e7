"""Sides of conflicts: who is opposed to whom on a day, and what the tables refuse."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from places.engine.sides import Standing, opposed, sides_on
from places.models import Conflict, Side, Stand
from tests import factories
from tests.clock import NOON

DAY = date(2006, 6, 1)
EVE = DAY - timedelta(days=1)


def a_standing(side: str, *, conflict: str = "1", starts: date = EVE, ends: date | None = None):
    return Standing(conflict=conflict, side=side, starts=starts, ends=ends)


STANDINGS = st.lists(
    st.builds(a_standing, st.sampled_from("ab"), conflict=st.sampled_from("12")),
    max_size=2,
    unique_by=lambda standing: standing.conflict,
)


def test_different_sides_of_one_conflict_are_opposed():
    assert opposed([a_standing("a")], [a_standing("b")], day=DAY) == {"1"}


def test_one_side_two_conflicts_and_no_side_are_not_opposed():
    others = [[a_standing("a")], [a_standing("b", conflict="2")], []]

    assert [opposed([a_standing("a")], other, day=DAY) for other in others] == [frozenset()] * 3


def test_a_stand_holds_from_its_first_day_until_its_last_which_is_exclusive():
    days = [EVE, DAY, DAY + timedelta(days=1)]
    standing = a_standing("a", starts=DAY, ends=DAY + timedelta(days=1))

    assert [standing.holds_on(day) for day in days] == [False, True, False]


def test_two_sides_of_one_conflict_on_one_day_are_refused():
    with pytest.raises(ValueError, match="Two sides"):
        sides_on([a_standing("a"), a_standing("b")], day=DAY)


@given(STANDINGS, STANDINGS)
def test_to_be_opposed_is_mutual_and_never_to_oneself(one, other):
    assert opposed(one, other, day=DAY) == opposed(other, one, day=DAY)
    assert opposed(one, one, day=DAY) == frozenset()


def a_stand(**changes) -> Stand:
    conflict = Conflict.objects.get_or_create(name="A conflict")[0]
    side, _ = Side.objects.get_or_create(conflict=conflict, name="One side")
    told = {
        "side": side,
        "conflict": side.conflict,
        "starts": DAY,
        "source": "A report",
        "recorded_at": NOON,
        "recorded_by_id": 1,
    } | changes
    return Stand.objects.create(**told)


ENDED = {"ended_at": NOON, "ended_by_id": 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"ends": DAY, **ENDED}, "places_stand_ends_after_it_starts"),
        ({"source": ""}, "places_stand_has_a_source"),
        ({"ends": DAY + timedelta(days=9)}, "places_stand_ended_at_and_by_together"),
    ],
)
def test_each_constraint_of_a_stand_holds(changes, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        a_stand(municipality=factories.a_municipality(), **changes)


@pytest.mark.django_db
def test_nobody_stands_on_two_sides_of_a_conflict_at_once_but_may_one_after_the_other():
    town, later = factories.a_municipality(), DAY + timedelta(days=9)
    stand = a_stand(municipality=town, ends=later, **ENDED)
    other = Side.objects.create(conflict=stand.conflict, name="Other side")

    a_stand(municipality=town, side=other, starts=later)
    with (
        pytest.raises(IntegrityError, match="places_stand_one_side_at_a_time"),
        transaction.atomic(),
    ):
        a_stand(municipality=town, side=other, starts=later - timedelta(days=1))

    assert Stand.objects.count() == 2


@pytest.mark.django_db
def test_a_stand_names_the_conflict_of_its_side():
    another = Conflict.objects.create(name="Another conflict")

    with pytest.raises(IntegrityError, match="places_stand_side_is_of_the_conflict"):
        a_stand(municipality=factories.a_municipality(), conflict=another)


@pytest.mark.django_db
def test_a_conflict_and_a_side_are_named_once():
    stand = a_stand(municipality=factories.a_municipality())

    with pytest.raises(IntegrityError, match="places_side_once_per_name"), transaction.atomic():
        Side.objects.create(conflict=stand.conflict, name="One side")
    with pytest.raises(IntegrityError, match="places_conflict_name"):
        Conflict.objects.create(name="A conflict")
