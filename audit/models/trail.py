"""The append-only trail of what happened, and the outbox that tells others of it."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q, Value

from audit.engine.delivery import DeliveryState
from audit.engine.facts import CODE, VERB, WORD
from audit.labels import DELIVERY_STATE_LABELS

_STATES = [state.value for state in DeliveryState]
_PENDING = Q(state=DeliveryState.PENDING.value)


class Event(models.Model):
    """One thing that happened. PostgreSQL refuses to change, delete or truncate it.

    The trail knows no other app: actor and subject are ids, so a row outlives what it is about.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verb = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=64)
    actor_id = models.BigIntegerField(null=True, blank=True)  # null: the platform itself
    at = models.DateTimeField()
    data = models.JSONField(default=dict, blank=True)

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared = frozenset({"verb", "subject_kind", "subject", "actor_id", "at", "data"})
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_event_verb_is_dotted_words",
                condition=Q(verb__regex=VERB),
                violation_error_message="A verb reads like appeal.submitted.",
            ),
            models.CheckConstraint(
                name="audit_event_subject_is_a_code",
                condition=Q(subject_kind__regex=WORD, subject__regex=CODE) & ~Q(subject=""),
                violation_error_message="A subject is an id or a code.",
            ),
            models.CheckConstraint(
                name="audit_event_data_is_an_object",
                condition=Q(
                    models.lookups.Exact(
                        Func(
                            F("data"),
                            function="jsonb_typeof",
                            output_field=models.TextField(),
                        ),
                        Value("object"),
                    )
                ),
                violation_error_message="The data of an event is one object.",
            ),
        ]
        indexes = [
            # The history of one appeal, oldest first.
            models.Index(name="audit_event_subject", fields=["subject_kind", "subject", "id"]),
        ]
        # TRUNCATE is refused by a trigger in migration 0002: it has no rows to speak of.
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"event {self.reference}"


class Delivery(models.Model):
    """One handler that must hear of one event, at least once.

    Only `audit.services` changes it. A lease says that a message is on its way: when it ends
    and the handler has not finished, the message is sent again.
    """

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    handler = models.CharField(max_length=128)
    state = models.CharField(
        max_length=8,
        choices=[(state.value, label) for state, label in DELIVERY_STATE_LABELS.items()],
        default=DeliveryState.PENDING.value,
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=64, blank=True)  # a class name, never its message

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "event",
                "handler",
                "state",
                "attempts",
                "due_at",
                "leased_until",
                "finished_at",
                "last_error",
            }
        )

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(
                name="audit_delivery_one_per_event_and_handler",
                fields=["event", "handler"],
                violation_error_message="This handler hears of this event already.",
            ),
            models.CheckConstraint(
                name="audit_delivery_state_is_known",
                condition=Q(state__in=_STATES),
                violation_error_message="A delivery is pending, done or dead.",
            ),
            models.CheckConstraint(
                name="audit_delivery_finished_when_done",
                condition=Q(state=DeliveryState.DONE.value, finished_at__isnull=False)
                | (~Q(state=DeliveryState.DONE.value) & Q(finished_at__isnull=True)),
                violation_error_message="A delivery has a time of finishing when it is done.",
            ),
            models.CheckConstraint(
                name="audit_delivery_only_pending_is_leased",
                condition=_PENDING | Q(leased_until__isnull=True),
                violation_error_message="Only a pending delivery is on its way.",
            ),
        ]
        indexes = [
            # services.claim: what is due, oldest first; finished rows stay out of it.
            models.Index(
                name="audit_delivery_pending", fields=["due_at", "id"], condition=_PENDING
            ),
            # selectors.dead_letters.
            models.Index(
                name="audit_delivery_dead",
                fields=["id"],
                condition=Q(state=DeliveryState.DEAD.value),
            ),
        ]

    def __str__(self) -> str:
        return f"delivery {self.pk}"


class Heartbeat(models.Model):
    """When a part of the platform was last seen at work; `/readyz` reads it."""

    name = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()

    class Privacy:
        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "name", "at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_heartbeat_has_a_name",
                condition=~Q(name=""),
                violation_error_message="A heartbeat has a name.",
            ),
        ]

    def __str__(self) -> str:
        return f"heartbeat {self.name}"
