"""Reads of partnerships. Each begins with what its reader may see."""

from typing import TYPE_CHECKING

from accounts.models import User
from audit.models import StateChange
from partnerships.models import (
    LegitimacyEntry,
    Member,
    Partnership,
    PartnershipActivity,
    PartnershipReview,
    Result,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet


def partnerships_for(user: User) -> "QuerySet[Partnership]":
    """Return what `user` may read, what was opened last first."""
    found = Partnership.objects.visible_to(user)
    return found.select_related("appeal__municipality").order_by("-opened_at", "-pk")


def members_of(partnership: Partnership) -> "QuerySet[Member]":
    """Return who belongs to it, those who left too, in the order of joining."""
    members = Member.objects.filter(partnership=partnership)
    return members.select_related("municipality", "intermediary").order_by("joined_at", "pk")


def activities_of(partnership: Partnership) -> "QuerySet[PartnershipActivity]":
    """Return what was planned, in the order of its days."""
    activities = PartnershipActivity.objects.filter(partnership=partnership)
    return activities.select_related("cell").order_by("starts", "pk")


def results_of(partnership: Partnership) -> "QuerySet[Result]":
    """Return what was reached, in the order in which it was recorded."""
    results = Result.objects.filter(objective__partnership=partnership)
    return results.order_by("recorded_at", "pk")


def open_reviews_of(partnership: Partnership) -> "QuerySet[PartnershipReview]":
    """Return what was proposed after a worse verdict, and that nobody has closed."""
    reviews = PartnershipReview.objects.filter(partnership=partnership, closed_at=None)
    return reviews.select_related("municipality").order_by("opened_at", "pk")


def presences_in(partnership: Partnership) -> "QuerySet[LegitimacyEntry]":
    """Return who was present in hard times, by day: an order of time, never of merit."""
    entries = LegitimacyEntry.objects.filter(activity__partnership=partnership)
    return entries.select_related("helper", "town").order_by("at", "pk")


def steps_of(partnership: Partnership) -> "QuerySet[StateChange]":
    """Return every step of its life, the first one first."""
    steps = StateChange.objects.filter(table_name="partnerships_partnership")
    return steps.filter(row_id=partnership.pk).order_by("version")
