"""What was brought in, from which file, and what was set aside."""

import uuid

from django.db import models
from django.db.models import F, Q

from places.engine.values import ImportState, QuarantineReason
from places.labels import IMPORT_STATES, QUARANTINE_REASONS, choices


class ImportRun(models.Model):
    """One run of one importer over one file: the provenance of every row that came with it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=40)  # the name of the importer
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=16, choices=choices(IMPORT_STATES), default=ImportState.RUNNING.value
    )
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)  # sound rows that are not about our subject

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset({"file_name", "file_sha256"})
        plain = frozenset(
            {
                "id",
                "reference",
                "source",
                "started_at",
                "finished_at",
                "state",
                "read",
                "created",
                "updated",
                "unchanged",
                "quarantined",
                "ignored",
            }
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_importrun_state_is_known",
                condition=Q(state__in=[state.value for state in ImportState]),
            ),
            models.CheckConstraint(
                name="places_importrun_runs_until_it_is_finished",
                condition=Q(state=ImportState.RUNNING.value, finished_at__isnull=True)
                | (~Q(state=ImportState.RUNNING.value) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="places_importrun_no_row_is_dropped",
                condition=Q(
                    read=F("created")
                    + F("updated")
                    + F("unchanged")
                    + F("quarantined")
                    + F("ignored")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.source} {self.reference}"


class QuarantinedRow(models.Model):
    """A row of a file that could not be read: kept as it came, with the reason."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="quarantine")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=32, choices=choices(QUARANTINE_REASONS))
    sentence = models.CharField(max_length=500)
    raw = models.JSONField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset({"sentence", "raw"})
        plain: frozenset[str] = frozenset({"id", "run", "line", "reason"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="places_quarantinedrow_once_per_line", fields=["run", "line"]
            ),
            models.CheckConstraint(
                name="places_quarantinedrow_reason_is_known",
                condition=Q(reason__in=[reason.value for reason in QuarantineReason]),
            ),
        ]

    def __str__(self) -> str:
        return f"quarantined line {self.line} of run {self.run_id}"
