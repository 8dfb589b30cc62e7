"""Which numbers verdicts are made with, today and on any past day."""

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.permissions import may
from prerequisites.engine.documents import from_document
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.models import RuleSetVersion

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from accounts.models import User


def current_rules() -> RuleSet:
    """Return the version of the rules that verdicts are made with today.

    Cost: 1 query; ask once and pass the answer on.
    """
    return rules_in_force(timezone.localdate())


def rules_in_force(on: date) -> RuleSet:
    """Return the version that had been adopted last by the end of a day.

    Version 1 came with the platform and holds for every earlier day.

    Cost: 1 query.
    """
    version = (
        RuleSetVersion.objects.filter(adopted_at__date__lte=on)
        .order_by("-adopted_at", "-number")
        .values_list("number", "document")
        .first()
    )
    return RULES_1 if version is None else from_document(*version)


def rule_versions_for(user: "User | AnonymousUser") -> "QuerySet[RuleSetVersion]":
    """Return all versions that `user` may read, proposals too, the newest first."""
    if not may(user, Permission.JUDGE):
        return RuleSetVersion.objects.none()
    return RuleSetVersion.objects.select_related("proposed_by", "adopted_by").order_by("-number")
