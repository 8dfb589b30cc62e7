"""Plan messages, send them, and send them again.

A message is sent at least once. Its lease is committed before it leaves, it leaves outside of any
transaction, and what came is noted in another: a sender that dies in between leaves a lease that
ends, and the message goes again under the same id.
"""

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias
from uuid import UUID

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, Q, QuerySet

from accounts.engine.roles import Permission
from accounts.models import NetworkMember, User
from accounts.permissions import require
from audit.models import Delivery, Event
from audit.services import finish, record, sign
from matching.engine.lifecycle import PledgeState
from matching.models import Pledge, Proposal
from partnercalls.models import PartnerCall
from partnerships.engine.values import MemberRole
from partnerships.models import Member
from sealing.services import Erased
from webhooks.engine.addresses import UnfitURL, target_of
from webhooks.engine.events import EVENTS, IN_A_LIST_OF_NETWORKS, PUBLIC, EventType, payload
from webhooks.engine.sending import (
    MAX_ATTEMPTS,
    MESSAGE,
    EndpointAction,
    EndpointState,
    MessageAction,
    MessageState,
    Outcome,
    pause_after,
    rest_after,
)
from webhooks.engine.signing import headers
from webhooks.models import Attempt, Endpoint, EndpointQuerySet, Message
from webhooks.services import endpoints, wire
from webhooks.services.wire import Answer

_log: Final = structlog.get_logger(__name__)
_LEASE: Final = timedelta(minutes=1)  # an attempt has ten seconds
_MOST_AT_ONCE: Final = 20
_MOST_REPLAYED: Final = 1_000
_HELPING: Final = (MemberRole.HELPING.value, MemberRole.LEAD.value)
_ALWAYS_SAID: Final = {"Content-Type": "application/json", "User-Agent": "CityDiplomacy/1"}
Post: TypeAlias = Callable[..., Answer]


class NotActive(Exception):
    """The endpoint is disabled or deleted. Nothing was planned."""


class StillWaiting(Exception):
    """The message waits to be sent anyway. Nothing was changed."""


@transaction.atomic
def plan(*, delivery: int, at: datetime) -> int:
    """Let a message wait for each endpoint that hears of an event; part of its delivery.

    Returns:
        How many wait now; 0 when the delivery was done before.
    """
    if not finish(delivery_id=delivery, at=at):
        return 0
    event = Delivery.objects.select_related("event").get(pk=delivery).event
    kind = EVENTS.get(event.verb)
    if kind is None:
        return 0
    hearing = _hearing(event, kind).select_for_update(no_key=True).order_by("pk")
    sign(actor_id=None)
    planned = Message.objects.bulk_create(
        [
            Message(
                endpoint=endpoint,
                event=event,
                kind=kind.value,
                subject=UUID(event.subject),
                happened_at=event.at,
                due_at=at,
            )
            for endpoint in hearing
        ]
    )
    return len(planned)


def send_due(*, now: Callable[[], datetime], post: Post = wire.post) -> int:
    """Send the messages that are due, one after another; return how many were accepted.

    Args:
        now: the clock: each message is signed with the moment at which it leaves.
        post: sends one; see `wire.post`.
    """
    accepted = 0
    for _turn in range(_MOST_AT_ONCE):
        message_id = claim(at=now())
        if message_id is None:
            return accepted
        accepted += send(message_id=message_id, now=now, post=post) is Outcome.DELIVERED
    return accepted


@transaction.atomic
def claim(*, at: datetime) -> int | None:
    """Lease the message that is longest due, count the attempt, and return its id.

    An endpoint that rests is left out. What has used all its attempts is given up here: a
    message that kills its sender ends too.
    """
    awake = Q(endpoint__rests_until__isnull=True) | Q(endpoint__rests_until__lte=at)
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
    due = (
        Message.objects.waiting()
        .filter(free, awake, due_at__lte=at, endpoint__state=EndpointState.ACTIVE.value)
        .order_by("due_at", "pk")
    )
    for message in due.select_for_update(of=("self",), skip_locked=True)[:_MOST_AT_ONCE]:
        if message.leased_until is not None:
            _note(message, Answer(outcome=Outcome.LOST), at=message.leased_until, took_ms=None)
        if message.attempts < MAX_ATTEMPTS:
            message.attempts += 1
            message.leased_until = at + _LEASE
            message.save(update_fields=["attempts", "leased_until"])
            return message.pk
        _step(message, MessageAction.GIVE_UP)
        _log.error("webhook.given_up", attempts=message.attempts)
    return None


def send(*, message_id: int, now: Callable[[], datetime], post: Post = wire.post) -> Outcome | None:
    """Send one message that was claimed, and note what came.

    Returns:
        What became of it; None when it was dropped meanwhile.
    """
    at = now()
    signed = _signed(message_id, at=at)
    if signed is None:
        return None
    message, said, body = signed
    begun = time.monotonic()
    answer = _posted(message.endpoint, said, body, post)
    took_ms = round((time.monotonic() - begun) * 1_000)
    _settle(message, answer, at=at, ended_at=now(), took_ms=took_ms)
    return answer.outcome


@transaction.atomic
def replay(*, reference: UUID, by: User, at: datetime) -> Message:
    """Send a message again, under the same id, with all its attempts anew.

    Raises:
        PermissionDenied: `by` manages no keys, or only reads the endpoint.
        Message.DoesNotExist: not there, or not visible to `by`.
        NotActive: its endpoint is not active.
        StillWaiting: see there.
    """
    require(by, Permission.MANAGE_KEYS)  # first: whether a message is there is told to nobody else
    found = Message.objects.select_related("endpoint").get(reference=reference)
    try:
        endpoint = endpoints.locked_own(found.endpoint.reference, by)
    except Endpoint.DoesNotExist:
        raise Message.DoesNotExist from None
    _need_active(endpoint)
    message = Message.objects.select_for_update().get(pk=found.pk)
    if message.state == MessageState.WAITING:
        raise StillWaiting
    _again([message], endpoint, by=by, at=at)
    return message


@transaction.atomic
def replay_since(*, endpoint: UUID, since: datetime, by: User, at: datetime) -> int:
    """Send again what happened at `since` or later and does not wait; tests stay as they are.

    Returns:
        How many wait now, a thousand at most: the oldest.

    Raises:
        PermissionDenied: `by` only reads the endpoint.
        Endpoint.DoesNotExist: not there, or not visible to `by`.
        NotActive: it is not active.
    """
    held = endpoints.locked_own(endpoint, by)
    _need_active(held)
    over = Message.objects.over().filter(endpoint=held, happened_at__gte=since)
    real = over.exclude(kind=EventType.ENDPOINT_TEST.value).order_by("happened_at", "pk")
    messages = list(real.select_for_update(of=("self",))[:_MOST_REPLAYED])
    _again(messages, held, by=by, at=at)
    return len(messages)


@transaction.atomic
def send_test(*, endpoint: UUID, by: User, at: datetime) -> Message:
    """Let a test event wait for an endpoint; its id is that of the endpoint.

    Raises:
        PermissionDenied: `by` only reads the endpoint.
        Endpoint.DoesNotExist: not there, or not visible to `by`.
        NotActive: it is not active.
        StillWaiting: another test waits.
    """
    held = endpoints.locked_own(endpoint, by)
    _need_active(held)
    sign(actor_id=by.pk)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                endpoint=held,
                kind=EventType.ENDPOINT_TEST.value,
                subject=held.reference,
                happened_at=at,
                due_at=at,
            )
    except IntegrityError:
        raise StillWaiting from None
    _record(held, "webhook.tested", by=by, at=at, count=1)
    return message


def _hearing(event: Event, kind: EventType) -> EndpointQuerySet:
    """Return the endpoints that chose a kind of event and whose network may hear of this one."""
    chosen = Endpoint.objects.active().filter(events__contains=[kind.value])
    if kind in PUBLIC:
        return chosen
    if kind in IN_A_LIST_OF_NETWORKS:
        stood_there = PartnerCall.objects.once_listed().filter(reference=event.subject)
        return chosen.filter(Exists(stood_there))
    networks = NetworkMember.objects.filter(municipality__in=_helpers_in(event, kind))
    return chosen.filter(network__in=networks.values("network"))


def _helpers_in(event: Event, kind: EventType) -> "QuerySet[Pledge, int] | QuerySet[Member, int]":
    """Return the municipalities that help in what an event is about; never those that ask.

    A draft is its municipality's alone, as in `Pledge.objects.visible_to`.
    """
    if kind is EventType.PARTNERSHIP_STATE_CHANGED:
        helping = Member.objects.present().filter(role__in=_HELPING)
        towns = helping.filter(partnership__reference=event.subject)
        return towns.values_list("municipality", flat=True)
    offered = Pledge.objects.exclude(state=PledgeState.DRAFT.value)
    if kind is EventType.PLEDGE_CHANGED:
        return offered.filter(reference=event.subject).values_list("municipality", flat=True)
    proposal = Proposal.objects.filter(reference=event.subject)
    return offered.filter(proposals__in=proposal).values_list("municipality", flat=True)


@transaction.atomic
def _signed(message_id: int, *, at: datetime) -> tuple[Message, dict[str, str], bytes] | None:
    """Return a message with its headers and bytes, or None when nothing is to be sent."""
    message = (
        Message.objects.waiting()
        .select_related("endpoint__data_key")
        .filter(pk=message_id, endpoint__state=EndpointState.ACTIVE.value)
        .first()
    )
    if message is None:
        return None
    body = payload(
        kind=EventType(message.kind), subject=message.subject, happened_at=message.happened_at
    )
    try:
        signing = endpoints.secrets_of(message.endpoint, at=at)
    except Erased:
        return None
    said = headers(
        message_id=f"msg_{message.reference.hex}",
        timestamp=int(at.timestamp()),
        body=body,
        secrets=signing,
    )
    return message, {**said, **_ALWAYS_SAID}, body


def _posted(endpoint: Endpoint, said: dict[str, str], body: bytes, post: Post) -> Answer:
    """Send to an endpoint, unless the rules of today refuse what those of then allowed."""
    to_loopback = settings.WEBHOOK_TO_LOOPBACK
    try:
        target = target_of(endpoint.url, ports=settings.WEBHOOK_PORTS, to_loopback=to_loopback)
    except UnfitURL:
        return Answer(outcome=Outcome.FORBIDDEN)
    return post(target, headers=said, body=body, to_loopback=to_loopback)


@transaction.atomic
def _settle(
    sent: Message, answer: Answer, *, at: datetime, ended_at: datetime, took_ms: int
) -> None:
    """Note what came of an attempt; the endpoint is locked before its messages, as everywhere."""
    endpoint = (
        Endpoint.objects.select_for_update(of=("self",))
        .select_related("data_key")
        .get(pk=sent.endpoint_id)
    )
    message = Message.objects.select_for_update().get(pk=sent.pk)
    _note(sent, answer, at=at, took_ms=took_ms)
    if answer.outcome is Outcome.GONE and endpoint.state == EndpointState.ACTIVE:
        endpoints.step(endpoint, EndpointAction.DISABLE, actor_id=None, at=ended_at, is_gone=True)
        return
    _rest(endpoint, answer, at=ended_at)
    if message.state != MessageState.WAITING or message.attempts != sent.attempts:
        return  # it was dropped or taken up by another meanwhile
    if answer.outcome is Outcome.DELIVERED:
        message.sent_at = ended_at
        _step(message, MessageAction.SEND)
        return
    _put_off(message, answer, at=ended_at)


def _put_off(message: Message, answer: Answer, *, at: datetime) -> None:
    share = secrets.randbelow(1_000) / 1_000
    pause = pause_after(message.attempts, share=share, asked_s=answer.asked_s)
    if pause is None:
        _step(message, MessageAction.GIVE_UP)
        _log.error("webhook.given_up", attempts=message.attempts)
        return
    message.due_at, message.leased_until = at + pause, None
    message.save(update_fields=["due_at", "leased_until"])


def _rest(endpoint: Endpoint, answer: Answer, *, at: datetime) -> None:
    pause = rest_after(answer.outcome, asked_s=answer.asked_s)
    if pause is not None and endpoint.state == EndpointState.ACTIVE:
        endpoint.rests_until = at + pause
        endpoint.save(update_fields=["rests_until"])


def _note(message: Message, answer: Answer, *, at: datetime, took_ms: int | None) -> None:
    Attempt.objects.create(
        message=message,
        number=message.attempts,
        at=at,
        outcome=answer.outcome.value,
        status=answer.status,
        duration_ms=took_ms,
    )


def _again(messages: list[Message], endpoint: Endpoint, *, by: User, at: datetime) -> None:
    sign(actor_id=by.pk)
    waiting = MESSAGE[MessageState.DEAD][MessageAction.REPLAY]
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(
        state=waiting.value, attempts=0, due_at=at, sent_at=None
    )
    _record(endpoint, "webhook.replayed", by=by, at=at, count=len(messages))


def _step(message: Message, action: MessageAction) -> None:
    sign(actor_id=None)
    message.state = MESSAGE[MessageState(message.state)][action].value
    message.leased_until = None
    message.save(update_fields=["state", "leased_until", "sent_at"])


def _need_active(endpoint: Endpoint) -> None:
    if endpoint.state != EndpointState.ACTIVE:
        raise NotActive


def _record(endpoint: Endpoint, verb: str, *, by: User, at: datetime, count: int) -> None:
    record(
        verb=verb,
        subject_kind="endpoint",
        subject=str(endpoint.reference),
        actor_id=by.pk,
        at=at,
        data={"network_id": endpoint.network_id, "messages": count},
    )
