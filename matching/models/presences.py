"""Who else is at work in a zone: who does what where."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.labels import ACTIVITY_LABELS
from places.engine.values import IntermediaryKind
from places.labels import INTERMEDIARY_KINDS, choices
from places.models import Zone


class Presence(models.Model):
    """That a body carries out an activity in a zone, from when until when, and who says so.

    Only `services.presences` writes it; it is ended, never edited or deleted.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="presences")
    organisation = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, choices=choices(INTERMEDIARY_KINDS))
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)  # exclusive
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Privacy:
        """Where a body works can put its people there at risk: never public."""

        secret = frozenset({"zone", "organisation", "source"})
        shared = frozenset({"kind", "activity", "starts", "ends", "recorded_at", "recorded_by"})
        plain = frozenset({"id", "reference", "ended_at", "ended_by"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matching_presence_ends_after_it_starts",
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                name="matching_presence_names_body_and_source",
                condition=~Q(organisation="") & ~Q(source=""),
            ),
            models.CheckConstraint(
                name="matching_presence_kind_is_known",
                condition=Q(kind__in=sorted(kind.value for kind in IntermediaryKind)),
            ),
            models.CheckConstraint(
                name="matching_presence_ended_at_and_by_together",
                condition=Q(ends=None, ended_at=None, ended_by=None)
                | Q(ends__isnull=False, ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="matching_presence_one_open_per_activity",
                fields=["zone", "organisation", "activity"],
                condition=Q(ends=None),
                violation_error_message=_("It is recorded already that this body does this here."),
            ),
        ]

    def __str__(self) -> str:
        return f"presence {self.reference}"
