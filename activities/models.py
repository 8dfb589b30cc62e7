"""The thematic map, one row for each version, and what each version in force allows."""

from datetime import date
from typing import Final

import pgtrigger
from django.db import models
from django.db.models import F, Q

from activities.labels import ACTIVITY_LABELS, ACTOR_LABELS, MODE_LABELS, VENUE_LABELS
from evidence.models.versions import FIRST_VERSION, DecidedVersion
from places.labels import choices

CAME_ON: Final = date(2026, 1, 1)  # the first day of version 1, which holds for every earlier day


class MapVersion(DecidedVersion):
    """One version of the thematic map; activities/engine/documents.py reads its document.

    `based_on` is the version that it changes; it is adopted only while that one is in force, so
    that nobody undoes a colleague's change unseen. `valid_from` is the day it came into force.
    """

    based_on = models.PositiveIntegerField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = DecidedVersion.Privacy.shared
        plain = DecidedVersion.Privacy.plain | {"based_on"}

    class Meta:
        constraints = [
            *DecidedVersion.Meta.constraints,
            models.CheckConstraint(
                name="activities_mapversion_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="activities_mapversion_is_based_on_an_earlier_one",
                condition=Q(number=FIRST_VERSION) | Q(based_on__lt=F("number")),
            ),
        ]
        triggers = DecidedVersion.Meta.triggers

    def __str__(self) -> str:
        return f"map {self.number}"


class AllowedCell(models.Model):
    """One way to carry out an activity that a version of the map allows.

    Written once, when the version comes into force: what is carried out points to a row of this
    table, so that nothing can be planned that the map does not allow.
    """

    version = models.ForeignKey(MapVersion, models.PROTECT, related_name="allowed")
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    phase = models.CharField(max_length=16)
    actor = models.CharField(max_length=24, choices=choices(ACTOR_LABELS))
    venue = models.CharField(max_length=16, choices=choices(VENUE_LABELS))
    zone_of_peace = models.BooleanField()
    mode = models.CharField(max_length=16, choices=choices(MODE_LABELS))

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "version", "activity", "phase", "actor", "venue", "zone_of_peace", "mode"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="activities_allowedcell_once_in_a_version",
                fields=["version", "activity", "phase", "actor", "venue", "zone_of_peace"],
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"cell {self.pk} of map {self.version_id}"
