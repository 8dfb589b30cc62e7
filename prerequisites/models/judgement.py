"""Verdicts as they were found, kept for queues, timelines and comparison."""

import pgtrigger
from django.db import models
from django.db.models import Q

from evidence.engine.values import Phase
from places.labels import choices
from places.models import Municipality
from prerequisites.engine.values import VerdictClass
from prerequisites.labels import VERDICT_LABELS

CURRENT = Q(is_current=True)
_CLASSES = sorted(each.value for each in VerdictClass)


class Judgement(models.Model):
    """The verdict on one municipality as of one day, and what it rested on.

    A row is written where the verdict changed; PostgreSQL refuses any change but that it is no
    longer the current one. `class_if_asked` is what the verdict would be with a verified request
    (prerequisite R), which often lies in an appeal and not in the evidence on the zone.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="judgements")
    as_of = models.DateField()
    known_on = models.DateField()
    rule_set_version = models.PositiveIntegerField()
    verdict_class = models.CharField(max_length=24, choices=choices(VERDICT_LABELS))
    class_if_asked = models.CharField(max_length=24, choices=choices(VERDICT_LABELS))
    phase = models.CharField(max_length=16, blank=True)
    verdict = models.JSONField()  # prerequisites/engine/kept.py
    inputs_sha256 = models.CharField(max_length=64)
    outcome_sha256 = models.CharField(max_length=64)  # of the verdict without its two days
    expires_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"verdict"})
        shared = frozenset({"verdict_class", "class_if_asked", "phase", "expires_on"})
        plain = frozenset(
            {"id", "municipality", "as_of", "known_on", "rule_set_version", "is_current"}
            | {"inputs_sha256", "outcome_sha256", "made_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="prerequisites_judgement_one_current",
                fields=["municipality"],
                condition=CURRENT,
            ),
            models.CheckConstraint(
                name="prerequisites_judgement_classes_are_known",
                condition=Q(verdict_class__in=_CLASSES) & Q(class_if_asked__in=_CLASSES),
            ),
            models.CheckConstraint(
                name="prerequisites_judgement_phase_is_known",
                condition=Q(phase__in=["", *(phase.value for phase in Phase)]),
            ),
        ]
        indexes = [
            # The verdict over time, on a zone's page.
            models.Index(name="prerequisites_judgement_story", fields=["municipality", "as_of"]),
            # What goes stale, for the daily sweep.
            models.Index(
                name="prerequisites_judgement_expiry", fields=["expires_on"], condition=CURRENT
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="is_never_edited",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF to_jsonb(OLD) - 'is_current' IS DISTINCT FROM to_jsonb(NEW) - 'is_current'
                       OR (NEW.is_current AND NOT OLD.is_current)
                    THEN
                        RAISE EXCEPTION 'a judgement is never edited'
                        USING ERRCODE = 'restrict_violation',
                              CONSTRAINT = 'prerequisites_judgement_only_grows';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"judgement {self.pk}"
