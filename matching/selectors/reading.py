"""Reads for people: what someone may see of appeals, pledges, runs and results."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.models import (
    Answer,
    AnswerQuerySet,
    Appeal,
    AppealQuerySet,
    Match,
    MatchResult,
    MatchRun,
    NearMiss,
    Pledge,
    PledgeQuerySet,
)
from prerequisites.engine.values import VerdictClass


def appeals_for(user: User) -> AppealQuerySet:
    """Return the appeals that `user` may read, the newest first."""
    return (
        Appeal.objects.visible_to(user)
        .select_related("municipality", "officer", "data_key")
        .order_by("-created_at", "-pk")
    )


def case_for(user: User, reference: UUID) -> Appeal:
    """Return what the officer `user` works on: a case, or an appeal that waits to be confirmed.

    Raises:
        PermissionDenied: `user` reads no cases.
        Appeal.DoesNotExist: not there, or not `user`'s.
    """
    require(user, Permission.READ_CASE)
    own = Appeal.objects.filter(officer=user).select_related("municipality", "data_key")
    return own.get(reference=reference)


def answers_for(user: User, appeal: Appeal) -> AnswerQuerySet:
    """Return the answers to an appeal that `user` may read, without their words."""
    return Answer.objects.visible_to(user).filter(appeal=appeal)


def case_zones_of(user: User) -> set[int]:
    """Return the zones of the municipalities whose live appeals `user` has taken.

    Cost: one query.
    """
    taken = Appeal.objects.open().filter(officer=user)
    return set(taken.values_list("municipality__zone_id", flat=True))


def is_case_zone_of(user: User) -> Exists:
    """Return the question whether `user` has taken a live appeal from a zone, for `annotate`."""
    taken = Appeal.objects.open().filter(officer=user)
    return Exists(taken.filter(municipality__zone=OuterRef("pk")))


def pledges_for(user: User) -> PledgeQuerySet:
    """Return the pledges that `user` may read, the newest first."""
    return (
        Pledge.objects.visible_to(user)
        .select_related("municipality")
        .order_by("-created_at", "-pk")
    )


def result_for(user: User, appeal: Appeal) -> MatchResult | None:
    """Return the current answer of the matcher, or None while it has not answered yet.

    Raises:
        PermissionDenied: only the officer of the case reads criteria and order.
    """
    require(user, Permission.READ_CASE)
    if appeal.officer_id != user.pk:
        return None
    matches = Match.objects.select_related("pledge__municipality").order_by("rank")
    misses = NearMiss.objects.select_related("pledge__municipality").order_by("rank")
    return (
        MatchResult.objects.filter(appeal=appeal, is_current=True)
        .prefetch_related(Prefetch("matches", matches), Prefetch("misses", misses))
        .first()
    )


def verdict_class_for(user: User, appeal: Appeal) -> VerdictClass | None:
    """Return the class of the verdict the matcher last used, or None while there is none.

    Everyone who may read the appeal may know its class; the rest is the officer's.

    Raises:
        Appeal.DoesNotExist: `user` may not read this appeal.
    """
    readable = Appeal.objects.visible_to(user).get(pk=appeal.pk)
    current = MatchResult.objects.filter(appeal=readable, is_current=True)
    code = current.values_list("verdict__verdict_class", flat=True).first()
    return VerdictClass(code) if code else None


def candidates_count_for(user: User, pledge: Pledge) -> int:
    """Return for how many appeals a pledge of `user`'s own is a candidate now.

    Show it through `coarse`: an exact number that moves by one tells about a single town.

    Raises:
        Pledge.DoesNotExist: `user` may not read this pledge.
    """
    own = Pledge.objects.visible_to(user).get(pk=pledge.pk)
    return Match.objects.filter(pledge=own, result__is_current=True).count()


def coarse(count: int) -> str:
    """Return a number as a code that does not move by one: "0-4", "5-9", "10-19" or "20+"."""
    for limit, code in ((5, "0-4"), (10, "5-9"), (20, "10-19")):
        if count < limit:
            return code
    return "20+"


def runs_for(user: User) -> "QuerySet[MatchRun]":
    """Return the runs of the matcher with `blocks_total` and `blocks_done`, the newest first.

    Raises:
        PermissionDenied: `user` may not run the matcher.
    """
    require(user, Permission.RUN_MATCHER)
    return (
        MatchRun.objects.select_related("allocation")
        .annotate(
            blocks_total=Count("blocks"),
            blocks_done=Count("blocks", filter=Q(blocks__done_at__isnull=False)),
        )
        .order_by("-started_at", "-pk")
    )


def run_for(user: User, reference: UUID) -> MatchRun:
    """Return one run with its progress.

    Raises:
        PermissionDenied: `user` may not run the matcher.
        MatchRun.DoesNotExist: there is no such run.
    """
    return runs_for(user).get(reference=reference)
