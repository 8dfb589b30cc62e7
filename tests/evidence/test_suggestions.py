"""Suggestions read from stored events."""

from datetime import date, timedelta
from itertools import count

import pytest

from evidence.engine.suggest import SuggestionReason
from evidence.engine.time import PhaseAt
from evidence.engine.values import Phase
from evidence.models import ConflictEvent
from evidence.selectors import phases_for, suggestions_for
from tests.factories import a_zone, at_war

TODAY = date(2026, 3, 2)
_numbers = count(1)

pytestmark = pytest.mark.django_db


def an_event(zone, days_ago, *, deaths=1, where_prec=1, provisional=False, country="UA"):
    number = next(_numbers)
    day = TODAY - timedelta(days=days_ago)
    return ConflictEvent.objects.create(
        dataset="ucdp-ged",
        event_id=number,
        source_key=f"ucdp-ged:{number}",
        provisional=provisional,
        zone=zone,
        country_code=country,
        type_of_violence=1,
        conflict_new_id=1,
        conflict_name="A conflict",
        dyad_name="A dyad",
        side_a="One",
        side_b="Other",
        where_prec=where_prec,
        latitude=48.0,
        longitude=37.0,
        country="Ukraine",
        event_clarity=1,
        date_prec=1,
        date_start=day,
        date_end=day,
        deaths_a=0,
        deaths_b=0,
        deaths_civilians=deaths,
        deaths_unknown=0,
        best=deaths,
        high=deaths,
        low=deaths,
    )


def test_a_zone_with_deadly_events_is_suggested_and_its_neighbour_is_not():
    town, neighbour = a_zone(), a_zone()
    an_event(town, 4, deaths=25, provisional=True)

    found = suggestions_for([town.pk, neighbour.pk], on=TODAY)

    assert list(found) == [town.pk]
    assert found[town.pk].phase is Phase.HIGH
    assert found[town.pk].reason is SuggestionReason.MANY_DEATHS
    assert found[town.pk].provisional


def test_an_event_of_a_region_suggests_nothing_for_any_town():
    town = a_zone()
    an_event(None, 4, deaths=500, where_prec=4)

    assert suggestions_for([town.pk], on=TODAY) == {}


def test_old_data_says_nothing_of_today():
    town = a_zone()
    an_event(town, 200, deaths=25)

    assert suggestions_for([town.pk], on=TODAY) == {}


def test_a_country_that_is_still_counted_lets_calm_be_suggested():
    town = a_zone()
    an_event(town, 400, deaths=25)
    an_event(a_zone(), 10)

    found = suggestions_for([town.pk], on=TODAY)

    assert found[town.pk].reason is SuggestionReason.QUIET_AFTER_VIOLENCE


@pytest.mark.parametrize("towns", [1, 3])
def test_suggestions_cost_two_queries(towns, django_assert_num_queries):
    zones = [a_zone() for _ in range(towns)]
    for zone in zones:
        an_event(zone, 4)

    with django_assert_num_queries(2):
        suggestions_for([zone.pk for zone in zones], on=TODAY)


def test_the_phase_of_a_zone_is_its_own():
    at_home, calm = a_zone(), a_zone()
    spell = at_war(at_home)

    found = phases_for([at_home.pk, calm.pk], as_of=TODAY, known_on=TODAY)

    assert found == {
        at_home.pk: PhaseAt(phase=Phase.HIGH, since=spell.starts),
        calm.pk: None,
    }
