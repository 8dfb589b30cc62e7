"""Which cases are shown together: places that contain each other, neighbours, ties."""

from datetime import timedelta

import pytest

from accounts.models import User
from matching.engine.duplicates import Ground
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal
from matching.selectors.duplicates import same_call_for
from matching.services import appeals, merging
from places.engine.values import TieKind, ZoneKind
from places.models import Municipality, Tie, Zone
from tests import factories
from tests.clock import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return factories.an_officer()


@pytest.fixture
def district() -> Zone:
    country = factories.a_zone(name="Country", kind=ZoneKind.COUNTRY)
    return factories.a_zone(name="District", kind=ZoneKind.DISTRICT, parent=country)


def a_town(parent: Zone | None, name: str = "Kvitka") -> Municipality:
    return factories.a_municipality(name=name, zone=factories.a_zone(name=name, parent=parent))


def a_case(officer: User, town: Municipality) -> Appeal:
    appeal = factories.a_live_appeal(town)
    return appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)


def sent_by_one_hand(*cases: Appeal) -> None:
    body = factories.an_intermediary()
    Appeal.objects.filter(pk__in=[case.pk for case in cases]).update(intermediary=body)


def shown(officer: User, case: Appeal) -> dict[Appeal, Ground]:
    """Return what is shown beside a case, with the ground of place."""
    fresh = Appeal.objects.get(pk=case.pk)
    return {each.appeal: each.grounds[0] for each in same_call_for(officer, fresh).alike}


def test_a_town_and_its_district_are_shown_together_from_both(officer, district):
    above = a_case(officer, factories.a_municipality(name="District", zone=district))
    within = a_case(officer, a_town(district))

    assert shown(officer, within) == {above: Ground.ONE_WITHIN_THE_OTHER}
    assert shown(officer, above) == {within: Ground.ONE_WITHIN_THE_OTHER}


def test_neighbours_are_shown_together_where_one_hand_sent_both(officer, district):
    one, other = (a_case(officer, a_town(district, name)) for name in ("Kvitka", "Sosna"))
    before = shown(officer, one)

    sent_by_one_hand(one, other)

    assert before == {}
    assert shown(officer, one) == {other: Ground.NEAR}


def test_a_tie_makes_far_towns_neighbours_until_it_ends(officer):
    one, other = (a_case(officer, a_town(None, name)) for name in ("Kvitka", "Sosna"))
    sent_by_one_hand(one, other)
    before = shown(officer, one)
    first, second = sorted((one.municipality, other.municipality), key=lambda town: town.pk)
    tie = Tie.objects.create(kind=TieKind.TWINNING.value, first=first, second=second)

    during = shown(officer, one)
    tie.ends = NOON.date() - timedelta(days=1)
    tie.save()

    assert (before, during, shown(officer, one)) == ({}, {other: Ground.NEAR}, {})


def test_towns_that_share_a_country_alone_are_no_neighbours(officer):
    country = factories.a_zone(name="Country", kind=ZoneKind.COUNTRY)
    one, other = (a_case(officer, a_town(country, name)) for name in ("Kvitka", "Sosna"))
    sent_by_one_hand(one, other)

    assert shown(officer, one) == {}


def test_what_is_withdrawn_or_told_apart_is_not_shown(officer, district):
    above = a_case(officer, factories.a_municipality(name="District", zone=district))
    one, other = (a_case(officer, a_town(district, name)) for name in ("Kvitka", "Sosna"))

    merging.tell_apart(one=above.reference, other=one.reference, by=officer, at=NOON)
    appeals.move_appeal(
        reference=other.reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(other.municipality),
        at=NOON,
    )

    assert shown(officer, above) == {}
