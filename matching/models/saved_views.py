"""Views of the queue that officers save for themselves."""

import uuid
from collections.abc import Iterable
from enum import StrEnum
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.clocks import Clock
from matching.engine.lifecycle import LIVE_APPEALS, AppealState
from matching.engine.queue import MOST_VIEWS, Pace, QueueFilter
from matching.engine.values import Urgency
from matching.labels import APPEAL_STATE_LABELS, CLOCK_LABELS, PACE_LABELS, URGENCY_LABELS
from places.labels import choices
from places.models import Zone


def _open_or_known(column: str, codes: Iterable[StrEnum]) -> models.CheckConstraint:
    known = ["", *sorted(code.value for code in codes)]
    return models.CheckConstraint(
        name=f"matching_savedview_{column}_is_known", condition=Q(**{f"{column}__in": known})
    )


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Named questions about saved views. They narrow; they never sort or slice."""

    def visible_to(self, user: User) -> Self:
        """Keep those that `user` saved: nobody else sees on what somebody works."""
        return self.filter(officer=user)


class SavedView(models.Model):
    """A filter of the queue under a name. Each question that is left open is empty.

    Only `services.saved_views` writes it. `place` is its number among those of its officer: it
    orders them, and lets PostgreSQL hold how many there are.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    officer = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    is_start = models.BooleanField(default=False)
    state = models.CharField(max_length=16, blank=True, choices=choices(APPEAL_STATE_LABELS))
    urgency = models.CharField(max_length=16, blank=True, choices=choices(URGENCY_LABELS))
    activity = models.CharField(max_length=24, blank=True, choices=choices(ACTIVITY_LABELS))
    owed = models.CharField(max_length=12, blank=True, choices=choices(CLOCK_LABELS))
    pace = models.CharField(max_length=8, blank=True, choices=choices(PACE_LABELS))
    language = models.CharField(max_length=8, blank=True)
    zone = models.ForeignKey(
        Zone,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # nobody looks for views by it
    )
    saved_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Privacy:
        """An officer may have named a place in it, and its zone is one of the officer's cases."""

        secret = frozenset({"name", "zone", "language"})
        shared = frozenset({"officer", "saved_at"})
        plain = frozenset({"id", "reference", "place", "is_start"}) | frozenset(
            {"state", "urgency", "activity", "owed", "pace"}
        )

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                name="matching_savedview_each_name_once",
                fields=["officer", "name"],
                violation_error_message=_("You have a view of this name already."),
            ),
            models.UniqueConstraint(
                name="matching_savedview_each_place_once", fields=["officer", "place"]
            ),
            models.CheckConstraint(
                name="matching_savedview_not_more_than_an_officer_may_save",
                condition=Q(place__gte=1, place__lte=MOST_VIEWS),
            ),
            models.UniqueConstraint(
                name="matching_savedview_one_begins",
                fields=["officer"],
                condition=Q(is_start=True),
            ),
            models.CheckConstraint(name="matching_savedview_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="matching_savedview_narrows",
                condition=~Q(
                    state="", urgency="", activity="", owed="", pace="", language="", zone=None
                ),
            ),
            _open_or_known("state", LIVE_APPEALS),
            _open_or_known("urgency", Urgency),
            _open_or_known("activity", Activity),
            _open_or_known("owed", Clock),
            _open_or_known("pace", Pace),
        ]

    def __str__(self) -> str:
        return f"saved view {self.reference}"

    def as_filter(self) -> QueueFilter:
        """Return what it keeps of the queue. Select `zone` with it."""
        return QueueFilter(
            state=AppealState(self.state) if self.state else None,
            urgency=Urgency(self.urgency) if self.urgency else None,
            activity=Activity(self.activity) if self.activity else None,
            owed=Clock(self.owed) if self.owed else None,
            pace=Pace(self.pace) if self.pace else None,
            language=self.language,
            zone=self.zone.reference if self.zone else None,
        )
