"""Which policy matches are made with, today and on any past day."""

from datetime import date
from typing import TYPE_CHECKING

from accounts.engine.roles import Permission
from accounts.permissions import may
from matching.engine.criteria import POLICY_1, Policy
from matching.engine.policies import from_document
from matching.models import MatchingPolicy

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


def policy_in_force(on: date) -> Policy:
    """Return the version that had been adopted last by the end of a day.

    Version 1 came with the platform and holds for every earlier day.

    Cost: 1 query; ask once and pass the answer on.
    """
    version = (
        MatchingPolicy.objects.filter(valid_from__lte=on)
        .order_by("-adopted_at", "-number")
        .values_list("number", "name", "document")
        .first()
    )
    return POLICY_1 if version is None else from_document(*version)


def policies_for(user: "User | AnonymousUser") -> "QuerySet[MatchingPolicy]":
    """Return all versions that `user` may read, proposals too, the newest first."""
    if not may(user, Permission.JUDGE):
        return MatchingPolicy.objects.none()
    people = ("proposed_by", "adopted_by", "rejected_by")
    return MatchingPolicy.objects.select_related(*people).order_by("-number")
