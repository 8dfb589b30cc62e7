"""The numbers behind verdicts, one row for each version."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.models.growing import only_grows

FIRST_VERSION = 1  # came with the platform: nobody proposed it and nobody had to adopt it


class RuleSetVersion(models.Model):
    """One version of the rules, proposed by one person and adopted by another.

    PostgreSQL refuses to edit it: other numbers are another version.
    """

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()  # prerequisites/engine/documents.py
    reason = models.TextField(max_length=2_000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"proposed_by", "adopted_by"})
        plain = frozenset({"id", "number", "document", "reason", "proposed_at", "adopted_at"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="prerequisites_rulesetversion_someone_proposes",
                condition=Q(number=FIRST_VERSION) | Q(proposed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="prerequisites_rulesetversion_adopted_by_and_at_go_together",
                condition=Q(adopted_by__isnull=True, adopted_at__isnull=True)
                | Q(adopted_by__isnull=False, adopted_at__isnull=False)
                | Q(number=FIRST_VERSION, adopted_by__isnull=True),
            ),
            models.CheckConstraint(
                name="prerequisites_rulesetversion_two_people_decide",
                condition=Q(adopted_by__isnull=True)
                | Q(proposed_by__isnull=False) & ~Q(adopted_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="prerequisites_rulesetversion_is_proposed_before_it_is_adopted",
                condition=Q(adopted_at__isnull=True) | Q(adopted_at__gte=F("proposed_at")),
            ),
        ]
        triggers = only_grows(but_once=["adopted_by_id", "adopted_at"])

    def __str__(self) -> str:
        return f"rules {self.number}"
