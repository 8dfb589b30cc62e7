"""The places in the queue: PostgreSQL keeps them, whatever moves an appeal or its clocks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from matching.engine.clocks import Clock, PauseReason, Rung
from matching.engine.lifecycle import AppealAction
from matching.models import Appeal, AppealClock, QueuePlace
from matching.selectors.queue import queue_for
from matching.services import appeals, clocks, escalations
from tests import factories
from tests.clock import NOON

pytestmark = pytest.mark.django_db


def _place(appeal: Appeal) -> tuple[bool, date | None]:
    place = QueuePlace.objects.get(appeal=appeal)
    return place.is_on_top, place.owed_on


def test_an_appeal_stands_where_its_first_clock_runs_out():
    appeal = factories.a_live_appeal()

    clocks.start_missing(at=NOON)

    first = AppealClock.objects.filter(appeal=appeal).order_by("due_on").first()
    assert first is not None
    assert _place(appeal) == (False, first.due_on)


def test_an_appeal_without_clocks_stands_where_it_was_sent():
    appeal = factories.a_live_appeal(at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM matching_appealclock")
        cursor.execute("UPDATE matching_appeal SET state = state")

    assert _place(appeal) == (False, timezone.localdate(NOON))


def test_what_rests_stands_last_until_its_day_was_told():
    officer, appeal = factories.an_officer(), factories.a_live_appeal(at=NOON)
    appeals.take_appeal(reference=appeal.reference, by=officer, at=NOON)
    appeals.move_appeal(
        reference=appeal.reference, action=AppealAction.ACKNOWLEDGE, by=officer, at=NOON
    )
    until = NOON.date() + timedelta(days=5)
    for clock in (Clock.VERDICT, Clock.ANSWER):
        clocks.pause(
            appeal=appeal.reference,
            clock=clock,
            reason=PauseReason.EXPERT,
            until=until,
            by=officer,
            at=NOON,
        )
    rested = _place(appeal)

    clocks.end_pauses(at=NOON + timedelta(days=5))

    owed = AppealClock.objects.get(appeal=appeal, clock=Clock.VERDICT.value).due_on
    assert (rested, _place(appeal)) == ((False, None), (False, owed))


def test_what_is_late_for_long_stands_on_top():
    late, later = factories.a_live_appeal(at=NOON - timedelta(days=30)), _another(NOON)
    officer = factories.an_officer()

    escalations.escalate(at=NOON)

    assert AppealClock.objects.filter(appeal=late, rung=Rung.HEAD.value).exists()
    assert _place(late)[0]
    assert list(queue_for(officer)) == [late, later]


def test_an_appeal_that_is_over_has_no_place():
    town = factories.a_municipality(name="Kvitka")
    appeal = factories.a_live_appeal(town)

    appeals.move_appeal(
        reference=appeal.reference,
        action=AppealAction.WITHDRAW,
        by=factories.someone_of(town),
        at=NOON,
    )

    assert not QueuePlace.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE matching_queueplace SET is_on_top = true",
        "DELETE FROM matching_queueplace",
        "INSERT INTO matching_queueplace SELECT id, true, NULL, now() FROM matching_appeal",
    ],
)
def test_nobody_moves_a_place_by_hand(statement):
    factories.a_live_appeal()

    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="only appeals and their clocks move a place"),
    ):
        cursor.execute(statement)


def test_a_page_of_the_queue_is_read_from_an_index():
    factories.a_live_appeal()

    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    plan = queue_for(factories.an_officer())[:50].explain()

    assert "matching_queueplace_order" in plan
    assert "Sort" not in plan


def _another(at):
    return factories.a_live_appeal(factories.a_municipality(name="Sosna"), at=at)
