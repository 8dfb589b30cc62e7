"""Conflicts, their sides, and who stands where. Never public: who is on which side can kill."""

import uuid
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from places.engine.sides import Standing
from places.models.municipality import Municipality


class Conflict(models.Model):
    """A conflict that has sides, named in the words of the secretariat."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)

    class Privacy:
        """That we list a conflict tells where we look for its sides: for the secretariat alone."""

        secret = frozenset({"name"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "reference"})

    def __str__(self) -> str:
        return f"conflict {self.reference}"


class Side(models.Model):
    """One side of a conflict."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="sides")
    name = models.CharField(max_length=200)

    class Privacy:
        """Secret like the conflict."""

        secret = frozenset({"name", "conflict"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.UniqueConstraint(name="places_side_once_per_name", fields=["conflict", "name"]),
        ]

    def __str__(self) -> str:
        return f"side {self.reference}"


class StandQuerySet(models.QuerySet["Stand"]):
    """Named questions about stands. They narrow; they never sort or slice."""

    def open(self) -> Self:
        """Keep the stands of which no end is recorded."""
        return self.filter(ends=None)


class Stand(models.Model):
    """That a municipality stands on a side, from when until when, and who says so.

    Only `matching.services.sides` writes it; it is ended, never edited or deleted. PostgreSQL
    keeps `conflict` equal to the conflict of `side`.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="stands")
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="stands")
    side = models.ForeignKey(Side, models.PROTECT, related_name="stands")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)  # exclusive
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_id = models.BigIntegerField(null=True, blank=True)

    objects = StandQuerySet.as_manager()

    class Privacy:
        """A party to the conflict would kill for this table."""

        secret = frozenset({"municipality", "conflict", "side", "starts", "ends", "source"})
        shared = frozenset({"recorded_at", "recorded_by_id", "ended_at", "ended_by_id"})
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_stand_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(name="places_stand_has_a_source", condition=~Q(source="")),
            models.CheckConstraint(
                name="places_stand_ended_at_and_by_together",
                condition=Q(ends=None, ended_at=None, ended_by_id=None)
                | Q(ends__isnull=False, ended_at__isnull=False, ended_by_id__isnull=False),
            ),
            ExclusionConstraint(
                name="places_stand_one_side_at_a_time",
                expressions=[
                    (F("municipality"), RangeOperators.EQUAL),
                    (F("conflict"), RangeOperators.EQUAL),
                    (
                        Func(F("starts"), F("ends"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("It stands on a side of this conflict at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"stand {self.reference}"

    def as_standing(self) -> Standing:
        """Return it the way the engine sees it."""
        return Standing(
            conflict=str(self.conflict_id),
            side=str(self.side_id),
            starts=self.starts,
            ends=self.ends,
        )
