"""The order of the criteria and the steps of the priorities, one row for each version."""

from django.db import models

from evidence.models.versions import FIRST_VERSION, DecidedVersion

__all__ = ["FIRST_VERSION", "MatchingPolicy"]


class MatchingPolicy(DecidedVersion):
    """One version of the policy; matching/engine/policies.py reads its document."""

    name = models.CharField(max_length=80)

    class Privacy:
        """Every column is in one of these sets; a test fails when a column is in none."""

        secret: frozenset[str] = frozenset()
        shared = DecidedVersion.Privacy.shared
        plain = DecidedVersion.Privacy.plain | {"name"}

    class Meta(DecidedVersion.Meta):
        pass

    def __str__(self) -> str:
        return f"policy {self.number}"
