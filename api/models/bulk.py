"""Calls that send many rows at once, and what became of each row."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import Network, User
from api.engine.bulk import AN_EXTERNAL_ID, SET_ASIDE, Fate
from matching.models import Pledge

_ASIDE = Q(fate__in=sorted(fate.value for fate in SET_ASIDE), settled_at=None)


class BulkCall(models.Model):
    """One call with many rows. A worker writes them, part by part.

    A dry run is judged in the same way and writes nothing. Its rows keep what they said, until
    one call has carried them out.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")  # who called
    called_at = models.DateTimeField()
    is_dry_run = models.BooleanField(default=False)
    # The dry run whose rows this call carries out; a second one cannot.
    carries_out = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_out_by"
    )

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"network", "user", "called_at"})
        plain = frozenset({"id", "reference", "is_dry_run", "carries_out"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_bulkcall_a_dry_run_carries_out_none",
                condition=Q(is_dry_run=False) | Q(carries_out=None),
            ),
        ]
        indexes = [
            # What the nightly task forgets.
            models.Index(name="api_bulkcall_called", fields=["called_at"]),
        ]

    def __str__(self) -> str:
        return f"bulk call {self.reference}"


class BulkPart(models.Model):
    """The rows of a call that are written in one transaction."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(BulkCall, models.CASCADE, related_name="parts")
    done_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "reference", "call", "done_at"})

    def __str__(self) -> str:
        return f"part {self.reference}"


class BulkRowQuerySet(models.QuerySet["BulkRow"]):
    """Named questions about rows."""

    def in_quarantine(self) -> Self:
        """Keep those that were not taken and that nothing has mended since."""
        return self.filter(_ASIDE)


class BulkRow(models.Model):
    """One row as it came, and what became of it.

    `said` is emptied once the row is taken. `errors` holds codes by field. `settled_at` is when a
    later row mended it, its network let it go, or a dry run had judged it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.ForeignKey(BulkPart, models.CASCADE, related_name="rows")
    network = models.ForeignKey(Network, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # its place in the call, from 1
    external_id = models.CharField(max_length=64)
    said = models.JSONField()
    fate = models.CharField(max_length=12, default=Fate.WAITING.value)
    errors = models.JSONField(default=dict, blank=True)
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = BulkRowQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"said"})
        shared = frozenset({"network", "external_id", "errors", "pledge"})
        plain = frozenset({"id", "reference", "part", "number", "fate", "settled_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(name="api_bulkrow_one_place", fields=["part", "number"]),
            models.CheckConstraint(
                name="api_bulkrow_fate_is_known",
                condition=Q(fate__in=sorted(fate.value for fate in Fate)),
            ),
            models.CheckConstraint(
                name="api_bulkrow_has_a_name",
                condition=Q(external_id__regex=f"^{AN_EXTERNAL_ID.pattern}$"),
            ),
        ]
        indexes = [
            # The quarantine of a network, the newest first.
            models.Index(name="api_bulkrow_aside", fields=["network", "id"], condition=_ASIDE),
            # services.bulk: what a later call said of the same record, what a row mends.
            models.Index(name="api_bulkrow_named", fields=["network", "external_id"]),
        ]

    def __str__(self) -> str:
        return f"row {self.reference}"
