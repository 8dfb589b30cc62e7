"""Local authorities and what binds them."""

import uuid

import pgtrigger
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from places.engine.values import TieKind
from places.labels import TIE_KINDS, choices
from places.models.imports import ImportRun
from places.models.zone import Zone


class Municipality(models.Model):
    """A local authority. It may ask, help, or both."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    zone = models.OneToOneField(Zone, models.PROTECT, related_name="municipality")
    name = models.CharField(max_length=200)  # in its own script
    name_latin = models.CharField(max_length=200, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    may_appeal = models.BooleanField(default=True)
    may_help = models.BooleanField(default=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    source_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="municipalities"
    )
    source_key = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)  # a trigger moves it

    class Privacy:
        """That a municipality exists is public; that it appeals or helps is not written here."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "reference",
                "zone",
                "name",
                "name_latin",
                "country_code",
                "may_appeal",
                "may_help",
                "population",
                "source_run",
                "source_key",
                "changed_at",
            }
        )

    class Meta:
        verbose_name_plural = "municipalities"
        constraints = [
            models.CheckConstraint(
                name="places_municipality_may_ask_or_help",
                condition=Q(may_appeal=True) | Q(may_help=True),
            ),
            models.CheckConstraint(
                name="places_municipality_country_code_is_two_letters",
                condition=Q(country_code="") | Q(country_code__regex=r"^[A-Z]{2}$"),
            ),
        ]
        indexes = [
            # Search by name with typing errors, without accents, in either script.
            GinIndex(
                OpClass(Func(F("name"), function="places_fold"), name="gin_trgm_ops"),
                name="places_municipality_name",
            ),
            GinIndex(
                OpClass(Func(F("name_latin"), function="places_fold"), name="gin_trgm_ops"),
                name="places_municipality_latin",
            ),
            models.Index(name="places_municipality_country", fields=["country_code", "id"]),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="tells_when_it_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.* IS DISTINCT FROM NEW.*"),
                func="NEW.changed_at := clock_timestamp(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"municipality {self.reference}"


class Tie(models.Model):
    """What binds two municipalities. The pair is unordered: `first` has the smaller id."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=24, choices=choices(TIE_KINDS))
    first = models.ForeignKey(Municipality, models.PROTECT, related_name="ties_as_first")
    second = models.ForeignKey(Municipality, models.PROTECT, related_name="ties_as_second")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)  # exclusive
    source = models.CharField(max_length=200, blank=True)
    source_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="ties"
    )
    source_key = models.CharField(max_length=64, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "reference",
                "kind",
                "first",
                "second",
                "starts",
                "ends",
                "source",
                "source_run",
                "source_key",
            }
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_tie_first_is_before_second", condition=Q(first__lt=F("second"))
            ),
            models.CheckConstraint(
                name="places_tie_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in TieKind]),
            ),
            models.CheckConstraint(
                name="places_tie_ends_after_it_starts",
                condition=Q(starts__isnull=True) | Q(ends__isnull=True) | Q(ends__gt=F("starts")),
            ),
            models.UniqueConstraint(
                name="places_tie_once_per_source_key",
                fields=["kind", "first", "second", "source_key"],
            ),
        ]

    def __str__(self) -> str:
        return f"tie {self.reference}"
