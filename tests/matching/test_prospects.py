"""What a helper could change: as the readable engine has it, and never finer than a bucket."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from activities.engine.map import MAP_2008
from activities.engine.values import HelperTest
from matching.engine.pairing import Candidate, examine
from matching.engine.prospects import Area, Prospects, own_steps, prospects_of
from matching.engine.steps import offer_after
from matching.engine.values import Links, Window
from matching.models import Pledge
from matching.selectors.prospects import Prospect, prospects_for
from prerequisites.models import ReadinessProfile
from tests import factories
from tests.clock import NOON
from tests.matching.builders import NOT_READY, TODAY, a_need, an_offer
from tests.matching.worlds import worlds

WANTING = {
    "readiness": NOT_READY,
    "has_host_partner": False,
    "has_platform": False,
    "can_host": False,
    "capacity_left": 0,
    "excluded": frozenset({"GE", "UA"}),
    "window": Window(starts=TODAY + timedelta(days=9), ends=TODAY + timedelta(days=99)),
}


def found(*needs, offer) -> Prospects:
    return prospects_of(needs, offer, Links(), today=TODAY, thematic_map=MAP_2008)


def fits(need, offer, links) -> bool:
    return isinstance(examine(need, offer, links.of(need, offer), today=TODAY), Candidate)


@settings(max_examples=200, deadline=None)
@given(worlds(offers=1))
def test_each_change_opens_what_the_readable_engine_opens(world):
    for offer in world.offers:
        steps = own_steps(offer, today=TODAY)

        told = prospects_of(world.needs, offer, world.links, today=TODAY, thematic_map=MAP_2008)

        assert told.alone == {
            area: sum(
                fits(need, offer_after(offer, taken), world.links)
                and not fits(need, offer, world.links)
                for need in world.needs
            )
            for area, taken in steps.items()
        }


def test_every_area_that_is_wanting_is_told_and_none_else():
    wanting = own_steps(an_offer(**WANTING), today=TODAY)
    nothing = own_steps(an_offer(has_interpreter=True), today=TODAY)

    assert (set(wanting), set(nothing)) == (set(Area), {Area.TIME})


def test_two_changes_that_only_help_together_are_counted_together():
    need = a_need(languages=frozenset({"uk"}))

    told = found(need, offer=an_offer(capacity_left=0))

    assert (set(told.alone.values()), told.together) == ({0}, 1)


def test_who_excludes_the_helper_is_opened_by_nothing():
    need = a_need(languages=frozenset({"uk"}), excluded=frozenset({"FR"}))

    told = found(need, offer=an_offer(capacity_left=0))

    assert told.together == 0


def test_the_helpers_own_appeal_is_opened_by_nothing():
    need = a_need(languages=frozenset({"uk"}), municipality="helper")

    assert found(need, offer=an_offer()).together == 0


def test_a_pair_that_was_declined_rests_whatever_the_helper_changes():
    need, offer = a_need(languages=frozenset({"uk"})), an_offer()
    resting = Links(suppressed={("appeal", "pledge"): TODAY + timedelta(days=1)})
    told = prospects_of([need], offer, resting, today=TODAY, thematic_map=MAP_2008)

    assert (found(need, offer=offer).together, told.together) == (1, 0)


def test_a_helper_that_stays_half_a_year_longer_reaches_who_begins_in_it_and_nobody_later():
    soon, late = (
        a_need(
            reference=f"in {days} days",
            window=Window(
                starts=TODAY + timedelta(days=days), ends=TODAY + timedelta(days=days + 1)
            ),
        )
        for days in (90 + 182, 90 + 183)
    )
    offer = an_offer(window=Window(starts=TODAY, ends=TODAY + timedelta(days=90)))

    assert found(soon, late, offer=offer).alone[Area.TIME] == 1


def prospects(pledge: Pledge):
    return prospects_for(factories.someone_of(pledge.municipality), pledge, on=NOON.date())


@pytest.mark.django_db
def test_tests_that_are_missing_are_named_and_nothing_else():
    pledge = factories.a_live_pledge(languages=["sv"])
    ReadinessProfile.objects.filter(municipality=pledge.municipality).delete()

    told = prospects(pledge)

    tests = [HelperTest.H1, HelperTest.H2, HelperTest.H3, HelperTest.H5, HelperTest.H6]
    assert told.alone == [
        Prospect(area=Area.READINESS, opens="0-4", tests=tests),
        Prospect(area=Area.TIME, opens="0-4", tests=[]),
        Prospect(area=Area.LANGUAGES, opens="0-4", tests=[]),
    ]


@pytest.mark.django_db
def test_one_appeal_more_changes_nothing_until_a_bucket_is_full():
    pledge = factories.a_live_pledge(languages=["sv"])
    with_none = prospects(pledge)
    for _ in range(4):
        factories.a_live_appeal(languages=["ka"])
    with_four = prospects(pledge)
    factories.a_live_appeal(languages=["ka"])
    with_five = prospects(pledge)

    assert with_four == with_none
    assert (with_none.together, with_five.together) == ("0-4", "5-9")


@pytest.mark.django_db
@pytest.mark.parametrize("who", [factories.an_officer, factories.a_supervisor, factories.a_user])
def test_only_the_helper_asks_what_it_could_change(who):
    with pytest.raises(PermissionDenied):
        prospects_for(who(), factories.a_live_pledge(), on=NOON.date())


@pytest.mark.django_db
def test_what_a_helper_could_change_costs_the_same_for_one_appeal_and_for_three():
    pledge = factories.a_live_pledge()
    factories.a_live_appeal()
    prospects(pledge)
    with CaptureQueriesContext(connection) as with_one:
        prospects(pledge)
    factories.a_live_appeal()
    factories.a_live_appeal()
    with CaptureQueriesContext(connection) as with_three:
        prospects(pledge)

    assert len(with_three) == len(with_one)
