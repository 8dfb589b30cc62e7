"""Results, harm, signs of peace, and reviews: what became of a partnership."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import User
from evidence.models.growing import only_grows
from partnerships.engine.values import Appraisal
from partnerships.labels import (
    APPRAISAL_LABELS,
    CONTRIBUTION_LABELS,
    DIRECTION_LABELS,
    INDICATOR_LABELS,
    OUTCOME_LABELS,
    REACH_LABELS,
    SEVERITY_LABELS,
)
from partnerships.models.partnerships import Objective, Partnership
from places.labels import choices
from places.models import Municipality
from prerequisites.models import Judgement

_APPRAISED = ["", *sorted(each.value for each in Appraisal)]


class Result(models.Model):
    """How far one objective was reached, who brought it about, and what each side thinks of it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    objective = models.OneToOneField(Objective, models.PROTECT, related_name="result")
    reach = models.CharField(max_length=16, choices=choices(REACH_LABELS))
    contribution = models.CharField(max_length=20, choices=choices(CONTRIBUTION_LABELS))
    sealed_text = models.BinaryField(default=b"", blank=True)
    asking_appraisal = models.CharField(max_length=8, choices=choices(APPRAISAL_LABELS), blank=True)
    helping_appraisal = models.CharField(
        max_length=8, choices=choices(APPRAISAL_LABELS), blank=True
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text", "recorded_by"})
        shared = frozenset(
            {"reach", "contribution", "asking_appraisal", "helping_appraisal", "recorded_at"}
        )
        plain = frozenset({"id", "reference", "objective"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_result_reach_is_known",
                condition=Q(reach__in=sorted(each.value for each in REACH_LABELS)),
            ),
            models.CheckConstraint(
                name="partnerships_result_contribution_is_known",
                condition=Q(contribution__in=sorted(each.value for each in CONTRIBUTION_LABELS)),
            ),
            models.CheckConstraint(
                name="partnerships_result_appraisals_are_known",
                condition=Q(asking_appraisal__in=_APPRAISED, helping_appraisal__in=_APPRAISED),
            ),
        ]
        triggers = [pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"result {self.reference}"


class HarmEntry(models.Model):
    """Harm that a partnership did or suffered, and what was done about it, in sealed words."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="harms")
    severity = models.CharField(max_length=8, choices=choices(SEVERITY_LABELS))
    sealed_text = models.BinaryField()
    sealed_done = models.BinaryField(default=b"", blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"severity", "sealed_text", "sealed_done", "recorded_by"})
        shared = frozenset({"recorded_at"})
        plain = frozenset({"id", "reference", "partnership"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_harmentry_says_something", condition=~Q(sealed_text=b"")
            ),
            models.CheckConstraint(
                name="partnerships_harmentry_severity_is_known",
                condition=Q(severity__in=sorted(each.value for each in SEVERITY_LABELS)),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"harm {self.reference}"


class Indicator(models.Model):
    """One sign of positive peace, where it moved, and what shows it, in sealed words."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="indicators")
    sign = models.CharField(max_length=24, choices=choices(INDICATOR_LABELS))
    direction = models.CharField(max_length=8, choices=choices(DIRECTION_LABELS))
    sealed_evidence = models.BinaryField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_evidence", "recorded_by"})
        shared = frozenset({"sign", "direction", "recorded_at"})
        plain = frozenset({"id", "reference", "partnership"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_indicator_rests_on_evidence", condition=~Q(sealed_evidence=b"")
            ),
            models.CheckConstraint(
                name="partnerships_indicator_words_are_known",
                condition=Q(
                    sign__in=sorted(each.value for each in INDICATOR_LABELS),
                    direction__in=sorted(each.value for each in DIRECTION_LABELS),
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"indicator {self.reference}"


class PartnershipReview(models.Model):
    """What a worse verdict proposes to a partnership. It proposes; it never ends anything.

    `go_on_with` lists activities that stay possible outside the zone.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="reviews")
    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="+")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=16, choices=choices(OUTCOME_LABELS))
    go_on_with = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"judgement", "municipality", "closed_by"})
        shared = frozenset({"outcome", "go_on_with", "opened_at", "closed_at"})
        plain = frozenset({"id", "reference", "partnership"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="partnerships_partnershipreview_once_for_a_judgement",
                fields=["partnership", "judgement"],
            ),
            models.CheckConstraint(
                name="partnerships_partnershipreview_closed_by_and_at_go_together",
                condition=Q(closed_by__isnull=True, closed_at__isnull=True)
                | Q(closed_by__isnull=False, closed_at__isnull=False),
            ),
        ]
        triggers = only_grows(but_once=["closed_by_id", "closed_at"])

    def __str__(self) -> str:
        return f"partnership review {self.reference}"
