"""Who would be given to whom: the best use of all pledges that one run found."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from activities.labels import ACTIVITY_LABELS
from matching.models.appeals import Appeal
from matching.models.pledges import Pledge
from matching.models.runs import MatchRun
from places.labels import choices


class Allocation(models.Model):
    """What one run answers for all live appeals and pledges together. Replaced, never edited.

    Only `services.allocations` writes it. It binds nobody: people decide what is proposed.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.OneToOneField(MatchRun, models.PROTECT, related_name="allocation")
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    policy_version = models.PositiveSmallIntegerField()
    map_version = models.PositiveSmallIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    appeals_total = models.PositiveIntegerField()
    appeals_answered = models.PositiveIntegerField()
    appeals_without_candidate = models.PositiveIntegerField()
    quality = models.BigIntegerField()  # the sum of the scores
    gap = models.BigIntegerField()  # what a better one could have more; 0: none is better
    rounds = models.PositiveSmallIntegerField()
    delta = models.JSONField()  # what is new, changed and gone since the run before, in numbers

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset(
            {"appeals_total", "appeals_answered", "appeals_without_candidate", "quality", "delta"}
        )
        plain = frozenset(
            {"id", "reference", "run", "is_current", "made_at", "policy_version", "map_version"}
            | {"inputs_sha256", "gap", "rounds"}
        )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(
                name="matching_allocation_one_current",
                fields=["is_current"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(
                name="matching_allocation_gap_is_not_negative", condition=Q(gap__gte=0)
            ),
            models.CheckConstraint(
                name="matching_allocation_answers_no_more_than_there_are",
                condition=Q(appeals_answered__lte=models.F("appeals_total")),
            ),
        ]

    def __str__(self) -> str:
        return f"allocation {self.reference}"


class Allotment(models.Model):
    """One pledge given to one appeal in an allocation, and who would step in for it."""

    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="allotments")
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="allotments")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="allotments")
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    venue = models.CharField(max_length=16)
    score = models.BigIntegerField()
    stood = models.BooleanField()  # the run before had the same pair
    alternates = ArrayField(models.BigIntegerField(), default=list)  # pledges, the best first

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"score", "alternates"})
        shared = frozenset({"appeal", "pledge", "activity", "venue", "stood"})
        plain = frozenset({"id", "allocation"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_allotment_pair_once_per_allocation",
                fields=["allocation", "appeal", "pledge"],
            ),
        ]
        indexes = [
            # The case page asks for one appeal's, the pledge's page for one pledge's.
            models.Index(name="matching_allotment_appeal", fields=["appeal", "allocation"]),
            models.Index(name="matching_allotment_pledge", fields=["pledge", "allocation"]),
        ]

    def __str__(self) -> str:
        return f"allotment {self.pk}"
