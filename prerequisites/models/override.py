"""Values that two people put in the place of an assessment."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.models.growing import only_grows
from places.labels import choices
from places.models import Municipality
from prerequisites.engine.overrides import OVERRIDABLE
from prerequisites.engine.values import Value
from prerequisites.labels import SUBJECT_LABELS, VALUE_LABELS


class Override(models.Model):
    """Another value for one subject in one municipality, for the days since..until (exclusive).

    It holds from the day a second person confirmed it (`confirmed_at`) until somebody takes it
    back (`ended_on`); PostgreSQL refuses any other change, so that what was believed on a past
    day can be recomputed.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="overrides")
    subject = models.CharField(max_length=32, choices=choices(SUBJECT_LABELS))
    value = models.CharField(max_length=16, choices=choices(VALUE_LABELS))
    reason = models.TextField(max_length=2_000)
    since = models.DateField()
    until = models.DateField()  # exclusive
    known_on = models.DateField()  # when it was proposed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"reason", "by", "confirmed_by", "ended_by"})
        shared = frozenset(
            {"municipality", "subject", "value", "since", "until", "known_on"}
            | {"confirmed_at", "ended_on"}
        )
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prerequisites_override_subject_can_be_overridden",
                condition=Q(subject__in=[subject.value for subject in OVERRIDABLE]),
            ),
            models.CheckConstraint(
                name="prerequisites_override_value_is_known",
                condition=Q(value__in=[value.value for value in Value]),
            ),
            models.CheckConstraint(
                name="prerequisites_override_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="prerequisites_override_ends_after_it_starts",
                condition=Q(until__gt=F("since")),
            ),
            models.CheckConstraint(
                name="prerequisites_override_confirmed_by_and_at_go_together",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="prerequisites_override_two_people_decide",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
            ),
            models.CheckConstraint(
                name="prerequisites_override_ended_by_and_on_go_together",
                condition=Q(ended_by__isnull=True, ended_on__isnull=True)
                | Q(ended_by__isnull=False, ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="prerequisites_override_is_not_ended_before_it_is_known",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("known_on")),
            ),
        ]
        indexes = [
            # The confirmed overrides of some municipalities, for the verdicts.
            models.Index(
                name="prerequisites_override_holding",
                fields=["municipality"],
                condition=Q(confirmed_at__isnull=False),
            ),
        ]
        triggers = only_grows(
            but_once=["confirmed_by_id", "confirmed_at", "ended_by_id", "ended_on"]
        )

    def __str__(self) -> str:
        return f"override {self.reference}"
