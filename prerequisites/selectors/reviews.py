"""What waits to be looked at again, and what was decided beside the evidence."""

from datetime import date
from typing import TYPE_CHECKING

from accounts.engine.roles import Permission
from accounts.permissions import may
from places.models import Municipality
from prerequisites.engine.review import ReviewState
from prerequisites.models import Judgement, Override, Review

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


def reviews_for(user: "User | AnonymousUser") -> "QuerySet[Review]":
    """Return the open reviews that `user` works on, the soonest due first."""
    return all_reviews_for(user).filter(state=ReviewState.OPEN.value).order_by("due_on", "pk")


def all_reviews_for(user: "User | AnonymousUser") -> "QuerySet[Review]":
    """Return open and closed reviews that `user` may read, the latest first."""
    if not may(user, Permission.JUDGE):
        return Review.objects.none()
    return Review.objects.select_related("municipality__zone").order_by("-opened_on", "-pk")


def overrides_for(user: "User | AnonymousUser") -> "QuerySet[Override]":
    """Return the overrides that `user` may read, proposed and ended ones too, the latest first."""
    if not may(user, Permission.JUDGE):
        return Override.objects.none()
    people = ("by", "confirmed_by", "ended_by")
    return Override.objects.select_related("municipality__zone", *people).order_by(
        "-known_on", "-pk"
    )


def waiting_overrides_for(user: "User | AnonymousUser", *, today: date) -> "QuerySet[Override]":
    """Return the proposed overrides that a second person can still decide on, the oldest first."""
    waiting = overrides_for(user).filter(confirmed_at=None, ended_on=None, until__gt=today)
    return waiting.order_by("known_on", "pk")


def judgements_of(
    user: "User | AnonymousUser", municipality: Municipality
) -> "QuerySet[Judgement]":
    """Return the verdicts kept of a municipality over time, the latest first."""
    if not may(user, Permission.JUDGE):
        return Judgement.objects.none()
    return Judgement.objects.filter(municipality=municipality).order_by("-as_of", "-pk")
