"""The outbox: nothing is lost, nothing is sent twice at once, nothing is sent for ever."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, transaction

from audit import bell, selectors, services, tasks
from audit.engine.delivery import MAX_ATTEMPTS, DeliveryState
from audit.models import Delivery, Event
from tests.races import in_own_connection, wait_until_someone_waits_for_a_lock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
YEAR = timedelta(days=365)


@transaction.atomic
def _deliveries(count):
    events = [
        services.record(
            verb="lantern.lit",
            subject_kind="lantern",
            subject=str(number),
            actor_id=None,
            at=NOON,
        )
        for number in range(count)
    ]
    return [event.deliveries.get().pk for event in events]


def _claim_and_fail(delivery, *, times):
    for attempt in range(times):
        assert services.claim(limit=1, at=NOON + attempt * YEAR) == [delivery]
        services.fail(delivery_id=delivery, at=NOON + attempt * YEAR, error="ValueError")


@transaction.atomic
def _finish_in_a_transaction(*, delivery_id: int, at: datetime) -> bool:
    return services.finish(delivery_id=delivery_id, at=at)


def _fall(*, after):
    after()
    raise ZeroDivisionError


@pytest.mark.django_db
def test_each_handler_of_an_event_gets_its_own_delivery(handler):
    _deliveries(1)

    assert list(Delivery.objects.values_list("handler", "state", "attempts", "due_at")) == [
        (handler, "pending", 0, NOON)
    ]


@pytest.mark.django_db(transaction=True)
def test_two_claimers_at_once_never_get_the_same_delivery(handler):
    first, second, third = _deliveries(3)

    with ThreadPoolExecutor(max_workers=1) as other, transaction.atomic():
        mine = services.claim(limit=2, at=NOON)
        theirs = other.submit(in_own_connection(services.claim), limit=10, at=NOON).result(10)

    assert (mine, theirs) == ([first, second], [third])


@pytest.mark.django_db(transaction=True)
def test_a_claimer_that_dies_before_its_commit_has_claimed_nothing(handler):
    (delivery,) = _deliveries(1)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _fall(after=partial(services.claim, limit=1, at=NOON))

    assert services.claim(limit=1, at=NOON) == [delivery]


@pytest.mark.django_db
def test_what_is_on_its_way_is_not_claimed_until_its_lease_ends(handler):
    (delivery,) = _deliveries(1)

    claims = [
        services.claim(limit=1, at=at)
        for at in (NOON, NOON + MINUTE - timedelta(seconds=1), NOON + MINUTE)
    ]

    assert claims == [[delivery], [], [delivery]]


@pytest.mark.django_db
def test_each_lease_is_as_long_as_the_pause_of_its_attempt(handler):
    (delivery,) = _deliveries(1)
    services.claim(limit=1, at=NOON)
    services.claim(limit=1, at=NOON + MINUTE)

    leased_until = Delivery.objects.get(pk=delivery).leased_until

    assert leased_until == NOON + MINUTE + 2 * MINUTE


@pytest.mark.django_db
def test_a_longer_lease_can_be_asked_for(handler):
    (delivery,) = _deliveries(1)

    services.claim(limit=1, at=NOON, lease_s=600)

    assert Delivery.objects.get(pk=delivery).leased_until == NOON + 10 * MINUTE


@pytest.mark.django_db
def test_what_is_not_due_yet_waits(handler):
    _deliveries(1)

    assert services.claim(limit=1, at=NOON - MINUTE) == []


@pytest.mark.django_db
def test_only_the_first_finish_counts(handler):
    (delivery,) = _deliveries(1)

    answers = [services.finish(delivery_id=delivery, at=NOON) for _ in range(2)]

    assert answers == [True, False]
    assert services.claim(limit=1, at=NOON + YEAR) == []


@pytest.mark.django_db(transaction=True)
def test_the_second_handler_waits_for_the_first_and_then_does_nothing(handler):
    (delivery,) = _deliveries(1)
    finish: dict[str, Any] = {"delivery_id": delivery, "at": NOON}

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            services.finish(**finish)
            second = other.submit(in_own_connection(_finish_in_a_transaction), **finish)
            wait_until_someone_waits_for_a_lock()

        assert second.result(timeout=10) is False


@pytest.mark.django_db(transaction=True)
def test_the_second_handler_does_the_deed_when_the_first_rolls_back(handler):
    (delivery,) = _deliveries(1)
    finish: dict[str, Any] = {"delivery_id": delivery, "at": NOON}

    with ThreadPoolExecutor(max_workers=1) as other:
        with transaction.atomic():
            services.finish(**finish)
            second = other.submit(in_own_connection(_finish_in_a_transaction), **finish)
            wait_until_someone_waits_for_a_lock()
            transaction.set_rollback(True)

        assert second.result(timeout=10) is True


@pytest.mark.django_db(transaction=True)
def test_finish_outside_a_transaction_is_refused(handler):
    (delivery,) = _deliveries(1)

    with pytest.raises(services.OutsideTransaction):
        services.finish(delivery_id=delivery, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_handler_whose_deed_fails_leaves_the_delivery_to_be_sent_again(handler):
    (delivery,) = _deliveries(1)
    services.claim(limit=1, at=NOON)

    with pytest.raises(ZeroDivisionError):
        services.once(delivery_id=delivery, at=NOON, deed=partial(_fall, after=list))

    assert Delivery.objects.get(pk=delivery).state == DeliveryState.PENDING
    assert services.claim(limit=1, at=NOON + MINUTE) == [delivery]


@pytest.mark.django_db
def test_once_does_the_deed_once(handler):
    (delivery,) = _deliveries(1)
    deeds: list[str] = []

    answers = [
        services.once(delivery_id=delivery, at=NOON, deed=partial(deeds.append, "done"))
        for _ in range(2)
    ]

    assert (answers, deeds) == ([True, False], ["done"])


@pytest.mark.django_db
def test_a_failure_is_noted_and_waits_for_its_pause(handler):
    (delivery,) = _deliveries(1)

    _claim_and_fail(delivery, times=2)

    failed = Delivery.objects.get(pk=delivery)
    assert (failed.attempts, failed.last_error, failed.state) == (2, "ValueError", "pending")
    assert (failed.leased_until, failed.due_at) == (None, NOON + YEAR + 2 * MINUTE)


@pytest.mark.django_db
def test_a_late_failure_does_not_undo_what_another_run_finished(handler):
    (delivery,) = _deliveries(1)
    services.finish(delivery_id=delivery, at=NOON)

    services.fail(delivery_id=delivery, at=NOON, error="ValueError")

    assert Delivery.objects.get(pk=delivery).state == DeliveryState.DONE


@pytest.mark.django_db
def test_twelve_failures_make_a_dead_letter(handler):
    (delivery,) = _deliveries(1)

    _claim_and_fail(delivery, times=MAX_ATTEMPTS)

    assert [letter.pk for letter in selectors.dead_letters()] == [delivery]
    assert services.claim(limit=1, at=NOON + 99 * YEAR) == []


@pytest.mark.django_db
def test_eleven_failures_do_not(handler):
    (delivery,) = _deliveries(1)

    _claim_and_fail(delivery, times=MAX_ATTEMPTS - 1)

    assert list(selectors.dead_letters()) == []


@pytest.mark.django_db
def test_twelve_leases_that_end_without_a_word_make_a_dead_letter_too(handler):
    (delivery,) = _deliveries(1)

    claims = [services.claim(limit=1, at=NOON + attempt * YEAR) for attempt in range(13)]

    assert claims == [[delivery]] * MAX_ATTEMPTS + [[]]
    assert [letter.pk for letter in selectors.dead_letters()] == [delivery]


@pytest.mark.django_db
def test_a_handler_that_finishes_after_all_revives_nothing_and_loses_nothing(handler):
    (delivery,) = _deliveries(1)
    _claim_and_fail(delivery, times=MAX_ATTEMPTS)

    assert services.finish(delivery_id=delivery, at=NOON) is True

    assert list(selectors.dead_letters()) == []


@pytest.mark.django_db
def test_a_revived_dead_letter_is_sent_again_and_the_trail_says_who_asked(handler):
    (delivery,) = _deliveries(1)
    _claim_and_fail(delivery, times=MAX_ATTEMPTS)

    revived = services.revive(delivery_ids=[delivery], actor_id=5, at=NOON)

    assert revived == 1
    assert services.claim(limit=1, at=NOON) == [delivery]
    assert list(selectors.events_of("delivery", str(delivery)).values_list("verb", "actor_id")) == [
        ("delivery.revived", 5)
    ]


@pytest.mark.django_db
def test_only_dead_letters_are_revived(handler):
    (delivery,) = _deliveries(1)

    assert services.revive(delivery_ids=[delivery], actor_id=5, at=NOON) == 0

    assert not selectors.events_of("delivery", str(delivery)).exists()


@pytest.mark.django_db(transaction=True)
def test_when_the_broker_is_down_the_change_stands_and_a_later_sweep_delivers(handler, deaf_broker):
    started = time.monotonic()
    (delivery,) = _deliveries(1)
    waited_s = time.monotonic() - started
    sent: list[selectors.Message] = []

    services.deliver_due(send=sent.append, at=NOON)

    event = Event.objects.get()
    assert waited_s < 2
    assert sent == [
        selectors.Message(
            delivery=delivery, handler=handler, event=event.reference, subject=event.subject
        )
    ]


def test_a_bell_that_nobody_hears_harms_nobody(deaf_broker):
    bell.ring()


@pytest.mark.django_db
def test_when_the_broker_goes_down_on_the_way_no_attempt_is_lost(handler):
    first, second, third = _deliveries(3)
    sent: list[int] = []

    def send(message):
        if message.delivery == second:
            raise services.CannotSend
        sent.append(message.delivery)

    count = services.deliver_due(send=send, at=NOON)

    assert (count, sent) == (1, [first])
    assert services.claim(limit=9, at=NOON) == [second, third]
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_the_task_puts_everything_back_when_the_broker_is_down(handler, deaf_broker):
    (delivery,) = _deliveries(1)

    tasks.deliver_outbox()

    assert list(Delivery.objects.values_list("attempts", "leased_until")) == [(0, None)]
    assert services.claim(limit=1, at=NOON + YEAR) == [delivery]


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_committed_before_the_first_message_leaves(handler):
    (delivery,) = _deliveries(1)
    seen: list[list[int]] = []

    def send(_message):
        with ThreadPoolExecutor(max_workers=1) as other:
            seen.append(
                other.submit(in_own_connection(services.claim), limit=9, at=NOON).result(10)
            )

    services.deliver_due(send=send, at=NOON)

    assert seen == [[]]
    assert Delivery.objects.get(pk=delivery).attempts == 1


@pytest.mark.django_db
def test_one_sweep_sends_a_thousand_and_leaves_the_rest_to_the_next(handler):
    event = services.record(
        verb="candle.lit", subject_kind="candle", subject="1", actor_id=None, at=NOON
    )
    Delivery.objects.bulk_create(
        Delivery(event=event, handler=f"matching.tasks.number_{number}", due_at=NOON)
        for number in range(1_050)
    )
    sent: list[selectors.Message] = []

    counts = [services.deliver_due(send=sent.append, at=NOON) for _ in range(3)]

    assert counts == [1_000, 50, 0]
    assert len({message.handler for message in sent}) == 1_050


@pytest.mark.django_db
def test_a_sweep_of_nothing_is_one_claim(handler, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, claim, release
        services.deliver_due(send=print, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_the_message_reaches_the_queue_of_its_handler_and_carries_ids_alone(handler):
    with current_app.connection_for_read() as broker:
        queue = broker.SimpleQueue("matching")
        queue.clear()
        (delivery,) = _deliveries(1)
        tasks.deliver_outbox()
        message = queue.get(timeout=5)
        message.ack()
        queue.close()

    event = Event.objects.get()
    assert message.headers["task"] == handler
    assert message.payload[:2] == [
        [],
        {"delivery": delivery, "event": str(event.reference), "subject": "0"},
    ]


@pytest.mark.django_db
def test_a_handler_that_raises_is_noted_by_the_class_of_its_error_alone(handler):
    (delivery,) = _deliveries(1)
    services.claim(limit=1, at=NOON)

    tasks.note_failure(exception=ValueError("the mayor hides"), kwargs={"delivery": delivery})

    assert Delivery.objects.get(pk=delivery).last_error == "ValueError"


@pytest.mark.django_db
def test_a_failing_task_that_is_no_handler_is_no_business_of_the_outbox(handler):
    (delivery,) = _deliveries(1)

    tasks.note_failure(exception=ValueError(), kwargs=None)

    assert Delivery.objects.get(pk=delivery).last_error == ""


@pytest.mark.django_db
def test_the_probe_leaves_a_heartbeat():
    tasks.probe()

    age_s = selectors.heartbeat_age_s("worker", datetime.now(UTC))
    assert age_s is not None
    assert age_s < 60


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"state": "lost"}, "audit_delivery_state_is_known"),
        ({"state": "done"}, "audit_delivery_finished_when_done"),
        ({"finished_at": NOON}, "audit_delivery_finished_when_done"),
        ({"state": "dead", "leased_until": NOON}, "audit_delivery_only_pending_is_leased"),
    ],
)
def test_each_rule_of_a_delivery_holds_in_the_database(handler, changed, constraint):
    _deliveries(1)

    with pytest.raises(IntegrityError, match=constraint):
        Delivery.objects.update(**changed)


@pytest.mark.django_db
def test_a_handler_hears_of_an_event_once(handler):
    _deliveries(1)
    event = Event.objects.get()

    with pytest.raises(IntegrityError, match="audit_delivery_one_per_event_and_handler"):
        Delivery.objects.create(event=event, handler=handler, due_at=NOON)
