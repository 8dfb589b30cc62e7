"""The picture of the pledges that a process keeps: never that of another moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from matching.models import Pledge
from matching.selectors.offered import Offered, live_rows, offered_by, offered_now
from places.models import Zone
from prerequisites.models import ReadinessProfile
from prerequisites.selectors import rules_in_force
from tests.clock import NOON
from tests.factories import (
    a_live_pledge,
    a_network,
    a_zone,
    an_intermediary,
    at_war,
    knows,
)

TODAY = NOON.date()


def kept() -> Offered:
    return offered_now(as_of=TODAY, known_on=TODAY, rules=rules_in_force(TODAY))


def fresh() -> Offered:
    return offered_by(live_rows(Pledge.objects.all()), as_of=TODAY, known_on=TODAY)


def lay_in_another_region(pledge: Pledge) -> None:
    zone = pledge.municipality.zone
    zone.parent = a_zone(name="Region", country_code="SE")
    zone.save()


CHANGES: dict[str, Callable[[Pledge], object]] = {
    "capacity": lambda pledge: Pledge.objects.filter(pk=pledge.pk).update(capacity=7),
    "withdrawn": lambda pledge: Pledge.objects.filter(pk=pledge.pk).update(state="withdrawn"),
    "another pledge": lambda _pledge: a_live_pledge(),
    "readiness": lambda _pledge: ReadinessProfile.objects.update(stays_years=9),
    "network": lambda pledge: a_network(pledge.municipality),
    "knowledge": lambda pledge: knows(an_intermediary(), pledge.municipality.zone),
    "region": lay_in_another_region,
    "code of the place": lambda pledge: Zone.objects.filter(pk=pledge.municipality.zone_id).update(
        code="another"
    ),
    "violence at home": lambda pledge: at_war(pledge.municipality.zone),
}


@pytest.mark.django_db
def test_a_picture_is_kept_while_nothing_changes():
    a_live_pledge()
    first = kept()

    with CaptureQueriesContext(connection) as queries:
        second = kept()

    assert second is first
    assert len(queries) <= 2  # the rules, and the versions of the rows


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHANGES)
def test_a_picture_is_made_anew_after_every_change(name):
    pledge = a_live_pledge()
    before = kept()

    CHANGES[name](pledge)

    assert kept() is not before
    assert (kept().offers, kept().pledge_ids) == (fresh().offers, fresh().pledge_ids)


@pytest.mark.django_db
def test_a_change_that_is_undone_leaves_no_picture_of_it_behind():
    pledge = a_live_pledge(capacity=1)
    kept()
    with transaction.atomic():
        Pledge.objects.filter(pk=pledge.pk).update(capacity=7)
        assert kept().offers[0].capacity_left == 7
        transaction.set_rollback(True)

    assert kept().offers[0].capacity_left == 1


@pytest.mark.django_db
def test_another_day_is_another_picture():
    a_live_pledge()
    first = kept()
    later = TODAY + timedelta(days=1)

    second = offered_now(as_of=later, known_on=later, rules=rules_in_force(later))

    assert second is not first
