"""What another map would change for live appeals, told before anyone adopts it."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.engine.editing import REPORT
from activities.engine.values import Activity, Venue
from evidence.engine.values import Phase
from matching.engine.values import Route
from matching.models import Appeal
from matching.selectors import map_effect
from matching.selectors.map_effect import effect_of
from matching.services import appeals
from tests.activities.editions import FORUMS_DO_NOT_FIT_IN_WAR, adopted, with_fit
from tests.clock import NOON
from tests.factories import a_live_appeal, a_municipality, an_officer, someone_of

FORUMS_OUTSIDE = Route(activity=Activity.FORUMS, venue=Venue.OUTSIDE)


def taken_by(officer, name="Trostianets"):
    appeal = a_live_appeal(a_municipality(name=name))
    return appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)


@pytest.mark.django_db
def test_what_would_close_is_counted_coarsely_and_named_for_ones_own_case_alone():
    officer = an_officer()
    own = taken_by(officer)
    taken_by(an_officer(), name="Tartu")
    for _ in range(4):
        a_live_appeal()

    effect = effect_of(officer, FORUMS_DO_NOT_FIT_IN_WAR, at=NOON)

    assert (effect.gain, effect.lose, effect.some_left_out) == ("0-4", "5-9", False)
    assert [(each.appeal, each.opened, each.closed) for each in effect.own] == [
        (own, (), (FORUMS_OUTSIDE,))
    ]


@pytest.mark.django_db
def test_what_would_open_is_compared_with_the_map_in_force():
    officer = an_officer()
    taken_by(officer)
    adopted(at=NOON)

    effect = effect_of(officer, replace(REPORT, version=3), at=NOON)

    assert [(each.opened, each.closed) for each in effect.own] == [((FORUMS_OUTSIDE,), ())]


@pytest.mark.django_db
def test_a_fit_that_only_grows_weaker_closes_nothing():
    officer = an_officer()
    taken_by(officer)

    effect = effect_of(officer, with_fit(Activity.FORUMS, Phase.HIGH, 1), at=NOON)

    assert (effect.own, effect.lose) == ((), "0-4")


@pytest.mark.django_db
def test_what_the_verdict_forbids_does_not_open_by_a_better_fit():
    officer = an_officer()
    asks_for_services = taken_by(officer)
    Appeal.objects.filter(pk=asks_for_services.pk).update(
        activity=Activity.SERVICE_DEPARTMENTS.value
    )

    effect = effect_of(officer, with_fit(Activity.SERVICE_DEPARTMENTS, Phase.HIGH, 2), at=NOON)

    assert effect.own == ()


@pytest.mark.django_db
def test_a_preview_looks_at_so_many_appeals_and_says_that_others_were_left_out(monkeypatch):
    monkeypatch.setattr(map_effect, "MOST_LOOKED_AT", 1)
    a_live_appeal()
    a_live_appeal()

    assert effect_of(an_officer(), FORUMS_DO_NOT_FIT_IN_WAR, at=NOON).some_left_out


@pytest.mark.django_db
def test_a_preview_costs_the_same_for_one_appeal_and_for_three():
    one, other = an_officer(), an_officer()
    a_live_appeal()
    with CaptureQueriesContext(connection) as with_one:
        effect_of(one, FORUMS_DO_NOT_FIT_IN_WAR, at=NOON)
    a_live_appeal()
    a_live_appeal()
    with CaptureQueriesContext(connection) as with_three:
        effect_of(other, FORUMS_DO_NOT_FIT_IN_WAR, at=NOON)

    assert len(with_three) == len(with_one)


@pytest.mark.django_db
def test_a_preview_is_for_those_who_edit_the_map():
    mayor = someone_of(a_municipality())

    with pytest.raises(PermissionDenied):
        effect_of(mayor, FORUMS_DO_NOT_FIT_IN_WAR, at=NOON)
