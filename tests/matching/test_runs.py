"""Runs and changes: matched once, completely, whoever dies on the way."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.services import add_member, end_member
from audit.engine.delivery import DeliveryState
from audit.models import Delivery, Event
from audit.services import deliver_due, record
from audit.tasks import _send
from matching.engine.lifecycle import IllegalTransition, PledgeAction, RunState
from matching.engine.pairing import pair
from matching.engine.values import NeedTopic
from matching.models import (
    Appeal,
    Match,
    MatchBlock,
    MatchResult,
    MatchRun,
    NearMiss,
    Pledge,
)
from matching.selectors.inputs import load
from matching.services import pledges, runs
from tests.clock import NOON
from tests.factories import (
    a_live_appeal,
    a_live_pledge,
    a_network,
    a_supervisor,
    an_officer,
    someone_of,
)
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

CHANGES = "matching.tasks.match_changes"


def waiting(handler: str) -> list[Delivery]:
    return list(
        Delivery.objects.filter(handler=handler, state=DeliveryState.PENDING.value)
        .select_related("event")
        .order_by("pk")
    )


def do_blocks() -> None:
    """Carry out what the outbox holds for a run, as workers would."""
    for delivery in waiting("matching.tasks.match_block"):
        runs.match_block(delivery=delivery.pk, reference=UUID(delivery.event.subject), at=NOON)


@pytest.mark.django_db
def test_a_run_answers_every_live_appeal_and_then_ends():
    appeals = [a_live_appeal(), a_live_appeal()]
    a_live_pledge()
    run = runs.start_run(by=an_officer(), at=NOON)

    do_blocks()

    run.refresh_from_db()
    assert run.state == RunState.COMPLETE
    assert set(MatchResult.objects.values_list("appeal", "run")) == {
        (appeal.pk, run.pk) for appeal in appeals
    }


@pytest.mark.django_db
def test_a_run_over_nothing_is_complete_at_once():
    assert runs.start_run(by=an_officer(), at=NOON).state == RunState.COMPLETE


def an_import(delivery_key: str = "1") -> int:
    """Return the delivery of an event as an importer leaves it."""
    with transaction.atomic():
        event = record(
            verb="import.done",
            subject_kind="import_run",
            subject=delivery_key,
            actor_id=None,
            at=NOON,
        )
    return event.deliveries.get(handler="matching.tasks.match_everything").pk


@pytest.mark.django_db
def test_an_import_is_followed_by_one_run_over_everything():
    appeal = a_live_appeal()
    delivery = an_import()

    run = runs.start_run_after_import(delivery=delivery, at=NOON)
    again = runs.start_run_after_import(delivery=delivery, at=NOON)

    assert (run and run.appeals_total, again) == (1, None)
    assert MatchBlock.objects.get().appeal_ids == [appeal.pk]


@pytest.mark.django_db
def test_an_import_during_a_run_comes_again_later():
    a_live_appeal()
    runs.start_run(by=an_officer(), at=NOON)
    delivery = an_import()

    with pytest.raises(runs.RunGoesOn), transaction.atomic():
        runs.start_run_after_import(delivery=delivery, at=NOON)

    assert Delivery.objects.get(pk=delivery).state == DeliveryState.PENDING


@pytest.mark.django_db
def test_blocks_hold_each_appeal_once(monkeypatch):
    monkeypatch.setattr(runs, "BLOCK_SIZE", 2)
    appeals = [a_live_appeal() for _ in range(5)]

    runs.start_run(by=an_officer(), at=NOON)

    blocks = [block.appeal_ids for block in MatchBlock.objects.order_by("number")]
    assert [len(block) for block in blocks] == [2, 2, 1]
    assert sorted(chain.from_iterable(blocks)) == sorted(appeal.pk for appeal in appeals)


@pytest.mark.django_db
def test_a_second_run_waits_for_the_first():
    a_live_appeal()
    officer = an_officer()
    runs.start_run(by=officer, at=NOON)

    with pytest.raises(runs.RunGoesOn):
        runs.start_run(by=officer, at=NOON)


@pytest.mark.django_db
def test_the_database_refuses_a_second_run_too():
    a_live_appeal()
    run = runs.start_run(by=an_officer(), at=NOON)
    run.pk, run.reference = None, "00000000-0000-4000-8000-000000000000"

    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        run.save(force_insert=True)


@pytest.mark.django_db
def test_a_mayor_runs_no_matcher():
    appeal = a_live_appeal()

    with pytest.raises(PermissionDenied):
        runs.start_run(by=someone_of(appeal.municipality), at=NOON)


@pytest.mark.django_db
def test_a_cancelled_run_leaves_its_blocks_undone():
    a_live_appeal()
    officer = an_officer()
    run = runs.start_run(by=officer, at=NOON)
    runs.cancel_run(reference=run.reference, by=officer, at=NOON)

    do_blocks()

    assert MatchResult.objects.count() == 0
    assert waiting("matching.tasks.match_block") == []


@pytest.mark.django_db
def test_a_run_that_is_over_cannot_be_cancelled():
    officer = an_officer()
    run = runs.start_run(by=officer, at=NOON)

    with pytest.raises(IllegalTransition):
        runs.cancel_run(reference=run.reference, by=officer, at=NOON)


@pytest.mark.django_db
def test_a_block_that_comes_twice_is_done_once():
    a_live_appeal()
    a_live_pledge()
    runs.start_run(by=an_officer(), at=NOON)
    (delivery,) = waiting("matching.tasks.match_block")
    twice: dict[str, Any] = {"delivery": delivery.pk, "reference": delivery.event.subject}

    runs.match_block(**twice, at=NOON)
    runs.match_block(**twice, at=NOON + timedelta(hours=1))

    assert MatchResult.objects.count() == 1
    assert Event.objects.filter(verb="match_run.completed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_second_worker_waits_and_then_finds_the_block_done():
    a_live_appeal()
    a_live_pledge()
    runs.start_run(by=an_officer(), at=NOON)
    (delivery,) = waiting("matching.tasks.match_block")
    block: dict[str, Any] = {
        "delivery": delivery.pk,
        "reference": delivery.event.subject,
        "at": NOON,
    }

    with ThreadPoolExecutor(max_workers=1) as second_worker:
        with transaction.atomic():
            runs.match_block(**block)
            outcome = second_worker.submit(in_own_connection(runs.match_block), **block)
            wait_until_someone_waits_for_a_lock()
        outcome.result(timeout=10)

    assert MatchResult.objects.count() == 1


@pytest.mark.django_db
def test_a_burst_of_changes_is_matched_together():
    appeal = a_live_appeal()
    a_live_pledge()
    a_live_pledge()
    assert len(waiting(CHANGES)) > 2

    runs.match_changes(handler=CHANGES, at=NOON)

    assert waiting(CHANGES) == []
    assert Match.objects.filter(result__appeal=appeal).count() == 2


@pytest.mark.django_db
def test_the_later_messages_of_a_burst_find_nothing_left():
    a_live_appeal()
    runs.match_changes(handler=CHANGES, at=NOON)

    assert runs.match_changes(handler=CHANGES, at=NOON) == 0


@pytest.mark.django_db
def test_a_withdrawn_pledge_leaves_the_list_of_the_appeal():
    appeal = a_live_appeal()
    pledge = a_live_pledge()
    runs.match_changes(handler=CHANGES, at=NOON)

    pledges.move_pledge(
        reference=pledge.reference,
        action=PledgeAction.WITHDRAW,
        by=someone_of(pledge.municipality),
        at=NOON,
    )
    runs.match_changes(handler=CHANGES, at=NOON)

    assert Match.objects.filter(result__appeal=appeal, result__is_current=True).count() == 0
    assert MatchResult.objects.filter(appeal=appeal).count() == 2


@pytest.mark.django_db
def test_a_change_that_changes_no_answer_writes_no_new_answer():
    appeal = a_live_appeal()
    runs.match_changes(handler=CHANGES, at=NOON)

    runs.start_run(by=an_officer(), at=NOON)
    do_blocks()

    assert MatchResult.objects.filter(appeal=appeal).count() == 1


@pytest.mark.django_db
def test_a_pledge_that_cannot_help_is_kept_as_a_near_miss_with_its_gates():
    appeal = a_live_appeal(languages=["uk"])
    a_live_pledge(languages=["fr"], has_interpreter=False)

    runs.match_changes(handler=CHANGES, at=NOON)

    (miss,) = NearMiss.objects.filter(result__appeal=appeal)
    assert "common_language" in miss.gates


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_pledges():
    appeal = a_live_appeal()
    queries_of_a_match()
    a_live_pledge()
    with_one = queries_of_a_match()
    for _ in range(3):
        a_live_pledge()

    assert queries_of_a_match() == with_one
    assert Match.objects.filter(result__appeal=appeal, result__is_current=True).count() == 4


@pytest.mark.django_db
def test_the_statements_of_a_block_do_not_grow_with_its_appeals():
    for _ in range(2):
        a_live_pledge()
    a_live_appeal()
    with_one = statements_of_a_run()
    for _ in range(4):
        a_live_appeal()
    with_more = statements_of_a_run(at=NOON + timedelta(days=1))

    assert with_more == with_one
    current = MatchResult.objects.filter(is_current=True)
    assert [result.matches.count() for result in current] == [2] * 5


def statements_of_a_run(*, at=NOON) -> int:
    """Return how many statements the one block of a run over everything takes."""
    runs.start_run(by=an_officer(), at=at)
    (delivery,) = waiting("matching.tasks.match_block")
    with CaptureQueriesContext(connection) as queries:
        runs.match_block(delivery=delivery.pk, reference=UUID(delivery.event.subject), at=at)
    return len(queries)


def queries_of_a_match() -> int:
    with CaptureQueriesContext(connection) as queries:
        runs.match_changes(handler=CHANGES, at=NOON)
    return len(queries)


def eventually(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and not holds():
        time.sleep(0.05)
    assert holds()


def ring() -> None:
    """Send what is due, as beat would; leases that have ended count as due."""
    later = timezone.now() + timedelta(hours=1)
    deliver_due(send=_send, at=later)


@pytest.mark.processes
def test_a_worker_killed_in_the_middle_costs_nothing(celery_worker_process, monkeypatch):
    monkeypatch.setattr(runs, "BLOCK_SIZE", 1)
    appeals = [a_live_appeal(topic=topic) for topic in NeedTopic]
    for _ in range(5):
        a_live_pledge()
    run = runs.start_run(by=an_officer(), at=NOON)

    first = celery_worker_process()
    ring()
    eventually(MatchBlock.objects.exclude(done_at=None).exists)
    first.kill()
    was_in_the_middle = MatchBlock.objects.filter(done_at=None).exists()
    celery_worker_process()
    ring()
    eventually(MatchRun.objects.filter(pk=run.pk, state=RunState.COMPLETE).exists)

    answered = MatchResult.objects.filter(is_current=True).values_list("appeal", flat=True)
    assert was_in_the_middle
    assert sorted(answered) == sorted(appeal.pk for appeal in appeals)
    assert not MatchBlock.objects.filter(done_at=None).exists()
    assert Event.objects.filter(verb="match_run.completed").count() == 1


@pytest.mark.processes
def test_blocks_on_several_workers_give_what_one_engine_gives(celery_worker_process, monkeypatch):
    monkeypatch.setattr(runs, "BLOCK_SIZE", 2)
    appeals = [a_live_appeal(topic=topic) for topic in NeedTopic]
    for number in range(12):
        a_live_pledge(languages=["en"] if number % 3 else ["de"], has_interpreter=number % 2 == 0)
    run = runs.start_run(by=an_officer(), at=timezone.now())

    for _ in range(2):
        celery_worker_process()
    ring()
    eventually(MatchRun.objects.filter(pk=run.pk, state=RunState.COMPLETE).exists)

    today = timezone.localdate()
    live = Appeal.objects.live().select_related("municipality__zone").order_by("pk")
    offered = Pledge.objects.live().select_related("municipality__zone")
    inputs = load(list(live), list(offered), as_of=today, known_on=today)
    for appeal in appeals:
        expected = pair(inputs.needs[appeal.pk], inputs.offers, inputs.link_of, today=today)
        result = MatchResult.objects.get(appeal=appeal, is_current=True)
        listed = result.matches.order_by("rank").values_list("pledge__reference", flat=True)
        missed = result.misses.order_by("rank").values_list("pledge__reference", flat=True)
        assert [str(each) for each in listed] == [each.pledge for each in expected.candidates]
        assert [str(each) for each in missed] == [each.pledge for each in expected.misses]
        assert (result.passed, result.considered) == (expected.passed, expected.considered)


def candidates_after_changes() -> list[int]:
    runs.match_changes(handler=CHANGES, at=NOON)
    return list(Match.objects.filter(result__is_current=True).values_list("pledge", flat=True))


@pytest.mark.django_db
def test_a_helper_that_joins_an_excluded_network_is_no_candidate_until_it_leaves():
    appeal, pledge, network = a_live_appeal(), a_live_pledge(), a_network()
    Appeal.objects.filter(pk=appeal.pk).update(excluded=[str(network.reference)])
    told: dict[str, Any] = {"network": network, "by": a_supervisor(), "at": NOON}

    before = candidates_after_changes()
    add_member(municipality=pledge.municipality, **told)
    within = candidates_after_changes()
    end_member(municipality=pledge.municipality.reference, **told)

    assert (before, within, candidates_after_changes()) == ([pledge.pk], [], [pledge.pk])
