"""Appeals: calls for help from municipalities in a conflict zone."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.labels import ACTIVITY_LABELS
from matching.engine.lifecycle import LIVE_APPEALS, AppealState
from matching.engine.values import Urgency
from matching.labels import (
    APPEAL_KIND_LABELS,
    APPEAL_STATE_LABELS,
    TOPIC_LABELS,
    URGENCY_LABELS,
)
from places.labels import choices
from places.models import Intermediary, Municipality

LIVE = Q(state__in=sorted(state.value for state in LIVE_APPEALS))


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Named questions about appeals. They narrow; they never sort or slice."""

    def live(self) -> Self:
        """Keep the appeals that wait for an answer and are matched."""
        return self.filter(LIVE)

    def visible_to(self, user: User) -> Self:
        """Keep what `user` may read. Every page, endpoint and export starts here.

        A draft belongs to its own municipality, and to the intermediary that wrote it: a mayor
        under threat must be able to write without being seen, even by the secretariat. What is
        sent is read by the officer who took the case; another officer sees it only as a line of
        the queue, without a name. An intermediary reads what it wrote, nothing else of the town.
        """
        own = Q(municipality__in=user.municipalities.values("pk"))
        own |= Q(intermediary__in=user.intermediary_ids)
        if user.is_secretariat:
            return self.filter(own | (Q(officer=user) & ~Q(state=AppealState.DRAFT.value)))
        return self.filter(own)

    def waiting_for_an_officer(self) -> Self:
        """Keep the live appeals that no officer has taken."""
        return self.live().filter(officer=None)


class Appeal(models.Model):
    """A call for help from a municipality in a conflict zone.

    Only `services.move_appeal` changes `state`; only `services.take_appeal` sets `officer`.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="appeals")
    intermediary = models.ForeignKey(
        Intermediary, models.PROTECT, null=True, blank=True, related_name="appeals"
    )
    kinds = ArrayField(models.CharField(max_length=16, choices=choices(APPEAL_KIND_LABELS)))
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    topic = models.CharField(max_length=24, choices=choices(TOPIC_LABELS))
    summary = models.TextField(max_length=2_000, blank=True)
    languages = ArrayField(models.CharField(max_length=8))
    urgency = models.CharField(max_length=16, choices=choices(URGENCY_LABELS))
    starts = models.DateField()
    ends = models.DateField()  # exclusive
    excluded = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    accepts_other_activities = models.BooleanField(default=True)
    # More than one: a network. The database's default serves the code of the version before.
    helpers_wanted = models.PositiveSmallIntegerField(default=1, db_default=1)
    state = models.CharField(
        max_length=16,
        choices=choices(APPEAL_STATE_LABELS),
        default=AppealState.DRAFT.value,
    )
    officer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="cases")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    is_invented = models.BooleanField(default=False)  # the demonstration's story, marked as such

    objects = AppealQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"summary", "municipality", "intermediary", "excluded"})
        shared = frozenset(
            {"kinds", "activity", "topic", "languages", "urgency", "starts", "ends"}
            | {"accepts_other_activities", "helpers_wanted", "officer"}
            | {"submitted_at", "created_at"}
        )
        plain = frozenset({"id", "reference", "state", "is_invented"})

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                name="matching_appeal_ends_after_it_starts",
                condition=Q(ends__gt=F("starts")),
                violation_error_message=_("The last day must come after the first."),
            ),
            models.CheckConstraint(
                name="matching_appeal_has_a_kind", condition=Q(kinds__len__gt=0)
            ),
            models.CheckConstraint(
                name="matching_appeal_has_a_language", condition=Q(languages__len__gt=0)
            ),
            models.CheckConstraint(
                name="matching_appeal_wants_a_helper", condition=Q(helpers_wanted__gte=1)
            ),
            models.CheckConstraint(
                name="matching_appeal_state_is_known",
                condition=Q(state__in=sorted(state.value for state in AppealState)),
            ),
            models.CheckConstraint(
                name="matching_appeal_submitted_at_once_sent",
                condition=Q(state=AppealState.DRAFT.value, submitted_at=None)
                | Q(state=AppealState.WITHDRAWN.value)
                | (LIVE & Q(submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="matching_appeal_urgency_is_known",
                condition=Q(urgency__in=sorted(urgency.value for urgency in Urgency)),
            ),
            models.UniqueConstraint(
                name="matching_appeal_one_live_per_activity",
                fields=["municipality", "activity", "topic"],
                condition=LIVE,
                violation_error_message=_(
                    "This municipality already has a live appeal for the same thing."
                ),
            ),
        ]
        indexes = [
            # The officer's queue: live appeals, the longest wait first.
            models.Index(
                name="matching_appeal_queue", fields=["submitted_at", "id"], condition=LIVE
            ),
            GinIndex(name="matching_appeal_kinds", fields=["kinds"]),  # the desk's kind filter
        ]

    def __str__(self) -> str:
        return f"appeal {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the page of this appeal for those who may read it."""
        return reverse("web:appeals:detail", args=[self.reference])
