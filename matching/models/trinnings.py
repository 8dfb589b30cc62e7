"""Trinnings as the matcher found them: for the desk alone, told to no party."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from activities.labels import ACTIVITY_LABELS
from matching.models.appeals import Appeal
from matching.models.pledges import Pledge
from matching.models.runs import MatchRun
from places.labels import choices
from places.models import Conflict


class TrinningFinding(models.Model):
    """The best set of trinnings at one moment, and how sure that is. Never edited, only replaced.

    Only `matching.services.trinnings` writes it.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(MatchRun, models.PROTECT, null=True, related_name="trinning_findings")
    is_current = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    as_of = models.DateField()
    policy_version = models.PositiveSmallIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    possible = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()  # beyond the outsiders kept for two appeals
    goals = models.JSONField()  # in order: what was reached, and the bound
    gap = models.PositiveIntegerField()  # of the first goal that is not proven; 0: all are proven

    class Privacy:
        """That opposed appeals exist at all is for the desk."""

        secret = frozenset({"possible", "left_out", "goals"})
        shared: frozenset[str] = frozenset()
        plain = frozenset(
            {"id", "reference", "run", "is_current", "made_at", "as_of", "policy_version"}
            | {"inputs_sha256", "gap"}
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matching_trinningfinding_one_current",
                fields=["is_current"],
                condition=Q(is_current=True),
            ),
            models.CheckConstraint(
                name="matching_trinningfinding_left_out_within_possible",
                condition=Q(left_out__lte=F("possible")),
            ),
        ]

    def __str__(self) -> str:
        return f"trinning finding {self.reference}"


class TrinningProposal(models.Model):
    """Two appeals of opposite sides and an outsider, with what each side gets."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(TrinningFinding, models.CASCADE, related_name="proposals")
    rank = models.PositiveSmallIntegerField()  # 1 is shown first
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="trinnings")
    first = models.ForeignKey(Appeal, models.PROTECT, related_name="trinnings_as_first")
    second = models.ForeignKey(Appeal, models.PROTECT, related_name="trinnings_as_second")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="trinnings")
    activity = models.CharField(max_length=24, choices=choices(ACTIVITY_LABELS))
    venue = models.CharField(max_length=16)
    first_values = models.JSONField()  # one entry a criterion, in the order of the policy
    second_values = models.JSONField()

    class Privacy:
        """Who would meet whom across a front line: for the officer of both cases alone."""

        secret = frozenset(
            {"conflict", "first", "second", "pledge", "first_values", "second_values"}
        )
        shared = frozenset({"rank", "activity", "venue"})
        plain = frozenset({"id", "reference", "finding"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matching_trinningproposal_joins_two", condition=~Q(first=F("second"))
            ),
            models.UniqueConstraint(
                name="matching_trinningproposal_first_once", fields=["finding", "first"]
            ),
            models.UniqueConstraint(
                name="matching_trinningproposal_second_once", fields=["finding", "second"]
            ),
            models.UniqueConstraint(
                name="matching_trinningproposal_rank_once", fields=["finding", "rank"]
            ),
        ]

    def __str__(self) -> str:
        return f"trinning {self.reference}"


class NearTrinning(models.Model):
    """Two opposed appeals that nobody can join now, and the least that is missing."""

    finding = models.ForeignKey(TrinningFinding, models.CASCADE, related_name="near")
    rank = models.PositiveSmallIntegerField()
    conflict = models.ForeignKey(Conflict, models.PROTECT, related_name="near_trinnings")
    first = models.ForeignKey(Appeal, models.PROTECT, related_name="near_as_first")
    second = models.ForeignKey(Appeal, models.PROTECT, related_name="near_as_second")
    pledge = models.ForeignKey(Pledge, models.PROTECT, null=True, related_name="near_trinnings")
    obstacles = ArrayField(models.CharField(max_length=32), default=list)
    first_gates = ArrayField(models.CharField(max_length=32), default=list)
    second_gates = ArrayField(models.CharField(max_length=32), default=list)

    class Privacy:
        """As secret as a trinning that would hold."""

        secret = frozenset(
            {"conflict", "first", "second", "pledge"} | {"obstacles", "first_gates", "second_gates"}
        )
        shared = frozenset({"rank"})
        plain = frozenset({"id", "finding"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matching_neartrinning_joins_two", condition=~Q(first=F("second"))
            ),
            models.CheckConstraint(
                name="matching_neartrinning_says_what_is_missing",
                condition=Q(obstacles__len__gt=0)
                | Q(first_gates__len__gt=0)
                | Q(second_gates__len__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"near trinning {self.pk}"
