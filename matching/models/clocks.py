"""The clocks of appeals, their pauses, and what was told when nothing was done."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Final, Self

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from matching.engine.clocks import LONGEST_PAUSE_DAYS, Clock, PauseReason, Rest, Rung, Timed
from matching.labels import CLOCK_LABELS, PAUSE_REASON_LABELS
from matching.models.appeals import Appeal
from matching.models.guards import finds_its_place
from matching.models.questions import CaseQuestion
from places.labels import choices

_RUNS: Final = Q(met_at=None, dropped_at=None)
_CLIMBS: Final = Q(next_rung_on__isnull=False)

ONLY_WHAT_RUNS_RESTS: Final = f"""
    PERFORM FROM matching_appealclock
    WHERE id = NEW.clock_id AND met_at IS NULL AND dropped_at IS NULL
      AND NOT (clock = '{Clock.ACKNOWLEDGE.value}' AND is_endangered)
    FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this clock does not rest'
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
              CONSTRAINT = 'matching_clockpause_only_what_runs_rests';
    END IF;
    RETURN NEW;
"""
"""The clock is locked, so that nobody answers while it is being paused."""


class AppealClockQuerySet(models.QuerySet["AppealClock"]):
    """Named questions about clocks. They narrow; they never sort or slice."""

    def running(self) -> Self:
        """Keep those of which something is still owed, paused ones too."""
        return self.filter(_RUNS)

    def late(self, today: date) -> Self:
        """Keep those whose day has passed and that do not rest."""
        return self.running().filter(due_on__lt=today).exclude(paused_until__gt=today)


class AppealClock(models.Model):
    """One clock of one appeal: what the engine finds from the facts, kept to be sorted by.

    Only `services.clocks` writes it. `rung` is the highest that was told, `next_rung_on` the day
    on which the next one is.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="clocks")
    clock = models.CharField(max_length=12, choices=choices(CLOCK_LABELS))
    starts_on = models.DateField()
    within_days = models.PositiveSmallIntegerField()
    is_endangered = models.BooleanField(default=False)  # violence is high at the place
    due_on = models.DateField()
    paused_until = models.DateField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # withdrawn, or merged
    rung = models.PositiveSmallIntegerField(default=Rung.NONE.value)
    next_rung_on = models.DateField(null=True, blank=True)

    objects = AppealClockQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"is_endangered"})
        shared = frozenset({"starts_on", "within_days", "due_on", "paused_until", "met_at"})
        plain = frozenset({"id", "appeal", "clock", "dropped_at", "rung", "next_rung_on"})

    class Meta:
        verbose_name = _("clock of an appeal")
        verbose_name_plural = _("clocks of appeals")
        constraints = [
            models.UniqueConstraint(
                name="matching_appealclock_one_of_each", fields=["appeal", "clock"]
            ),
            models.CheckConstraint(
                name="matching_appealclock_clock_is_known",
                condition=Q(clock__in=sorted(clock.value for clock in Clock)),
            ),
            models.CheckConstraint(
                name="matching_appealclock_due_after_it_starts",
                condition=Q(due_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="matching_appealclock_rung_is_known",
                condition=Q(rung__lte=Rung.HEAD.value),
            ),
            models.CheckConstraint(
                name="matching_appealclock_climbs_while_it_runs_and_never_stops_short",
                condition=_RUNS & _CLIMBS & Q(rung__lt=Rung.HEAD.value)
                | _RUNS & Q(next_rung_on=None, rung=Rung.HEAD.value)
                | ~_RUNS & Q(next_rung_on=None, paused_until=None),
            ),
        ]
        indexes = [
            # services.escalations: what is told next.
            models.Index(
                name="matching_appealclock_climbs",
                fields=["next_rung_on", "id"],
                condition=_CLIMBS,
            ),
            # What a filter of the queue asks of an appeal; the list of what is late.
            models.Index(
                name="matching_appealclock_runs", fields=["appeal", "due_on"], condition=_RUNS
            ),
            models.Index(name="matching_appealclock_late", fields=["due_on"], condition=_RUNS),
        ]
        triggers = [
            finds_its_place("NEW.appeal_id", name="moves_the_queue"),
        ]

    def __str__(self) -> str:
        return f"clock {self.clock} of appeal {self.appeal_id}"

    def as_timed(self, rests: Iterable[Rest]) -> Timed:
        """Return it the way the engine sees it."""
        return Timed(
            clock=Clock(self.clock),
            starts_on=self.starts_on,
            within_days=self.within_days,
            rests=tuple(rests),
            met_on=timezone.localdate(self.met_at) if self.met_at else None,
        )


class ClockPause(models.Model):
    """That a clock rests, why, and until when. It ends by itself, or somebody ends it before.

    Only `services.clocks` writes it. `ended_on` is the first day that counts again.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    clock = models.ForeignKey(AppealClock, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=16, choices=choices(PAUSE_REASON_LABELS))
    # Where it waits for a reply: the reply ends it.
    question = models.ForeignKey(
        CaseQuestion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="pauses",
        db_index=False,  # found by the clocks of its appeal
    )
    starts_on = models.DateField()
    until = models.DateField()  # exclusive
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Nobody, where its day came or what was owed was done.
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"reason", "starts_on", "until", "started_at", "started_by"}) | {
            *("ended_on", "ended_at", "ended_by"),
        }
        plain = frozenset({"id", "reference", "clock", "question"})

    class Meta:
        verbose_name = _("pause of a clock")
        verbose_name_plural = _("pauses of clocks")
        constraints = [
            models.CheckConstraint(
                name="matching_clockpause_reason_is_known",
                condition=Q(reason__in=sorted(reason.value for reason in PauseReason)),
            ),
            models.CheckConstraint(
                name="matching_clockpause_is_not_for_long",
                condition=Q(until__gt=F("starts_on"))
                & Q(until__lte=F("starts_on") + LONGEST_PAUSE_DAYS),
                violation_error_message=_("A clock rests for at most 60 days."),
            ),
            models.CheckConstraint(
                name="matching_clockpause_ends_within_its_days",
                condition=Q(ended_on=None, ended_at=None, ended_by=None)
                | Q(
                    ended_on__isnull=False,
                    ended_at__isnull=False,
                    ended_on__gte=F("starts_on"),
                    ended_on__lte=F("until"),
                ),
            ),
            models.CheckConstraint(
                name="matching_clockpause_waits_for_a_reply",
                condition=Q(question=None) | Q(reason=PauseReason.REPLY.value),
            ),
            ExclusionConstraint(
                name="matching_clockpause_one_at_a_time",
                expressions=[
                    (F("clock"), RangeOperators.EQUAL),
                    (
                        Func(F("starts_on"), Coalesce("ended_on", "until"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This clock rests already."),
            ),
        ]
        indexes = [
            # services.clocks.end_pauses: those whose day has come.
            models.Index(
                name="matching_clockpause_open", fields=["until"], condition=Q(ended_on=None)
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="only_what_runs_rests",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=ONLY_WHAT_RUNS_RESTS,
            ),
        ]

    def __str__(self) -> str:
        return f"pause {self.reference}"

    def as_rest(self) -> Rest:
        """Return it the way the engine sees it."""
        return Rest(starts_on=self.starts_on, until=self.ended_on or self.until)


class Escalation(models.Model):
    """That one rung of one clock was told. It is told once."""

    clock = models.ForeignKey(AppealClock, models.PROTECT, related_name="escalations")
    rung = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"at"})
        plain = frozenset({"id", "clock", "rung"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_escalation_each_rung_once", fields=["clock", "rung"]
            ),
            models.CheckConstraint(
                name="matching_escalation_rung_is_known",
                condition=Q(rung__gte=Rung.OFFICER.value, rung__lte=Rung.HEAD.value),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"rung {self.rung} of clock {self.clock_id}"
