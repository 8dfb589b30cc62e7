"""Activities of a partnership, the gate before each, and the ledger of presence."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from accounts.models import User
from activities.engine.values import Mode
from activities.models import AllowedCell
from audit.models import legal_steps
from partnerships.engine.lifecycle import ACTIVITY, OPEN_ACTIVITIES, ActivityState
from partnerships.labels import ACTIVITY_STATE_LABELS
from partnerships.models.guards import (
    BY_THE_MAP,
    DIRECT_NEEDS_A_VERDICT,
    IN_A_RUNNING_PARTNERSHIP,
    STOPS_DIRECT_ACTIVITIES,
    WRITES_THE_LEDGER,
)
from partnerships.models.partnerships import Partnership
from places.labels import choices
from places.models import Municipality
from prerequisites.models import Judgement

_OPEN = sorted(state.value for state in OPEN_ACTIVITIES)
_OPENS = pgtrigger.Q(new__state__in=_OPEN)


class ActivityQuerySet(models.QuerySet["PartnershipActivity"]):
    """Named questions about activities. They narrow; they never sort or slice."""

    def open(self) -> Self:
        """Keep what is planned or under way."""
        return self.filter(state__in=_OPEN)

    def direct(self) -> Self:
        """Keep what reaches into the zone."""
        return self.filter(cell__mode=Mode.DIRECT.value)

    def may_go_on(self) -> Self:
        """Keep what is open and, where it is direct, under a verdict that holds today."""
        today = TruncDate(Now())
        fresh = Q(judgement__expires_on=None) | Q(judgement__expires_on__gt=today)
        holds = Q(judgement__is_current=True) & fresh
        return self.open().filter(~Q(cell__mode=Mode.DIRECT.value) | holds)


class PartnershipActivity(models.Model):
    """One activity of a partnership, by a row of the map in force and under a verdict.

    Its kind, venue, mode, who leads it, and the phase at its start are those of `cell`; the
    verdict that permitted it is `judgement`. Only `services.activities` writes it; PostgreSQL
    stops a direct one when its verdict is replaced.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="activities")
    cell = models.ForeignKey(AllowedCell, models.PROTECT, related_name="+")
    judgement = models.ForeignKey(Judgement, models.PROTECT, related_name="+")
    sealed_text = models.BinaryField(default=b"", blank=True)
    state = models.CharField(
        max_length=16,
        choices=choices(ACTIVITY_STATE_LABELS),
        default=ActivityState.PLANNED.value,
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    starts = models.DateField()
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"sealed_text", "planned_by", "judgement"})
        shared = frozenset({"cell", "starts", "planned_at"})
        plain = frozenset({"id", "reference", "partnership", "state", "state_version"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partnerships_activity_state_is_known",
                condition=Q(state__in=sorted(state.value for state in ActivityState)),
            ),
        ]
        indexes = [
            # The trigger that stops what a replaced verdict permitted.
            models.Index(
                name="partnerships_activity_open",
                fields=["judgement"],
                condition=Q(state__in=_OPEN),
            ),
        ]
        triggers = [
            legal_steps(ACTIVITY, born={ActivityState.PLANNED}),
            *(
                pgtrigger.Trigger(
                    name=name,
                    when=pgtrigger.Before,
                    operation=pgtrigger.Insert | pgtrigger.Update,
                    condition=_OPENS,
                    func=func,
                )
                for name, func in (
                    ("by_the_map", BY_THE_MAP),
                    ("direct_needs_a_verdict", DIRECT_NEEDS_A_VERDICT),
                    ("in_a_running_partnership", IN_A_RUNNING_PARTNERSHIP),
                )
            ),
            pgtrigger.Trigger(
                name="writes_the_ledger",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(
                    new__state=ActivityState.HELD.value, old__state=ActivityState.UNDER_WAY.value
                ),
                func=WRITES_THE_LEDGER,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"activity {self.reference}"


class WatchedJudgement(Judgement):
    """A judgement, as partnerships hear of its end: the trigger is theirs, the table is not."""

    class Privacy:
        """It has no column of its own."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain: frozenset[str] = frozenset()

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="stops_direct_activities",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__is_current=True, new__is_current=False),
                declare=[("signed", "text")],
                func=STOPS_DIRECT_ACTIVITIES,
            ),
        ]

    def __str__(self) -> str:
        return f"watched judgement {self.pk}"


class LegitimacyEntry(models.Model):
    """A helper was there in hard times. The trigger of an activity writes it, and nothing else.

    It is never counted against another helper: no page orders helpers by it.
    """

    activity = models.ForeignKey(PartnershipActivity, models.PROTECT, related_name="presences")
    helper = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    town = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    phase = models.CharField(max_length=16)
    verdict_class = models.CharField(max_length=24)
    at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"helper", "town"})
        shared = frozenset({"phase", "verdict_class", "at"})
        plain = frozenset({"id", "activity"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="partnerships_legitimacyentry_once", fields=["activity", "helper"]
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"presence {self.pk}"
