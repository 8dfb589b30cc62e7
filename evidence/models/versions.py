"""A document that people change by versions: one proposes, another adopts, and nobody edits."""

from collections.abc import Iterable
from typing import Final, Self

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

    @classmethod
    def locked(cls) -> dict[int, Self]:
        """Return all versions by number, after everyone who was changing them is done.

        The statement that waits does not see rows that were added meanwhile: a second one reads.
        """
        versions = cls._default_manager.order_by("number")
        list(versions.select_for_update().values_list("pk"))
        return {version.number: version for version in versions.all()}


class DecidedVersion(TwoPersonVersion):
    """A version that another person adopts, from that day on, or rejects for good."""

    valid_from = models.DateField(null=True, blank=True)  # the local day of its adoption
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rejected_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = TwoPersonVersion.Privacy.shared | {"rejected_by"}
        plain = TwoPersonVersion.Privacy.plain | {"valid_from", "rejected_at"}

    class Meta:
        abstract = True
        constraints = [
            *TwoPersonVersion.Meta.constraints,
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_holds_once_adopted",
                condition=Q(adopted_at__isnull=True, valid_from__isnull=True)
                | Q(adopted_at__isnull=False, valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_rejected_by_and_at_go_together",
                condition=Q(rejected_by__isnull=True, rejected_at__isnull=True)
                | Q(rejected_by__isnull=False, rejected_at__isnull=False),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_decided_one_way",
                condition=Q(adopted_at__isnull=True) | Q(rejected_at__isnull=True),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_is_proposed_before_it_is_rejected",
                condition=Q(rejected_at__isnull=True) | Q(rejected_at__gte=F("proposed_at")),
            ),
        ]
        triggers = only_grows(
            but_once=["adopted_by_id", "adopted_at", "valid_from", "rejected_by_id", "rejected_at"]
        )


def number_in_force(versions: Iterable[TwoPersonVersion]) -> int:
    """Return the number of the version adopted last."""
    adopted = [(each.adopted_at, each.number) for each in versions if each.adopted_at]
    return max(adopted, default=(None, FIRST_VERSION))[1]
