"""Recording who stands on which side: by the secretariat alone, one event each."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from audit.models import Event
from matching.selectors import sides as reading
from matching.services import sides
from places.models import Conflict, Municipality, Side, Stand
from tests import factories
from tests.clock import NOON
from tests.web.visitors import OTHERS

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
SECRETARIAT = {"an officer without the case", "a supervisor"}


@pytest.fixture
def town() -> Municipality:
    return factories.a_municipality()


def named(side: str = "East", *, by=None) -> Side:
    return sides.name_side(
        conflict="A conflict", side=side, by=by or factories.an_officer(), at=NOON
    )


def recorded(
    town: Municipality,
    side: Side | None = None,
    *,
    by: User | None = None,
    starts: date = TODAY - timedelta(days=30),
    source: str = "A report",
) -> Stand:
    return sides.record_stand(
        municipality=town,
        side=side or named(),
        starts=starts,
        source=source,
        by=by or factories.an_officer(),
        at=NOON,
    )


@pytest.mark.parametrize("who", sorted(set(OTHERS) - SECRETARIAT))
def test_nobody_else_reads_or_writes_sides(town, who):
    user, stand = OTHERS[who](), recorded(town)

    for attempt in (
        lambda: named(by=user),
        lambda: recorded(town, stand.side, by=user),
        lambda: sides.end_stand(reference=stand.reference, ends=TODAY, by=user, at=NOON),
        lambda: reading.stands_for(user),
        lambda: reading.sides_for(user),
    ):
        with pytest.raises(PermissionDenied):
            attempt()

    assert (Stand.objects.count(), Side.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", sorted(SECRETARIAT))
def test_the_secretariat_records_reads_and_ends(town, who):
    user = OTHERS[who]()

    stand = recorded(town, named(by=user), by=user)
    ended = sides.end_stand(reference=stand.reference, ends=TODAY, by=user, at=NOON)

    assert list(reading.stands_for(user)) == [stand]
    assert (ended.ends, ended.ended_at, ended.ended_by_id) == (TODAY, NOON, user.pk)


def test_each_deed_is_one_event_that_names_neither_town_nor_side(town):
    stand = recorded(town)
    sides.end_stand(reference=stand.reference, ends=TODAY, by=factories.an_officer(), at=NOON)
    named()  # known already: nothing happened

    events = Event.objects.filter(verb__startswith="side.").order_by("pk")
    assert [(event.verb, event.subject, event.data) for event in events] == [
        ("side.named", str(stand.side.reference), {}),
        ("side.recorded", str(stand.reference), {}),
        ("side.ended", str(stand.reference), {}),
    ]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"source": "  "}, sides.NoSource),
        ({"starts": TODAY + timedelta(days=1)}, sides.StartsLater),
    ],
)
def test_a_stand_without_source_or_from_tomorrow_is_refused(town, changes, refused):
    with pytest.raises(refused):
        recorded(town, **changes)

    assert Stand.objects.count() == 0


def test_a_second_side_of_the_same_conflict_is_refused(town):
    recorded(town)

    with pytest.raises(sides.StandsAlready):
        recorded(town, named("West"))

    assert [stand.side.name for stand in Stand.objects.all()] == ["East"]


@pytest.mark.parametrize("days", [-30, 1])
def test_a_stand_ends_after_it_starts_and_not_in_the_future(town, days):
    stand, by = recorded(town), factories.an_officer()

    with pytest.raises(sides.EndsBeforeItStarts):
        sides.end_stand(
            reference=stand.reference, ends=TODAY + timedelta(days=days), by=by, at=NOON
        )


def test_a_stand_ends_once(town):
    stand, by = recorded(town), factories.an_officer()
    sides.end_stand(reference=stand.reference, ends=TODAY, by=by, at=NOON)

    with pytest.raises(sides.EndedAlready):
        sides.end_stand(reference=stand.reference, ends=TODAY, by=by, at=NOON)


def test_sides_of_a_day_are_read_in_one_query(town, django_assert_num_queries):
    other = factories.a_municipality()
    stand = recorded(town)
    sides.end_stand(reference=stand.reference, ends=TODAY, by=factories.an_officer(), at=NOON)
    key = str(stand.conflict_id), str(stand.side_id)

    with django_assert_num_queries(1):
        before = reading.sides_of([town.pk, other.pk], day=TODAY - timedelta(days=1))
    today = reading.sides_of([town.pk, other.pk], day=TODAY)

    assert before == {town.pk: dict([key]), other.pk: {}}
    assert today == {town.pk: {}, other.pk: {}}


def test_sides_are_listed_by_conflict_and_name():
    named("West")
    named("East")
    Side.objects.create(conflict=Conflict.objects.create(name="Before"), name="North")

    listed = reading.sides_for(factories.an_officer())

    assert [side.name for side in listed] == ["East", "West", "North"]
