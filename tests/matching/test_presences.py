"""Who else is at work in a zone: recorded by the secretariat, weighed by the matcher."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from activities.engine.values import Activity
from audit.models import Event
from matching.engine.criteria import (
    POLICY_1,
    SUGGESTED_ORDER,
    Criterion,
    evenness_of,
    values_of,
)
from matching.engine.gates import Case
from matching.engine.policies import faults_of
from matching.engine.values import NO_LINK, Grade, Link, Neighbours
from matching.models import Match, Presence
from matching.selectors.neighbours import neighbours_of
from matching.selectors.presences import presences_for, present_in
from matching.services import policies, presences
from places.engine.values import IntermediaryKind, ZoneKind
from tests import factories
from tests.clock import NOON
from tests.matching.builders import SERVICES, TODAY, a_need, an_offer
from tests.matching.test_allocations import allocated
from tests.matching.test_sides import named, recorded
from tests.web.visitors import OTHERS, match, read, visit

SECRETARIAT = {"an officer without the case", "a supervisor"}
ALL = replace(POLICY_1, name="All criteria", order=SUGGESTED_ORDER)


def there(zone, *, by=None, at=NOON, **changes) -> Presence:
    said: dict[str, Any] = {
        "organisation": "Water for all",
        "kind": IntermediaryKind.NGO,
        "activity": Activity.SERVICE_DEPARTMENTS,
        "starts": timezone.localdate(at) - timedelta(days=9),
        "source": "A report",
    }
    by = by or factories.an_officer()
    return presences.record_presence(zone=zone, by=by, at=at, **said | changes)


# The criteria.


def said(criterion, *, link=NO_LINK, **need):
    case = Case(need=a_need(**need), offer=an_offer(), link=link, route=SERVICES, today=TODAY)
    (value,) = values_of(case, replace(ALL, order=(criterion,)))
    return value.points, value.grade, value.because


@pytest.mark.parametrize(
    ("present", "value"),
    [
        (None, (0, Grade.UNKNOWN, "presence_not_recorded")),
        ({Activity.FORUMS: 3}, (2, Grade.FOR, "nobody_does_it_there")),
        ({Activity.SERVICE_DEPARTMENTS: 1}, (1, Grade.AGAINST, "others_do_it_there")),
        ({Activity.SERVICE_DEPARTMENTS: 5}, (0, Grade.AGAINST, "others_do_it_there")),
    ],
)
def test_help_complements_what_nobody_does_there(present, value):
    assert said(Criterion.COMPLEMENTARITY, present=present) == value


@pytest.mark.parametrize(
    ("neighbours", "value"),
    [
        (None, (0, Grade.UNKNOWN, "nothing_given_yet")),
        (Neighbours(others=0, helped=0), (3, Grade.FOR, "no_neighbour_helped")),
        (Neighbours(others=9, helped=2), (2, Grade.FOR, "neighbours_helped")),
        (Neighbours(others=9, helped=4), (1, Grade.FOR, "neighbours_helped")),
        (Neighbours(others=9, helped=5), (1, Grade.AGAINST, "neighbours_helped")),
        (Neighbours(others=9, helped=9), (0, Grade.AGAINST, "neighbours_helped")),
    ],
)
def test_help_goes_where_less_of_it_is(neighbours, value):
    assert said(Criterion.EVENNESS, neighbours=neighbours) == value


def test_balance_never_parts_a_pair_that_stands():
    crowded = Neighbours(others=9, helped=9)

    value = said(Criterion.EVENNESS, neighbours=crowded, link=Link(ties=frozenset(), stands=True))

    assert value == (3, Grade.FOR, "put_together_already")


def test_one_more_helped_neighbour_never_raises_the_value():
    steps = [evenness_of(Neighbours(others=7, helped=helped)) for helped in range(8)]

    assert steps == sorted(steps, reverse=True)


def test_the_suggested_order_may_be_adopted_and_names_every_criterion():
    assert faults_of(ALL) == ()
    assert set(SUGGESTED_ORDER) == set(Criterion)


# The record.


@pytest.mark.django_db
@pytest.mark.parametrize("who", sorted(OTHERS))
def test_only_the_secretariat_records_reads_and_ends(who):
    user, zone = OTHERS[who](), factories.a_zone()
    presence = there(zone)
    page = reverse("web:zones:presences", args=[zone.reference])
    is_secretariat = who in SECRETARIAT

    assert visit(user).get(page).status_code == (200 if is_secretariat else 403)
    for attempt in (
        lambda: there(zone, by=user, activity=Activity.VISITS),
        lambda: presences_for(user, zone),
        lambda: presences.end_presence(
            reference=presence.reference, ends=NOON.date(), by=user, at=NOON
        ),
    ):
        if is_secretariat:
            attempt()
        else:
            with pytest.raises(PermissionDenied):
                attempt()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"organisation": " "}, presences.NotNamed),
        ({"source": " "}, presences.NotNamed),
        ({"starts": NOON.date() + timedelta(days=1)}, presences.ComesLater),
        ({}, presences.ThereAlready),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes, refused):
    zone = factories.a_zone()
    there(zone)

    with pytest.raises(refused):
        there(zone, **changes)

    assert Presence.objects.count() == 1


@pytest.mark.django_db
def test_it_ends_once_and_after_it_started():
    presence, officer = there(factories.a_zone()), factories.an_officer()

    def ended(ends):
        return presences.end_presence(reference=presence.reference, ends=ends, by=officer, at=NOON)

    for day in (presence.starts, NOON.date() + timedelta(days=1)):
        with pytest.raises(presences.GoneBeforeItCame):
            ended(day)
    assert ended(NOON.date()).ended_by == officer
    with pytest.raises(presences.GoneAlready):
        ended(NOON.date())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("ends_after_it_starts", {"ends": date(2020, 1, 1), "ended_at": NOON}),
        ("names_body_and_source", {"organisation": ""}),
        ("kind_is_known", {"kind": "army"}),
        ("ended_at_and_by_together", {"ended_at": NOON}),
    ],
)
def test_the_database_refuses_what_must_not_be(constraint, changes):
    presence = there(factories.a_zone())
    if "ends" in changes:
        changes = changes | {"ended_by": presence.recorded_by}

    fails = pytest.raises(IntegrityError, match=f"matching_presence_{constraint}")
    with fails, transaction.atomic():
        Presence.objects.update(**changes)


@pytest.mark.django_db
def test_only_the_place_itself_and_the_day_count(django_assert_num_queries):
    region = factories.a_zone(kind=ZoneKind.REGION)
    leaf = factories.a_zone(parent=region)
    there(region)
    there(leaf)
    there(leaf, organisation="Pipes")
    gone = there(leaf, activity=Activity.VISITS)
    presences.end_presence(
        reference=gone.reference, ends=NOON.date(), by=factories.an_officer(), at=NOON
    )

    with django_assert_num_queries(1):
        found = present_in([leaf.pk], on=NOON.date())

    assert found == {leaf.pk: {Activity.SERVICE_DEPARTMENTS: 2}}
    assert present_in([factories.a_zone().pk], on=NOON.date()) == {}


# What the matcher makes of both.


def adopted(at) -> None:
    version = policies.propose_policy(
        policy=ALL, reason="All of them.", by=factories.an_officer(), at=at
    )
    policies.adopt_policy(number=version.number, by=factories.an_officer(), at=at)


@pytest.mark.django_db
def test_a_presence_matches_the_appeals_of_its_place_anew_and_the_trail_names_nobody():
    adopted(timezone.now())
    appeal = factories.a_live_appeal(at=timezone.now())
    factories.a_live_pledge(at=timezone.now())
    match()

    presence = there(appeal.municipality.zone, at=timezone.now(), activity=Activity.FORUMS)
    match()

    values = Match.objects.get(result__appeal=appeal, result__is_current=True).values
    told = {value["criterion"]: value["because"] for value in values}
    assert told["complementarity"] == "others_do_it_there"
    event = Event.objects.get(verb="presence.recorded")
    assert (event.subject, event.data) == (str(presence.reference), {})


@pytest.mark.django_db
def test_the_side_that_has_help_already_gives_way_to_the_other():
    east, west = named("East"), named("West")
    helped, same, other = (factories.a_live_appeal() for _ in range(3))
    for appeal, side in ((helped, east), (same, east), (other, west)):
        recorded(appeal.municipality, side)
    assert set(neighbours_of([same, other], on=NOON.date()).values()) == {None}
    factories.a_live_pledge(capacity=1)
    made = allocated()
    made.allotments.update(appeal=helped)

    found = neighbours_of([helped, same, other], on=NOON.date())

    assert found == {
        helped.pk: Neighbours(others=1, helped=0),
        same.pk: Neighbours(others=1, helped=1),
        other.pk: Neighbours(others=0, helped=0),
    }


@pytest.mark.django_db
def test_a_second_pledge_goes_to_the_side_without_help():
    adopted(NOON)
    sides = {"East": named("East"), "West": named("West")}
    appeals = [factories.a_live_appeal() for _ in range(4)]
    for appeal, side in zip(appeals, ["East", "East", "East", "West"], strict=True):
        recorded(appeal.municipality, sides[side])
    factories.a_live_pledge(capacity=1)
    first = allocated()
    first.allotments.update(appeal=appeals[0])
    factories.a_live_pledge(capacity=1)

    second = allocated(at=NOON + timedelta(hours=1))

    assert set(second.allotments.values_list("appeal", flat=True)) == {
        appeals[0].pk,
        appeals[3].pk,
    }


@pytest.mark.django_db
def test_the_page_records_lists_ends_and_answers_bad_input_with_a_sentence():
    zone, client = factories.a_zone(), visit(factories.an_officer())
    page = reverse("web:zones:presences", args=[zone.reference])
    today = timezone.localdate()
    words = {
        "organisation": "Water for all",
        "kind": "ngo",
        "activity": "forums",
        "starts": (today - timedelta(days=3)).isoformat(),
        "source": "A report",
    }

    client.post(page, words)
    again = client.post(page, words).content.decode()
    late = client.post(page, words | {"starts": "2199-01-01"}).content.decode()
    end = reverse("web:zones:end_presence", args=[zone.reference, Presence.objects.get().reference])
    early = client.post(end, {"ends": "2020-01-01"}).content.decode()
    client.post(end, {"ends": today.isoformat()})

    assert "Water for all" in read(client, page)
    assert "It is recorded already that this body does this here." in again
    assert "This day has not come yet." in late
    assert "It would end on or before the day it starts" in early
    assert Presence.objects.get().ends == today
