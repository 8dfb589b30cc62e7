"""The order of the criteria and the steps of the priorities, one row for each version."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.models.growing import only_grows

FIRST_VERSION = 1  # came with the platform: nobody proposed it and nobody had to adopt it


class MatchingPolicy(models.Model):
    """One version of the policy, proposed by one person and adopted or turned down by another.

    PostgreSQL refuses to edit it: another order is another version.
    """

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=80)
    document = models.JSONField()  # matching/engine/policies.py
    reason = models.TextField(max_length=2_000)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)  # the local day of its adoption
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rejected_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"proposed_by", "adopted_by", "rejected_by"})
        plain = frozenset(
            {"id", "number", "name", "document", "reason", "proposed_at", "adopted_at"}
            | {"valid_from", "rejected_at"}
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matching_matchingpolicy_someone_proposes",
                condition=Q(number=FIRST_VERSION) | Q(proposed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_matchingpolicy_adopted_by_and_at_go_together",
                condition=Q(adopted_by__isnull=True, adopted_at__isnull=True)
                | Q(adopted_by__isnull=False, adopted_at__isnull=False)
                | Q(number=FIRST_VERSION, adopted_by__isnull=True),
            ),
            models.CheckConstraint(
                name="matching_matchingpolicy_holds_from_its_adoption",
                condition=Q(adopted_at__isnull=True, valid_from__isnull=True)
                | Q(adopted_at__isnull=False, valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_matchingpolicy_rejected_by_and_at_go_together",
                condition=Q(rejected_by__isnull=True, rejected_at__isnull=True)
                | Q(rejected_by__isnull=False, rejected_at__isnull=False),
            ),
            models.CheckConstraint(
                name="matching_matchingpolicy_two_people_decide",
                condition=Q(adopted_by__isnull=True)
                | Q(proposed_by__isnull=False) & ~Q(adopted_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="matching_matchingpolicy_is_decided_once",
                condition=Q(adopted_at__isnull=True) | Q(rejected_at__isnull=True),
            ),
            models.CheckConstraint(
                name="matching_matchingpolicy_is_proposed_before_it_is_decided",
                condition=(Q(adopted_at__isnull=True) | Q(adopted_at__gte=F("proposed_at")))
                & (Q(rejected_at__isnull=True) | Q(rejected_at__gte=F("proposed_at"))),
            ),
        ]
        triggers = only_grows(
            but_once=["adopted_by_id", "adopted_at", "valid_from", "rejected_by_id", "rejected_at"]
        )

    def __str__(self) -> str:
        return f"policy {self.number}"
