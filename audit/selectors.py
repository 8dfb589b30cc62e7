"""Reads of the trail and the outbox. They answer the floors above, which decide who may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from audit.engine.delivery import DeliveryState
from audit.models import Delivery, Event, Heartbeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an event was about."""

    kind: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a handler is told: ids only."""

    delivery: int
    handler: str
    event: UUID
    subject: str


def messages_of(delivery_ids: Sequence[int]) -> list[Message]:
    """Return what to send for each delivery, oldest event first.

    Cost: one query.
    """
    deliveries = (
        Delivery.objects.filter(pk__in=delivery_ids)
        .select_related("event")
        .order_by("event_id", "pk")
    )
    return [
        Message(
            delivery=delivery.pk,
            handler=delivery.handler,
            event=delivery.event.reference,
            subject=delivery.event.subject,
        )
        for delivery in deliveries
    ]


def events_of(subject_kind: str, subject: str) -> QuerySet[Event]:
    """Return the history of one subject, oldest first."""
    return Event.objects.filter(subject_kind=subject_kind, subject=subject).order_by("pk")


def subjects_of(
    subject_kind: str, subjects: Sequence[str], *, verb: str, actor_id: int
) -> set[str]:
    """Return those of `subjects` to which somebody has done something.

    Cost: one query.
    """
    events = Event.objects.filter(
        subject_kind=subject_kind, subject__in=subjects, verb=verb, actor_id=actor_id
    )
    return set(events.values_list("subject", flat=True))


def changed_since(subject_kind: str, since: datetime) -> Exists:
    """Return the question whether a row with a `reference` changed at `since` or later.

    Cost: the row's own history, by the index audit_event_subject.
    """
    own = Cast(OuterRef("reference"), CharField())
    told = Event.objects.filter(subject_kind=subject_kind, subject=own)
    return Exists(told.filter(at__gte=since))


def dead_letters() -> QuerySet[Delivery]:
    """Return the deliveries that were given up, oldest first, each with its event."""
    return (
        Delivery.objects.filter(state=DeliveryState.DEAD.value)
        .select_related("event")
        .order_by("pk")
    )


def heartbeat_age_s(name: str, at: datetime) -> float | None:
    """Return the seconds since `name` was last seen at work, or None when it never was."""
    seen_at = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if seen_at is None else (at - seen_at).total_seconds()
