"""The tables of webhooks."""

import uuid
from datetime import timedelta
from typing import Final, Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Network, User
from accounts.selectors import networks_with_keys_for
from audit.models import Event, legal_steps
from places.labels import choices
from sealing.models import DataKey
from webhooks.engine.events import SUBSCRIBABLE, EventType
from webhooks.engine.sending import (
    ENDPOINT,
    MAX_ATTEMPTS,
    MESSAGE,
    EndpointState,
    MessageState,
    Outcome,
)
from webhooks.labels import (
    ENDPOINT_STATE_LABELS,
    EVENT_LABELS,
    MESSAGE_STATE_LABELS,
    OUTCOME_LABELS,
)

BOTH_SIGN_FOR: Final = timedelta(hours=24)
_EVENTS: Final = sorted(each.value for each in SUBSCRIBABLE)
_WAITING: Final = Q(state=MessageState.WAITING.value)
_SENT: Final = Q(state=MessageState.SENT.value)
_TEST: Final = Q(kind=EventType.ENDPOINT_TEST.value)


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Named questions about endpoints. They narrow; they never sort or slice."""

    def active(self) -> Self:
        """Keep those to which messages go."""
        return self.filter(state=EndpointState.ACTIVE.value)

    def kept(self) -> Self:
        """Keep those that were not deleted."""
        return self.exclude(state=EndpointState.DELETED.value)

    def visible_to(self, user: User) -> Self:
        """Keep those of the own network; a supervisor reads those of each."""
        return self.filter(network__in=networks_with_keys_for(user).values("pk"))


class Endpoint(models.Model):
    """Where a network hears of events, and with which sealed secret its messages are signed.

    While a secret is rotated, the former one signs too until `former_until`. A deleted endpoint
    has no secret any more: its key is destroyed.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="endpoints")
    url = models.CharField(max_length=500)
    description = models.CharField(max_length=80, blank=True)
    events = ArrayField(models.CharField(max_length=32, choices=choices(EVENT_LABELS)))
    state = models.CharField(
        max_length=8, choices=choices(ENDPOINT_STATE_LABELS), default=EndpointState.ACTIVE.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    data_key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    sealed_secret = models.BinaryField()
    sealed_former = models.BinaryField(default=b"", db_default=b"", blank=True)
    former_until = models.DateTimeField(null=True, blank=True)  # exclusive
    is_gone = models.BooleanField(default=False)  # it answered 410, and was disabled for that
    rests_until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = EndpointQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"url", "sealed_secret", "sealed_former", "data_key"})
        shared = frozenset({"network", "description", "made_by"})
        plain = frozenset(
            {"id", "reference", "events", "state", "state_version", "former_until"}
            | {"is_gone", "rests_until", "made_at"}
        )

    class Meta:
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        constraints = [
            models.CheckConstraint(
                name="webhooks_endpoint_state_is_known",
                condition=Q(state__in=sorted(state.value for state in EndpointState)),
            ),
            models.CheckConstraint(
                name="webhooks_endpoint_hears_of_known_events",
                condition=Q(events__len__gt=0) & Q(events__contained_by=_EVENTS),
                violation_error_message=_("An endpoint hears of at least one kind of event."),
            ),
            models.CheckConstraint(
                name="webhooks_endpoint_speaks_http",
                condition=Q(url__regex=r"^https?://[a-z0-9.-]+(:[0-9]+)?(/|$)"),
            ),
            models.CheckConstraint(
                name="webhooks_endpoint_former_secret_has_an_end",
                condition=Q(sealed_former=b"", former_until__isnull=True)
                | ~Q(sealed_former=b"") & Q(former_until__isnull=False),
            ),
            models.CheckConstraint(
                name="webhooks_endpoint_secret_goes_with_it",
                condition=Q(state=EndpointState.DELETED.value, sealed_secret=b"")
                | ~Q(state=EndpointState.DELETED.value) & ~Q(sealed_secret=b""),
            ),
        ]
        triggers = [
            legal_steps(ENDPOINT, born={EndpointState.ACTIVE}),
            pgtrigger.Protect(name="is_never_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="stays_with_its_network",
                fields=["reference", "network", "url", "data_key", "made_at", "made_by"],
            ),
        ]

    def __str__(self) -> str:
        return f"endpoint {self.reference}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Named questions about messages. They narrow; they never sort or slice."""

    def waiting(self) -> Self:
        """Keep what is to be sent."""
        return self.filter(_WAITING)

    def over(self) -> Self:
        """Keep what can be sent again: all that does not wait."""
        return self.exclude(_WAITING)


class Message(models.Model):
    """One event for one endpoint. It tells what happened, when, and the id of its subject.

    Its reference is its `webhook-id`, so that a message sent twice is known as one. Only
    `services` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="messages")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=32, choices=choices(EVENT_LABELS))
    subject = models.UUIDField()
    happened_at = models.DateTimeField()
    state = models.CharField(
        max_length=8, choices=choices(MESSAGE_STATE_LABELS), default=MessageState.WAITING.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # since it was made or replayed
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"event", "kind", "subject", "happened_at"})
        plain = frozenset(
            {"id", "reference", "endpoint", "state", "state_version", "due_at", "attempts"}
            | {"leased_until", "sent_at"}
        )

    class Meta:
        verbose_name = _("webhook message")
        verbose_name_plural = _("webhook messages")
        constraints = [
            models.UniqueConstraint(
                name="webhooks_message_once_for_each_endpoint", fields=["event", "endpoint"]
            ),
            models.UniqueConstraint(
                name="webhooks_message_one_test_waits",
                fields=["endpoint"],
                condition=_WAITING & _TEST,
            ),
            models.CheckConstraint(
                name="webhooks_message_state_is_known",
                condition=Q(state__in=sorted(state.value for state in MessageState)),
            ),
            models.CheckConstraint(
                name="webhooks_message_kind_is_known",
                condition=Q(kind__in=sorted(kind.value for kind in EventType)),
            ),
            models.CheckConstraint(
                name="webhooks_message_only_a_test_has_no_event",
                condition=_TEST & Q(event__isnull=True) | ~_TEST & Q(event__isnull=False),
            ),
            models.CheckConstraint(
                name="webhooks_message_sent_when_it_was",
                condition=_SENT & Q(sent_at__isnull=False) | ~_SENT & Q(sent_at__isnull=True),
            ),
            models.CheckConstraint(
                name="webhooks_message_only_what_waits_is_leased",
                condition=_WAITING | Q(leased_until__isnull=True),
            ),
            models.CheckConstraint(
                name="webhooks_message_is_given_up_in_time",
                condition=Q(attempts__lte=MAX_ATTEMPTS),
            ),
        ]
        indexes = [
            # services.messages.claim: what is due, oldest first.
            models.Index(name="webhooks_message_due", fields=["due_at", "id"], condition=_WAITING),
            # The log of one endpoint, the newest first.
            models.Index(name="webhooks_message_log", fields=["endpoint", "-id"]),
        ]
        triggers = [
            legal_steps(MESSAGE, born={MessageState.WAITING}),
            pgtrigger.Protect(name="is_never_removed", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="says_the_same_for_ever",
                fields=["reference", "endpoint", "event", "kind", "subject", "happened_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"webhook message {self.reference}"


class Attempt(models.Model):
    """One try to deliver a message. Nothing of the answer is kept but its status."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="tries")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=16, choices=choices(OUTCOME_LABELS))
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # of HTTP; none came
    duration_ms = models.PositiveIntegerField(null=True, blank=True)  # nobody was there to measure

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "message", "number", "at", "outcome", "status", "duration_ms"})

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.CheckConstraint(
                name="webhooks_attempt_outcome_is_known",
                condition=Q(outcome__in=sorted(outcome.value for outcome in Outcome)),
            ),
            models.CheckConstraint(
                name="webhooks_attempt_is_counted",
                condition=Q(number__range=(1, MAX_ATTEMPTS)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk}"
