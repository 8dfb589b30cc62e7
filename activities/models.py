"""The thematic map, one row for each version."""

from datetime import date
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.models.growing import only_grows
from evidence.models.versions import FIRST_VERSION, TwoPersonVersion

CAME_ON: Final = date(2026, 1, 1)  # the first day of version 1, which holds for every earlier day

_DECIDED: Final = (
    *("adopted_by_id", "adopted_at", "valid_from"),
    *("rejected_by_id", "rejected_at"),
)


class MapVersion(TwoPersonVersion):
    """One version of the thematic map; activities/engine/documents.py reads its document.

    `based_on` is the version that it changes; it is adopted only while that one is in force, so
    that nobody undoes a colleague's change unseen. `valid_from` is the day it came into force.
    """

    based_on = models.PositiveIntegerField()
    valid_from = models.DateField(null=True, blank=True)
    rejected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rejected_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = TwoPersonVersion.Privacy.shared | {"rejected_by"}
        plain = TwoPersonVersion.Privacy.plain | {"based_on", "valid_from", "rejected_at"}

    class Meta:
        constraints = [
            *TwoPersonVersion.Meta.constraints,
            models.CheckConstraint(
                name="activities_mapversion_has_a_reason", condition=~Q(reason="")
            ),
            models.CheckConstraint(
                name="activities_mapversion_is_based_on_an_earlier_one",
                condition=Q(number=FIRST_VERSION) | Q(based_on__lt=F("number")),
            ),
            models.CheckConstraint(
                name="activities_mapversion_holds_once_adopted",
                condition=Q(adopted_at__isnull=True, valid_from__isnull=True)
                | Q(adopted_at__isnull=False, valid_from__isnull=False),
            ),
            models.CheckConstraint(
                name="activities_mapversion_rejected_by_and_at_go_together",
                condition=Q(rejected_by__isnull=True, rejected_at__isnull=True)
                | Q(rejected_by__isnull=False, rejected_at__isnull=False),
            ),
            models.CheckConstraint(
                name="activities_mapversion_is_decided_one_way",
                condition=Q(adopted_at__isnull=True) | Q(rejected_at__isnull=True),
            ),
            models.CheckConstraint(
                name="activities_mapversion_is_proposed_before_it_is_rejected",
                condition=Q(rejected_at__isnull=True) | Q(rejected_at__gte=F("proposed_at")),
            ),
        ]
        triggers = only_grows(but_once=_DECIDED)

    def __str__(self) -> str:
        return f"map {self.number}"
