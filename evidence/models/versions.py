"""A document that people change by versions: one proposes, another adopts, and nobody edits."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.models.growing import only_grows

FIRST_VERSION: Final = 1  # came with the platform: nobody proposed or had to adopt it


class TwoPersonVersion(models.Model):
    """One version of a document, proposed by one person and adopted by another.

    PostgreSQL refuses to edit it: another document is another version.
    """

    number = models.PositiveIntegerField(unique=True)
    document = models.JSONField()
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
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_someone_proposes",
                condition=Q(number=FIRST_VERSION) | Q(proposed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_adopted_by_and_at_go_together",
                condition=Q(adopted_by__isnull=True, adopted_at__isnull=True)
                | Q(adopted_by__isnull=False, adopted_at__isnull=False)
                | Q(number=FIRST_VERSION, adopted_by__isnull=True),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_two_people_decide",
                condition=Q(adopted_by__isnull=True)
                | Q(proposed_by__isnull=False) & ~Q(adopted_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_proposed_before_it_is_adopted",
                condition=Q(adopted_at__isnull=True) | Q(adopted_at__gte=F("proposed_at")),
            ),
        ]
        triggers = only_grows(but_once=["adopted_by_id", "adopted_at"])
