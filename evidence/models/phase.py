"""How violent the conflict was in a zone, from when to when, and since when we know."""

import uuid

from django.db import models
from django.db.models import F, Q

from evidence.engine.values import Phase
from evidence.labels import PHASES
from evidence.models.growing import only_grows
from evidence.models.item import Source
from places.labels import choices
from places.models import ImportRun, Zone


class PhaseSpell(models.Model):
    """A phase that held in one zone from `starts` up to, not including, `ends`.

    PostgreSQL refuses to edit it: a spell that was wrong is retracted and another is recorded,
    so that what we believed on any past day can be recomputed.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="spells")
    phase = models.CharField(max_length=16, choices=choices(PHASES))
    status_code = models.CharField(max_length=40, blank=True)  # the source's own word
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)  # exclusive; null: it still holds
    known_on = models.DateField()
    retracted_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="spells")
    source_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="spells"
    )
    source_key = models.CharField(max_length=120, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"source"})
        shared = frozenset(
            {
                "zone",
                "phase",
                "status_code",
                "starts",
                "ends",
                "known_on",
                "retracted_on",
                "source_run",
                "source_key",
            }
        )
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_phasespell_phase_is_known",
                condition=Q(phase__in=[phase.value for phase in Phase]),
            ),
            models.CheckConstraint(
                name="evidence_phasespell_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
            ),
            models.CheckConstraint(
                name="evidence_phasespell_is_retracted_after_it_is_known",
                condition=Q(retracted_on__isnull=True) | Q(retracted_on__gte=F("known_on")),
            ),
            models.UniqueConstraint(
                name="evidence_phasespell_once_per_source_key",
                fields=["source_key"],
                condition=~Q(source_key="") & Q(retracted_on__isnull=True),
            ),
        ]
        indexes = [
            # All that was known of some zones on some day, for the verdicts.
            models.Index(name="evidence_spell_of_zone", fields=["zone", "known_on"]),
        ]
        triggers = only_grows(but_once=["retracted_on"])

    def __str__(self) -> str:
        return f"phase spell {self.reference}"
