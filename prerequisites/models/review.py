"""What somebody has to look at again, and by when."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from places.labels import choices
from places.models import Municipality
from prerequisites.engine.review import ReviewOutcome, ReviewState, Trigger
from prerequisites.labels import OUTCOME_LABELS, REVIEW_STATE_LABELS, TRIGGER_LABELS

OPEN = Q(state=ReviewState.OPEN.value)


class Review(models.Model):
    """A reassessment of one municipality that something opened by itself.

    One is open per municipality and trigger: what happens meanwhile is seen in the same review.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="reviews")
    trigger = models.CharField(max_length=16, choices=choices(TRIGGER_LABELS))
    opened_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=choices(REVIEW_STATE_LABELS), default=ReviewState.OPEN.value
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=choices(OUTCOME_LABELS), blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"closed_by"})
        shared = frozenset({"municipality", "trigger", "opened_on", "due_on", "outcome"})
        plain = frozenset({"id", "reference", "state", "closed_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="prerequisites_review_one_open_per_trigger",
                fields=["municipality", "trigger"],
                condition=OPEN,
            ),
            models.CheckConstraint(
                name="prerequisites_review_trigger_is_known",
                condition=Q(trigger__in=[trigger.value for trigger in Trigger]),
            ),
            models.CheckConstraint(
                name="prerequisites_review_closed_by_at_and_outcome_go_together",
                condition=Q(
                    state=ReviewState.OPEN.value,
                    closed_by__isnull=True,
                    closed_at__isnull=True,
                    outcome="",
                )
                | Q(
                    state=ReviewState.CLOSED.value,
                    closed_by__isnull=False,
                    closed_at__isnull=False,
                    outcome__in=[outcome.value for outcome in ReviewOutcome],
                ),
            ),
            models.CheckConstraint(
                name="prerequisites_review_is_due_after_it_opens",
                condition=Q(due_on__gt=F("opened_on")),
            ),
        ]
        indexes = [
            # The desk's queue, the most urgent first; closed rows stay out of it.
            models.Index(
                name="prerequisites_review_queue", fields=["due_on", "id"], condition=OPEN
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.reference}"
