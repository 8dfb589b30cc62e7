"""The tree of zones and the codes that others give them."""

import uuid

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q

from places.engine.values import CodeScheme, ZoneKind
from places.labels import CODE_SCHEMES, ZONE_KINDS, choices
from places.models.imports import ImportRun


class Zone(models.Model):
    """A place in the tree country > region > district > municipality > settlement.

    The area of a municipality is the leaf that a verdict is about; what lies above it gives
    context, what lies below it (a village, a city district) may carry its own phase.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField(max_length=16, choices=choices(ZONE_KINDS))
    name = models.CharField(max_length=200)  # in its own script
    name_latin = models.CharField(max_length=200, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    area_km2 = models.FloatField(null=True, blank=True)
    source_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="zones"
    )
    source_key = models.CharField(max_length=64, blank=True)

    class Privacy:
        """A gazetteer is public; what is tied to it is not."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {
                "id",
                "reference",
                "code",
                "parent",
                "kind",
                "name",
                "name_latin",
                "country_code",
                "latitude",
                "longitude",
                "population",
                "area_km2",
                "source_run",
                "source_key",
            }
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="places_zone_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="places_zone_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in ZoneKind]),
            ),
            models.CheckConstraint(
                name="places_zone_coordinates_are_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,  # a comparison with nothing is no refusal
                    longitude__isnull=False,
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
            models.CheckConstraint(
                name="places_zone_country_code_is_two_letters",
                condition=Q(country_code="") | Q(country_code__regex=r"^[A-Z]{2}$"),
            ),
            models.CheckConstraint(
                name="places_zone_area_is_positive",
                condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0),
            ),
        ]
        indexes = [
            # All zones of one kind in one country: nearest-place joins and lists of regions.
            models.Index(name="places_zone_kind_of_country", fields=["country_code", "kind"]),
            # Search by name with typing errors, without accents, in either script.
            GinIndex(
                OpClass(Func(F("name"), function="places_fold"), name="gin_trgm_ops"),
                name="places_zone_name",
            ),
            GinIndex(
                OpClass(Func(F("name_latin"), function="places_fold"), name="gin_trgm_ops"),
                name="places_zone_latin",
            ),
        ]

    def __str__(self) -> str:
        return f"zone {self.code}"


class ZoneCode(models.Model):
    """The code of a zone in somebody's scheme; several codes of a scheme may mean one zone."""

    scheme = models.CharField(max_length=16, choices=choices(CODE_SCHEMES))
    code = models.CharField(max_length=40)
    zone = models.ForeignKey(Zone, models.CASCADE, related_name="codes")

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain: frozenset[str] = frozenset({"id", "scheme", "code", "zone"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="places_zonecode_one_zone_per_code", fields=["scheme", "code"]
            ),
            models.CheckConstraint(
                name="places_zonecode_scheme_is_known",
                condition=Q(scheme__in=[scheme.value for scheme in CodeScheme]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"
