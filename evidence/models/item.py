"""Who says what about a zone, since when, and since when we know."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from evidence.engine.values import Confidence, DatePrecision, Says, SourceKind, Subject
from evidence.labels import CONFIDENCES, DATE_PRECISIONS, SAYINGS, SOURCE_KINDS, SUBJECTS
from evidence.models.growing import only_grows
from places.labels import choices
from places.models import ImportRun, Municipality, Zone


class Source(models.Model):
    """A body that says something about zones.

    Sources of one `independence_group` count as one; a source without a group stands for itself.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=choices(SOURCE_KINDS))
    independence_group = models.CharField(max_length=64, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="sources"
    )

    class Privacy:
        """Who spoke is for the officer of the case alone: people have died for less."""

        secret = frozenset({"name", "independence_group", "municipality"})
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "reference", "kind"})

    class Meta:
        constraints = [
            models.UniqueConstraint(name="evidence_source_once_per_name", fields=["kind", "name"]),
            models.CheckConstraint(
                name="evidence_source_kind_is_known",
                condition=Q(kind__in=[kind.value for kind in SourceKind]),
            ),
        ]

    def __str__(self) -> str:
        return f"source {self.reference}"

    @property
    def origin(self) -> str:
        """Return what two statements share when they come from one origin."""
        return self.independence_group or str(self.reference)


class EvidenceItem(models.Model):
    """A dated, sourced statement for or against something in one zone.

    PostgreSQL refuses to edit it: it can be confirmed once and superseded once.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="evidence")
    subject = models.CharField(max_length=32, choices=choices(SUBJECTS))
    says = models.CharField(max_length=16, choices=choices(SAYINGS))
    source = models.ForeignKey(Source, models.PROTECT, related_name="items")
    statement = models.TextField(max_length=4_000, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of the normalised statement
    language = models.CharField(max_length=8, blank=True)
    observed_on = models.DateField()  # any day of the stated precision
    known_on = models.DateField()  # when the platform learnt it
    date_precision = models.CharField(
        max_length=8, choices=choices(DATE_PRECISIONS), default=DatePrecision.DAY.value
    )
    valid_until = models.DateField(null=True, blank=True)  # exclusive; P4: the next election
    confidence = models.CharField(
        max_length=8, choices=choices(CONFIDENCES), default=Confidence.MEDIUM.value
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    superseded_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: an importer
    source_run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    source_key = models.CharField(max_length=120, blank=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset(
            {"source", "statement", "fingerprint", "language", "recorded_by", "confirmed_by"}
        )
        shared = frozenset(
            {
                "zone",
                "subject",
                "says",
                "observed_on",
                "known_on",
                "date_precision",
                "valid_until",
                "confidence",
                "confirmed_at",
                "superseded_by",
                "superseded_on",
                "recorded_at",
                "source_run",
                "source_key",
            }
        )
        plain = frozenset({"id", "reference"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_evidenceitem_subject_is_known",
                condition=Q(subject__in=[subject.value for subject in Subject]),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_says_is_known",
                condition=Q(says__in=[says.value for says in Says]),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_is_observed_before_it_is_known",
                condition=Q(known_on__gte=F("observed_on")),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_holds_for_at_least_a_day",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("observed_on")),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_confirmed_by_and_at_go_together",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_author_does_not_confirm",
                condition=Q(confirmed_by__isnull=True)
                | Q(recorded_by__isnull=True)
                | ~Q(confirmed_by=F("recorded_by")),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_superseded_by_and_on_go_together",
                condition=Q(superseded_by__isnull=True, superseded_on__isnull=True)
                | Q(
                    superseded_by__isnull=False,
                    superseded_on__isnull=False,  # a comparison with nothing is no refusal
                    superseded_on__gte=F("known_on"),
                ),
            ),
            models.CheckConstraint(
                name="evidence_evidenceitem_does_not_supersede_itself",
                condition=Q(superseded_by__isnull=True) | ~Q(superseded_by=F("id")),
            ),
            models.UniqueConstraint(
                name="evidence_evidenceitem_once_per_source_key",
                fields=["source_key"],
                condition=~Q(source_key=""),
            ),
        ]
        indexes = [
            # All that was known of some zones on some day, for the verdicts.
            models.Index(name="evidence_item_of_zone", fields=["zone", "known_on"]),
        ]
        triggers = only_grows(
            but_once=["confirmed_by_id", "confirmed_at", "superseded_by_id", "superseded_on"]
        )

    def __str__(self) -> str:
        return f"evidence {self.reference}"
