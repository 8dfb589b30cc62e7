"""The queries after each step of a whole life find what they are for, once a guard is away."""

import pgtrigger
import pytest
from django.db import connection

from activities.models import AllowedCell
from evidence.engine.values import Phase
from partnerships.models import PartnershipActivity
from partnerships.services import activities
from prerequisites.engine.values import VerdictClass
from tests.clock import NOON
from tests.invariants import OF_PARTNERSHIPS
from tests.partnerships.builders import a_plan, an_agreed_partnership, judged, the_officer

GATE = "partnerships.PartnershipActivity:direct_needs_a_verdict"
BY_THE_MAP = "partnerships.PartnershipActivity:by_the_map"
WATCH = "partnerships.WatchedJudgement:stops_direct_activities"

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    partnership = an_agreed_partnership()
    judged(partnership.appeal.municipality)
    return activities.plan_activity(
        reference=partnership.reference,
        town=partnership.appeal.municipality,
        plan=a_plan(),
        by=the_officer(partnership),
        at=NOON,
    )


def _broken() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for name, query in OF_PARTNERSHIPS.items():
            cursor.execute(query)
            if cursor.fetchone() is not None:
                found.add(name[:2])
    return found


def _changed(activity, **values):
    PartnershipActivity.objects.filter(pk=activity.pk).update(**values)


def test_nothing_is_found_while_the_guards_stand(activity):
    judged(activity.judgement.municipality, VerdictClass.INDIRECT_ONLY)

    assert _broken() == set()


def test_a_verdict_replaced_without_its_watch_is_found(activity):
    with pgtrigger.ignore(WATCH):
        judged(activity.judgement.municipality, VerdictClass.INDIRECT_ONLY)

    assert _broken() == {"I5"}


def test_a_closed_verdict_past_the_gate_is_found(activity):
    with pgtrigger.ignore(WATCH):
        closed = judged(activity.judgement.municipality, VerdictClass.INDIRECT_ONLY)
    with pgtrigger.ignore(GATE):
        _changed(activity, judgement=closed)

    assert _broken() == {"I4"}


def test_a_row_of_another_phase_past_the_map_is_found(activity):
    other = AllowedCell.objects.filter(version=activity.cell.version, mode=activity.cell.mode)
    with pgtrigger.ignore(BY_THE_MAP):
        _changed(activity, cell=other.filter(phase=Phase.LOW_BEFORE.value).first())

    assert _broken() == {"I6"}
