"""Actions of the Congress: from a proposal to what came of it. Source: L295-318, L363-423."""

import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may
from audit.models import legal_steps
from congress.engine.actions import OF_THE_CONGRESS, PROMISED, RECORDED, STEPS
from congress.engine.lifecycle import ActionState
from congress.labels import NEED_LABELS, STATE_LABELS
from congress.models.guards import (
    NO_ANSWER_RESTS_ON_IT,
    RESTS_ON_A_PROMISED_ACTION,
    SCHEDULED_ONCE_ITS_NEEDS_ARE_MET,
)
from matching.labels import ANSWER_LABELS
from matching.models import Answer, Appeal
from places.labels import choices

_DROPPED = Q(state=ActionState.DROPPED.value)


def _only_grows() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="only_grows", operation=pgtrigger.Update | pgtrigger.Delete)


class CongressActionQuerySet(models.QuerySet["CongressAction"]):
    """Named questions about actions. They narrow; they never sort or slice."""

    def live(self) -> Self:
        """Keep what was not dropped and still has a step before it."""
        return self.exclude(_DROPPED).exclude(state=ActionState.FOLLOWED_UP.value)

    def visible_to(self, user: User) -> Self:
        """Keep the actions for an officer's own cases; a supervisor sees all."""
        if not may(user, Permission.READ_CASE):
            return self.none()
        if may(user, Permission.MANAGE_ACCOUNTS):
            return self
        own = ActionAppeal.objects.filter(appeal__officer=user)
        return self.filter(pk__in=own.values("action"))


class CongressAction(models.Model):
    """Something the Congress does for one appeal or several. Only `services` writes it."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=24, choices=choices(ANSWER_LABELS))
    country_code = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    state = models.CharField(
        max_length=20, choices=choices(STATE_LABELS), default=ActionState.PROPOSED.value
    )
    state_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    planned_on = models.DateField(null=True, blank=True)
    dropped_because = models.TextField(max_length=1_000, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    objects = CongressActionQuerySet.as_manager()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"title", "country_code", "dropped_because"})
        shared = frozenset({"planned_on", "proposed_by", "proposed_at"})
        plain = frozenset({"id", "reference", "kind", "state", "state_version"})

    class Meta:
        verbose_name = _("action of the Congress")
        verbose_name_plural = _("actions of the Congress")
        constraints = [
            models.CheckConstraint(
                name="congress_action_is_of_the_congress",
                condition=Q(kind__in=sorted(kind.value for kind in OF_THE_CONGRESS)),
            ),
            models.CheckConstraint(
                name="congress_action_state_is_known",
                condition=Q(state__in=sorted(state.value for state in ActionState)),
            ),
            models.CheckConstraint(
                name="congress_action_has_a_day_once_scheduled",
                condition=~Q(state__in=sorted(state.value for state in PROMISED))
                | Q(planned_on__isnull=False),
                violation_error_message=_("Say on which day it is planned."),
            ),
            models.CheckConstraint(
                name="congress_action_is_dropped_for_a_reason",
                condition=_DROPPED & ~Q(dropped_because="") | ~_DROPPED & Q(dropped_because=""),
                violation_error_message=_("An action is dropped only with its reason."),
            ),
        ]
        indexes = [models.Index(name="congress_action_by_state", fields=["state", "planned_on"])]
        triggers = [
            legal_steps(STEPS, born={ActionState.PROPOSED}),
            pgtrigger.Trigger(
                name="scheduled_once_its_needs_are_met",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=SCHEDULED_ONCE_ITS_NEEDS_ARE_MET,
            ),
            pgtrigger.Trigger(
                name="no_answer_rests_on_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=NO_ANSWER_RESTS_ON_IT,
            ),
            pgtrigger.Protect(name="is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"action {self.reference}"

    def get_absolute_url(self) -> str:
        """Return the page of this action."""
        return reverse("web:desk:actions:detail", args=[self.reference])


class ActionAppeal(models.Model):
    """That an action is for an appeal."""

    action = models.ForeignKey(CongressAction, models.PROTECT, related_name="named")
    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="actions")
    named_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"appeal"})
        shared = frozenset({"named_by", "named_at"})
        plain = frozenset({"id", "action"})

    class Meta:
        constraints = [
            models.UniqueConstraint(name="congress_actionappeal_once", fields=["action", "appeal"]),
        ]
        triggers = [_only_grows()]

    def __str__(self) -> str:
        return f"appeal of action {self.action_id}"


class ActionNeed(models.Model):
    """That something an action needs was seen to, and who said so."""

    action = models.ForeignKey(CongressAction, models.PROTECT, related_name="needs")
    need = models.CharField(max_length=20, choices=choices(NEED_LABELS))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"need", "recorded_by", "recorded_at"})
        plain = frozenset({"id", "action"})

    class Meta:
        constraints = [
            models.UniqueConstraint(name="congress_actionneed_once", fields=["action", "need"]),
            models.CheckConstraint(
                name="congress_actionneed_is_recorded_by_people",
                condition=Q(need__in=sorted(need.value for need in RECORDED)),
            ),
        ]
        triggers = [_only_grows()]

    def __str__(self) -> str:
        return f"{self.need} of action {self.action_id}"


class ActionStep(models.Model):
    """One step of an action, with what was said and the public document, if any."""

    action = models.ForeignKey(CongressAction, models.PROTECT, related_name="steps")
    becomes = models.CharField(max_length=20, choices=choices(STATE_LABELS))
    words = models.TextField(max_length=2_000, blank=True)
    document = models.URLField(max_length=300, blank=True)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"words", "document"})
        shared = frozenset({"becomes", "taken_by", "taken_at"})
        plain = frozenset({"id", "action"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="congress_actionstep_links_by_https",
                condition=Q(document="") | Q(document__startswith="https://"),
                violation_error_message=_("The address begins with https://."),
            ),
        ]
        triggers = [_only_grows()]

    def __str__(self) -> str:
        return f"step of action {self.action_id}"


class ActionAnswer(models.Model):
    """That an answer rests on an action; it falls with it while its appeal is answered."""

    answer = models.OneToOneField(Answer, models.PROTECT, related_name="action")
    action = models.ForeignKey(CongressAction, models.PROTECT, related_name="answers")

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "answer", "action"})

    class Meta:
        triggers = [
            _only_grows(),
            pgtrigger.Trigger(
                name="rests_on_a_promised_action",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=RESTS_ON_A_PROMISED_ACTION,
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.answer_id} by action {self.action_id}"
