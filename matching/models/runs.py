"""Runs of the matcher and what they found, kept as it was found."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from activities.labels import ACTIVITY_LABELS
from matching.engine.lifecycle import RunState
from matching.labels import RUN_STATE_LABELS
from matching.models.appeals import Appeal
from matching.models.pledges import Pledge
from places.labels import choices


class MatchRun(models.Model):
    """One run of the matcher over all live appeals, cut into blocks.

    Only `services.start_run`, `services.match_block` and `services.cancel_run` write it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=16, choices=choices(RUN_STATE_LABELS), default=RunState.RUNNING.value
    )
    as_of = models.DateField()
    policy_version = models.PositiveSmallIntegerField()
    appeals_total = models.PositiveIntegerField()
    started_by_id = models.BigIntegerField(null=True)  # None: the clock started it
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = frozenset({"started_by_id"})
        plain = frozenset(
            {"id", "reference", "state", "as_of", "policy_version", "appeals_total"}
            | {"started_at", "ended_at"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_matchrun_one_at_a_time",
                fields=["state"],
                condition=Q(state=RunState.RUNNING.value),
                violation_error_message=_("A run is already going on."),
            ),
            models.CheckConstraint(
                name="matching_matchrun_ended_at_once_ended",
                condition=Q(state=RunState.RUNNING.value, ended_at=None)
                | (~Q(state=RunState.RUNNING.value) & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.reference}"


class MatchBlock(models.Model):
    """Some appeals of a run, done together in one transaction."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(MatchRun, models.CASCADE, related_name="blocks")
    number = models.PositiveIntegerField()
    appeal_ids = ArrayField(models.BigIntegerField())
    done_at = models.DateTimeField(null=True)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared: frozenset[str] = frozenset()
        plain = frozenset({"id", "reference", "run", "number", "appeal_ids", "done_at"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_matchblock_numbered_once", fields=["run", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.reference}"


class MatchResult(models.Model):
    """What the matcher answered for one appeal at one moment. Never edited, only replaced."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="results")
    run = models.ForeignKey(MatchRun, models.PROTECT, null=True, related_name="results")
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    as_of = models.DateField()
    policy_version = models.PositiveSmallIntegerField()
    map_version = models.PositiveSmallIntegerField()
    rule_set_version = models.PositiveSmallIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    verdict = models.JSONField()  # the verdict as it was then: class, clauses, citations
    considered = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    refusals = models.JSONField()  # gate -> number of pledges it refused
    openings = models.JSONField(
        default=list, db_default=[]
    )  # smallest changes; empty where somebody may help

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"verdict", "refusals", "openings"})
        shared = frozenset({"considered", "passed"})
        plain = frozenset(
            {"id", "appeal", "run", "is_current", "made_at", "as_of", "policy_version"}
            | {"map_version", "rule_set_version", "inputs_sha256"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_matchresult_one_current_per_appeal",
                fields=["appeal"],
                condition=Q(is_current=True),
            ),
            models.UniqueConstraint(
                name="matching_matchresult_one_per_run_and_appeal", fields=["run", "appeal"]
            ),
            models.CheckConstraint(
                name="matching_matchresult_passed_within_considered",
                condition=Q(passed__lte=F("considered")),
            ),
        ]

    def __str__(self) -> str:
        return f"result {self.pk}"


class Match(models.Model):
    """A pledge that passed every gate for an appeal, with what each criterion said."""

    result = models.ForeignKey(MatchResult, models.CASCADE, related_name="matches")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="matches")
    rank = models.PositiveSmallIntegerField()  # 1 is shown first
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    venue = models.CharField(max_length=16)
    values = models.JSONField()  # one entry a criterion, in the order of the policy
    conditions = ArrayField(models.CharField(max_length=48))
    cautions = ArrayField(models.CharField(max_length=64))

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"values", "conditions", "cautions"})
        shared = frozenset({"pledge", "activity", "venue", "rank"})
        plain = frozenset({"id", "result"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_match_pledge_once_per_result", fields=["result", "pledge"]
            ),
            models.UniqueConstraint(
                name="matching_match_rank_once_per_result", fields=["result", "rank"]
            ),
        ]

    def __str__(self) -> str:
        return f"match {self.pk}"


class NearMiss(models.Model):
    """A pledge that was refused for an appeal, with every gate that stayed shut."""

    result = models.ForeignKey(MatchResult, models.CASCADE, related_name="misses")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="misses")
    rank = models.PositiveSmallIntegerField()  # 1 is the nearest
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    venue = models.CharField(max_length=16)
    gates = ArrayField(models.CharField(max_length=32))

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret = frozenset({"gates"})
        shared = frozenset({"pledge", "activity", "venue", "rank"})
        plain = frozenset({"id", "result"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_nearmiss_pledge_once_per_result", fields=["result", "pledge"]
            ),
            models.CheckConstraint(
                name="matching_nearmiss_names_a_gate", condition=Q(gates__len__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"near miss {self.pk}"
