"""Writes to the trail and the outbox.

The order of things: a change and its event are one transaction; a worker claims what is due,
commits, and sends; the handler finishes the delivery inside the transaction of its own deed.
Whatever dies on the way, the lease ends and the message is sent again.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from audit import bell, selectors
from audit.engine.delivery import MAX_ATTEMPTS, DeliveryState, backoff_s
from audit.engine.facts import Fact, UnfitFact, checked, is_code
from audit.models import Delivery, Event, Heartbeat
from audit.models.steps import ACTOR_SETTING
from audit.selectors import Message, Subject
from audit.subscriptions import handlers_for

_log: Final = structlog.get_logger(__name__)
_BATCH: Final = 100
_MOST_AT_ONCE: Final = 1_000
_PAUSES_S: Final = [backoff_s(attempt) for attempt in range(1, MAX_ATTEMPTS + 1)]


class CannotSend(Exception):
    """The broker did not take the message."""


class OutsideTransaction(RuntimeError):
    """The call must lie in the transaction of the change it belongs to, and does not."""


def record(
    *,
    verb: str,
    subject_kind: str,
    subject: str,
    actor_id: int | None,
    at: datetime,
    data: Mapping[str, Fact] | None = None,
) -> Event:
    """Write one event, and one delivery for each handler that hears of it.

    Both are part of the caller's transaction: they stand or fall with the change itself. After
    the commit the bell rings; when the broker is down, the next sweep delivers.

    Raises:
        UnfitFact: the data carries more than ids, codes, numbers and yes/no.
        OutsideTransaction: there is no transaction to be part of.
        ValueError: `at` has no time zone.
    """
    _need_transaction()
    if timezone.is_naive(at):
        raise ValueError("The time of an event has a time zone. Nothing was recorded.")
    if not is_code(subject):
        raise UnfitFact("The subject of an event is an id or a code. Nothing was recorded.")

    event = Event.objects.create(
        verb=verb,
        subject_kind=subject_kind,
        subject=subject,
        actor_id=actor_id,
        at=at,
        data=checked(data or {}),
    )
    deliveries = [
        Delivery(event=event, handler=handler, due_at=at) for handler in handlers_for(verb)
    ]
    Delivery.objects.bulk_create(deliveries)

    transaction.on_commit(partial(_note, event.reference, verb), robust=True)
    if deliveries:
        transaction.on_commit(bell.ring, robust=True)
    return event


def sign(*, actor_id: int | None) -> None:
    """Say who takes the steps of this transaction; PostgreSQL refuses steps that nobody signed.

    A service calls it before it saves a state. The name lasts until the transaction ends.

    Args:
        actor_id: the user; None for the platform itself.

    Raises:
        OutsideTransaction: there is no transaction to sign.
    """
    _need_transaction()
    actor = f"user:{actor_id}" if actor_id else "platform"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [ACTOR_SETTING, actor])


_CLAIM: Final = """
    WITH ripe AS (
        SELECT id FROM audit_delivery
        WHERE state = 'pending'
          AND due_at <= %(at)s
          AND (leased_until IS NULL OR leased_until <= %(at)s)
        ORDER BY due_at, id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    )
    UPDATE audit_delivery AS delivery
    SET attempts = LEAST(attempts + 1, %(most)s),
        state = CASE WHEN attempts < %(most)s THEN 'pending' ELSE 'dead' END,
        leased_until = CASE WHEN attempts < %(most)s THEN
            %(at)s::timestamptz + make_interval(
                secs => GREATEST(%(lease_s)s, (%(pauses_s)s::int[])[attempts + 1])
            )
        END
    FROM ripe
    WHERE delivery.id = ripe.id
    RETURNING delivery.id, delivery.state
"""


@transaction.atomic
def claim(*, limit: int, at: datetime, lease_s: int = 60) -> list[int]:
    """Lease up to `limit` deliveries that are due and not on their way; return their ids.

    Two claimers at once never get the same one: each skips what the other has locked. A lease
    that has ended counts as none, so what was lost is claimed again. A lease lasts `lease_s` or
    the pause of its attempt, whichever is longer: workers that are down for a night leave no
    dead letter. What has used all its attempts is given up here.

    Cost: one statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "at": at,
                "limit": limit,
                "lease_s": lease_s,
                "most": MAX_ATTEMPTS,
                "pauses_s": _PAUSES_S,
            },
        )
        rows = cursor.fetchall()

    for key in sorted(key for key, state in rows if state == DeliveryState.DEAD):
        _log.error("delivery.given_up", delivery=key)
    return sorted(key for key, state in rows if state == DeliveryState.PENDING)


def deliver_due(*, send: Callable[[Message], None], at: datetime) -> int:
    """Claim, commit, and `send` each message, until nothing is due or 1,000 were sent.

    The claim is committed before the first message leaves, so a handler never runs ahead of its
    lease. When the broker refuses, what was not sent is put back and costs no attempt.

    Returns:
        How many messages the broker took.
    """
    sent = 0
    while sent < _MOST_AT_ONCE:
        messages = selectors.messages_of(claim(limit=_BATCH, at=at))
        if not messages:
            return sent
        for index, message in enumerate(messages):
            try:
                send(message)
            except CannotSend:
                _put_back([unsent.delivery for unsent in messages[index:]])
                return sent
            sent += 1
    return sent


def finish(*, delivery_id: int, at: datetime) -> bool:
    """Mark a delivery as done, inside the transaction of the handler's own deed.

    Call it first: of two handlers with the same delivery the second waits here for the first.
    When the deed fails, the mark is rolled back with it and the message is sent again. A late
    handler may still finish what was given up.

    Returns:
        False when it was done already: then the handler does nothing.

    Raises:
        OutsideTransaction: mark and deed would not stand or fall together.
    """
    _need_transaction()
    finished = (
        Delivery.objects.filter(pk=delivery_id)
        .exclude(state=DeliveryState.DONE.value)
        .update(state=DeliveryState.DONE.value, finished_at=at, leased_until=None)
    )
    return finished == 1


_FINISH_ALIKE: Final = """
    WITH waiting AS (
        SELECT id FROM audit_delivery
        WHERE state = 'pending' AND handler = %(handler)s
        ORDER BY id
        LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    ), finished AS (
        UPDATE audit_delivery AS delivery
        SET state = 'done', finished_at = %(at)s, leased_until = NULL
        FROM waiting
        WHERE delivery.id = waiting.id
        RETURNING delivery.event_id
    )
    SELECT event.subject_kind, event.subject
    FROM finished JOIN audit_event AS event ON event.id = finished.event_id
    ORDER BY event.id
"""


def finish_alike(*, handler: str, limit: int, at: datetime) -> list[Subject]:
    """Finish all that waits for one handler at once, inside the transaction of its deed.

    For a handler that would do the same work again for each of many changes: the first message
    does it for all that wait, and the later messages find nothing left. What another worker is
    finishing at the moment is left to it.

    Returns:
        What the finished messages were about, oldest first; empty when nothing waits.

    Raises:
        OutsideTransaction: mark and deed would not stand or fall together.

    Cost: one statement.
    """
    _need_transaction()
    with connection.cursor() as cursor:
        cursor.execute(_FINISH_ALIKE, {"handler": handler, "limit": limit, "at": at})
        return [Subject(kind=kind, code=code) for kind, code in cursor.fetchall()]


@transaction.atomic
def once(*, delivery_id: int, at: datetime, deed: Callable[[], object]) -> bool:
    """Do `deed` and finish the delivery in one transaction, or nothing when it is done already.

    Returns:
        True when the deed was done now.
    """
    if not finish(delivery_id=delivery_id, at=at):
        return False
    deed()
    return True


@transaction.atomic
def fail(*, delivery_id: int, at: datetime, error: str) -> None:
    """Note that a handler failed: it is sent again after a pause, twelve times in all.

    Args:
        error: the name of the exception's class. Its message may quote people and stays out.

    What is no longer pending is left as it is: another run of the handler was luckier.
    """
    delivery = (
        Delivery.objects.select_for_update()
        .filter(pk=delivery_id, state=DeliveryState.PENDING.value)
        .first()
    )
    if delivery is None:
        return

    is_last = delivery.attempts >= MAX_ATTEMPTS
    delivery.state = DeliveryState.DEAD.value if is_last else DeliveryState.PENDING.value
    delivery.leased_until = None
    delivery.due_at = at + timedelta(seconds=backoff_s(max(1, delivery.attempts)))
    delivery.last_error = error[:64]
    delivery.save(update_fields=["state", "leased_until", "due_at", "last_error"])
    _log.warning(
        "delivery.given_up" if is_last else "delivery.failed",
        delivery=delivery.pk,
        handler=delivery.handler,
        attempts=delivery.attempts,
        error=delivery.last_error,
    )


@transaction.atomic
def revive(*, delivery_ids: Sequence[int], actor_id: int | None, at: datetime) -> int:
    """Give dead letters twelve new attempts, and record who asked for it.

    Returns:
        How many were dead and are pending again.
    """
    dead = list(
        Delivery.objects.select_for_update()
        .filter(pk__in=delivery_ids, state=DeliveryState.DEAD.value)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Delivery.objects.filter(pk__in=dead).update(
        state=DeliveryState.PENDING.value, attempts=0, due_at=at
    )
    for key in dead:
        record(
            verb="delivery.revived",
            subject_kind="delivery",
            subject=str(key),
            actor_id=actor_id,
            at=at,
        )
    if dead:
        transaction.on_commit(bell.ring, robust=True)
    return len(dead)


def beat(*, name: str, at: datetime) -> None:
    """Write down that `name` was at work at `at`; the last writer stays.

    Cost: one statement, safe when two workers beat at once.
    """
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at)],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def _put_back(delivery_ids: Sequence[int]) -> None:
    """End the leases of what was never sent; the attempt does not count."""
    Delivery.objects.filter(pk__in=delivery_ids, state=DeliveryState.PENDING.value).update(
        leased_until=None, attempts=F("attempts") - 1
    )
    _log.warning("delivery.put_back", count=len(delivery_ids))


def _note(reference: UUID, verb: str) -> None:
    _log.info("event.recorded", event_reference=reference, verb=verb)


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise OutsideTransaction("This belongs inside transaction.atomic(). Nothing was changed.")
