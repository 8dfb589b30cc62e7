"""Conflict events that others have counted. They suggest a phase; they never set a verdict."""

from typing import Final

from django.db import models
from django.db.models import F, Q

from places.models import ImportRun, Zone

LEAST_PRECISE_PIN: Final = 3  # UCDP: 3 is a district; from 4 on an event is known to a region only


class ConflictEvent(models.Model):
    """One event of UCDP GED, in the words of its codebook.

    `zone` is where we put it: a municipality for where_prec 1 and 2, a district for 3, nothing
    from 4 on (PostgreSQL refuses it).
    """

    dataset = models.CharField(max_length=40)
    event_id = models.PositiveIntegerField()
    provisional = models.BooleanField(default=False)  # from a candidate release, not yet final
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, related_name="conflict_events"
    )
    country_code = models.CharField(max_length=2, blank=True)
    type_of_violence = models.PositiveSmallIntegerField()
    conflict_new_id = models.PositiveIntegerField()
    conflict_name = models.CharField(max_length=200)
    dyad_name = models.CharField(max_length=200)
    side_a = models.CharField(max_length=200)
    side_b = models.CharField(max_length=200)
    number_of_sources = models.PositiveIntegerField(null=True, blank=True)
    where_prec = models.PositiveSmallIntegerField()
    where_coordinates = models.CharField(max_length=200, blank=True)
    adm_1 = models.CharField(max_length=200, blank=True)
    adm_2 = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    country = models.CharField(max_length=100)
    event_clarity = models.PositiveSmallIntegerField()
    date_prec = models.PositiveSmallIntegerField()
    date_start = models.DateField()
    date_end = models.DateField()  # inclusive, as in the codebook
    deaths_a = models.PositiveIntegerField()
    deaths_b = models.PositiveIntegerField()
    deaths_civilians = models.PositiveIntegerField()
    deaths_unknown = models.PositiveIntegerField()
    best = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    low = models.PositiveIntegerField()
    source_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="conflict_events"
    )
    source_key = models.CharField(max_length=64, unique=True)  # dataset and event id

    class Privacy:
        """The data set is public."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "dataset",
                "event_id",
                "provisional",
                "zone",
                "country_code",
                "type_of_violence",
                "conflict_new_id",
                "conflict_name",
                "dyad_name",
                "side_a",
                "side_b",
                "number_of_sources",
                "where_prec",
                "where_coordinates",
                "adm_1",
                "adm_2",
                "latitude",
                "longitude",
                "country",
                "event_clarity",
                "date_prec",
                "date_start",
                "date_end",
                "deaths_a",
                "deaths_b",
                "deaths_civilians",
                "deaths_unknown",
                "best",
                "high",
                "low",
                "source_run",
                "source_key",
            }
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="evidence_conflictevent_once_per_dataset", fields=["dataset", "event_id"]
            ),
            models.CheckConstraint(
                name="evidence_conflictevent_vague_place_is_never_pinned",
                condition=Q(zone__isnull=True) | Q(where_prec__lte=LEAST_PRECISE_PIN),
            ),
            models.CheckConstraint(
                name="evidence_conflictevent_where_prec_is_1_to_7",
                condition=Q(where_prec__gte=1, where_prec__lte=7),
            ),
            models.CheckConstraint(
                name="evidence_conflictevent_does_not_end_before_it_starts",
                condition=Q(date_end__gte=F("date_start")),
            ),
            models.CheckConstraint(
                name="evidence_conflictevent_coordinates_are_on_earth",
                condition=Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
        ]
        indexes = [
            # What happened in a zone lately, for the suggested phase.
            models.Index(name="evidence_event_of_zone", fields=["zone", "date_start"]),
        ]

    def __str__(self) -> str:
        return f"conflict event {self.source_key}"
