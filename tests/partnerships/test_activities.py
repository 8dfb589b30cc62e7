"""I4 to I6: no direct activity without a verdict that holds and a row of the map in force."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pgtrigger
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from activities.engine.map import MAP_2008, allowed_ways
from activities.engine.values import Activity, Venue
from activities.models import AllowedCell, MapVersion
from evidence.engine.values import Phase
from matching.engine.lifecycle import IllegalTransition
from partnerships.engine.lifecycle import ActivityAction, ActivityState, PartnershipAction
from partnerships.engine.values import PauseReason
from partnerships.models import LegitimacyEntry, PartnershipActivity
from partnerships.services import activities, partnerships
from prerequisites.engine.permits import Refusal
from prerequisites.engine.values import VerdictClass
from prerequisites.models import Judgement
from tests.clock import NOON
from tests.factories import a_municipality
from tests.partnerships.builders import a_plan, an_agreed_partnership, judged, the_officer
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

GATE = "partnerships.PartnershipActivity:direct_needs_a_verdict"
WATCH = "partnerships.WatchedJudgement:stops_direct_activities"
BY_THE_MAP = "partnerships.PartnershipActivity:by_the_map"
LONG_PAST = date(2020, 1, 1)


@pytest.fixture
def partnership():
    return an_agreed_partnership()


def _planned(partnership, plan=None):
    return activities.plan_activity(
        reference=partnership.reference,
        town=partnership.appeal.municipality,
        plan=plan or a_plan(),
        by=the_officer(partnership),
        at=NOON,
    )


def _moved(activity, action):
    return activities.move_activity(
        reference=activity.reference,
        action=action,
        by=the_officer(activity.partnership),
        at=NOON,
    )


def _copied_by_force(activity, **changed):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('citydiplomacy.actor', 'platform', true)")
    copy = PartnershipActivity.objects.get(pk=activity.pk)
    copy.pk, copy.reference, copy.state = None, uuid4(), ActivityState.PLANNED.value
    for name, value in changed.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)
    return copy


@pytest.mark.django_db
def test_the_first_map_allows_what_the_engine_reads_from_it():
    kept = set(
        AllowedCell.objects.filter(version__number=1).values_list(
            "activity", "phase", "actor", "venue", "zone_of_peace", "mode"
        )
    )

    assert kept == {
        (way.activity, way.phase, way.actor, way.venue, way.zone_of_peace, way.mode)
        for way in allowed_ways(MAP_2008)
    }


@pytest.mark.django_db
def test_a_direct_activity_keeps_the_verdict_and_the_phase_of_its_start(partnership):
    judgement = judged(partnership.appeal.municipality)

    activity = _moved(_planned(partnership), ActivityAction.START)

    assert (activity.state, activity.judgement, activity.cell.phase) == (
        ActivityState.UNDER_WAY,
        judgement,
        Phase.LOW_AFTER,
    )


@pytest.mark.django_db
def test_no_activity_is_planned_without_a_verdict(partnership):
    with pytest.raises(activities.NoVerdictHolds):
        _planned(partnership)


@pytest.mark.django_db
def test_a_closed_verdict_permits_nothing_inside(partnership):
    judged(partnership.appeal.municipality, VerdictClass.INDIRECT_ONLY)

    with pytest.raises(activities.NotPermitted) as refused:
        _planned(partnership)

    assert refused.value.refusal is Refusal.VENUE_OUTSIDE_ONLY


@pytest.mark.django_db
def test_a_conditional_verdict_waits_for_its_conditions(partnership):
    judged(partnership.appeal.municipality, VerdictClass.DIRECT_CONDITIONAL)

    with pytest.raises(activities.ConditionsOpen) as refused:
        _planned(partnership)

    assert refused.value.conditions == {"local_contact"}


@pytest.mark.django_db
def test_what_the_map_does_not_allow_in_a_phase_is_not_planned(partnership):
    judged(partnership.appeal.municipality, phase=Phase.HIGH)

    with pytest.raises(activities.NotByTheMap):
        _planned(partnership)


@pytest.mark.django_db
def test_a_verdict_that_went_stale_permits_nothing_direct(partnership):
    judged(partnership.appeal.municipality, expires_on=LONG_PAST)

    with pytest.raises(activities.NoVerdictHolds):
        _planned(partnership)


def _all_states(partnership):
    rows = PartnershipActivity.objects.filter(partnership=partnership).order_by("pk")
    return list(rows.values_list("state", flat=True))


@pytest.mark.django_db
def test_a_pause_stops_what_is_planned_or_under_way_and_each_goes_on_by_a_step_of_its_own(
    partnership,
):
    judged(partnership.appeal.municipality)
    planned, under_way = _planned(partnership), _planned(partnership)
    _moved(under_way, ActivityAction.START)

    partnerships.move_partnership(
        reference=partnership.reference,
        action=PartnershipAction.PAUSE,
        reason=PauseReason.SAFETY_OF_PEOPLE,
        by=the_officer(partnership),
        at=NOON,
    )

    assert _all_states(partnership) == [ActivityState.HELD_FOR_REVIEW] * 2
    with pytest.raises(IllegalTransition):
        _moved(under_way, ActivityAction.HOLD)
    with pytest.raises(IllegalTransition):
        _moved(planned, ActivityAction.GO_ON)
    partnerships.move_partnership(
        reference=partnership.reference,
        action=PartnershipAction.RESUME,
        by=the_officer(partnership),
        at=NOON,
    )
    assert _moved(planned, ActivityAction.GO_ON).state == ActivityState.PLANNED


@pytest.mark.django_db
def test_the_end_of_a_partnership_cancels_what_was_ahead_also_by_plain_sql(partnership):
    judged(partnership.appeal.municipality)
    _moved(_planned(partnership), ActivityAction.START)
    _planned(partnership)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('citydiplomacy.actor', 'platform', true)")
        cursor.execute(
            "UPDATE partnerships_partnership SET state = 'ended', ended_on_act_of_id = %s, "
            "act_dated_on = %s",
            [partnership.appeal.municipality_id, LONG_PAST],
        )

    assert _all_states(partnership) == [ActivityState.CANCELLED] * 2


@pytest.mark.django_db
def test_nothing_is_planned_while_the_partnership_rests(partnership):
    judged(partnership.appeal.municipality)
    partnerships.move_partnership(
        reference=partnership.reference,
        action=PartnershipAction.PAUSE,
        reason=PauseReason.OWN_CAPACITY,
        by=the_officer(partnership),
        at=NOON,
    )

    with pytest.raises(IllegalTransition):
        _planned(partnership)


@pytest.mark.django_db
@pytest.mark.parametrize("worse", [VerdictClass.INDIRECT_ONLY, VerdictClass.REASSESS])
def test_direct_sql_under_a_closed_verdict_is_refused(partnership, worse):
    town = partnership.appeal.municipality
    judged(town)
    activity = _planned(partnership)
    closed = judged(town, worse)

    with (
        pytest.raises(IntegrityError, match="no verdict that holds permits this"),
        transaction.atomic(),
    ):
        _copied_by_force(activity, judgement=closed)


@pytest.mark.django_db
@pytest.mark.parametrize("expires_on", [LONG_PAST, None])
def test_direct_sql_under_a_stale_or_replaced_verdict_is_refused(partnership, expires_on):
    town = partnership.appeal.municipality
    judged(town)
    activity = _planned(partnership)
    old = judged(town, expires_on=expires_on)
    judged(town, expires_on=LONG_PAST)

    with (
        pytest.raises(IntegrityError, match="no verdict that holds permits this"),
        transaction.atomic(),
    ):
        _copied_by_force(activity, judgement=old)


@pytest.mark.django_db
def test_without_the_gate_the_same_sql_breaks_in(partnership):
    town = partnership.appeal.municipality
    judged(town)
    activity = _planned(partnership)
    closed = judged(town, VerdictClass.INDIRECT_ONLY)

    with pgtrigger.ignore(GATE):
        forced = _copied_by_force(activity, judgement=closed)

    assert forced.state == ActivityState.PLANNED


@pytest.mark.django_db
def test_direct_sql_with_a_cell_of_another_phase_is_refused(partnership):
    judged(partnership.appeal.municipality)
    activity = _planned(partnership)
    other = AllowedCell.objects.exclude(phase=Phase.LOW_AFTER).filter(activity="visits").first()

    with (
        pytest.raises(IntegrityError, match="the map in force does not allow this"),
        transaction.atomic(),
    ):
        _copied_by_force(activity, cell=other)
    with pgtrigger.ignore(BY_THE_MAP):
        assert _copied_by_force(activity, cell=other).cell == other


@pytest.mark.django_db
def test_direct_sql_by_a_verdict_on_a_stranger_is_refused(partnership):
    judged(partnership.appeal.municipality)
    activity = _planned(partnership)

    with (
        pytest.raises(IntegrityError, match="the map in force does not allow this"),
        transaction.atomic(),
    ):
        _copied_by_force(activity, judgement=judged(a_municipality()))


@pytest.mark.django_db(transaction=True)
def test_direct_sql_with_no_cell_of_the_map_is_refused(partnership):
    judged(partnership.appeal.municipality)
    activity = _planned(partnership)

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnershipActivity.objects.filter(pk=activity.pk).update(cell=0)


@pytest.mark.django_db
def test_a_replaced_verdict_stops_open_direct_activities_at_once(partnership):
    town = partnership.appeal.municipality
    judged(town)
    direct = _planned(partnership)
    outside = _planned(partnership, a_plan(venue=Venue.OUTSIDE))

    judged(town, VerdictClass.INDIRECT_ONLY)

    direct.refresh_from_db()
    outside.refresh_from_db()
    assert (direct.state, outside.state) == (ActivityState.HELD_FOR_REVIEW, ActivityState.PLANNED)


@pytest.mark.django_db
def test_without_the_watch_a_replaced_verdict_stops_nothing(partnership):
    town = partnership.appeal.municipality
    judged(town)
    direct = _planned(partnership)

    with pgtrigger.ignore(WATCH):
        judged(town, VerdictClass.INDIRECT_ONLY)

    direct.refresh_from_db()
    assert direct.state == ActivityState.PLANNED
    assert not PartnershipActivity.objects.may_go_on().exists()


@pytest.mark.django_db
def test_age_alone_stops_a_direct_activity(partnership):
    judged(partnership.appeal.municipality)
    direct = _planned(partnership)
    with pgtrigger.ignore("prerequisites.Judgement:is_never_edited"):
        Judgement.objects.update(expires_on=LONG_PAST)

    assert not PartnershipActivity.objects.may_go_on().exists()
    assert activities.stop_what_expired(at=NOON) == 1
    direct.refresh_from_db()
    assert direct.state == ActivityState.HELD_FOR_REVIEW


@pytest.mark.django_db
def test_what_was_stopped_goes_on_under_a_verdict_that_permits_it(partnership):
    town = partnership.appeal.municipality
    judged(town)
    direct = _planned(partnership)
    judged(town, VerdictClass.INDIRECT_ONLY)

    with pytest.raises(activities.NotPermitted):
        _moved(direct, ActivityAction.GO_ON)
    better = judged(town)

    assert _moved(direct, ActivityAction.GO_ON).judgement == better


@pytest.mark.django_db(transaction=True)
def test_who_plans_waits_for_the_judge_and_then_finds_the_door_closed(partnership):
    town = partnership.appeal.municipality
    judged(town)

    with ThreadPoolExecutor(max_workers=1) as planner:
        with transaction.atomic():
            judged(town, VerdictClass.INDIRECT_ONLY)
            outcome = planner.submit(in_own_connection(_planned), partnership)
            wait_until_someone_waits_for_a_lock()

        with pytest.raises((activities.NoVerdictHolds, activities.NotPermitted)):
            outcome.result(timeout=10)

    assert not PartnershipActivity.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_judge_waits_for_who_plans_and_then_stops_what_was_planned(partnership):
    town = partnership.appeal.municipality
    judged(town)

    with ThreadPoolExecutor(max_workers=1) as judge:
        with transaction.atomic():
            _planned(partnership)
            outcome = judge.submit(in_own_connection(judged), town, VerdictClass.INDIRECT_ONLY)
            wait_until_someone_waits_for_a_lock()
        outcome.result(timeout=10)

    assert PartnershipActivity.objects.get().state == ActivityState.HELD_FOR_REVIEW


@pytest.mark.django_db
def test_presence_in_hard_times_is_written_in_the_ledger(partnership):
    judged(partnership.appeal.municipality, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH)
    plan = a_plan(Activity.LEGITIMACY, Venue.OUTSIDE)

    _moved(_moved(_planned(partnership, plan), ActivityAction.START), ActivityAction.HOLD)

    entry = LegitimacyEntry.objects.get()
    assert (entry.town, entry.phase) == (partnership.appeal.municipality, Phase.HIGH)


@pytest.mark.django_db
def test_presence_in_calm_times_is_not(partnership):
    judged(partnership.appeal.municipality)

    _moved(_moved(_planned(partnership), ActivityAction.START), ActivityAction.HOLD)

    assert not LegitimacyEntry.objects.exists()


@pytest.mark.django_db
def test_the_ledger_is_never_changed(partnership):
    judged(partnership.appeal.municipality, VerdictClass.INDIRECT_ONLY, phase=Phase.HIGH)
    plan = a_plan(Activity.LEGITIMACY, Venue.OUTSIDE)
    _moved(_moved(_planned(partnership, plan), ActivityAction.START), ActivityAction.HOLD)

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        LegitimacyEntry.objects.update(phase="low_after")


@pytest.mark.django_db
def test_a_cell_of_the_map_is_never_changed():
    assert MapVersion.objects.exists()

    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        AllowedCell.objects.update(mode="indirect")
