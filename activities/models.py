"""The thematic map, one row for each version."""

from datetime import date
from typing import Final

from django.db import models
from django.db.models import F, Q

from evidence.models.versions import FIRST_VERSION, DecidedVersion

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
