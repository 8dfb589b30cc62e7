"""Write a verdict down as it was found, so that it can be shown again, unchanged."""

from typing import Final

from prerequisites.engine.changes import smallest_changes
from prerequisites.engine.rules import RULES_1, RuleSet
from prerequisites.engine.snapshot import Plain, plain
from prerequisites.engine.values import Verdict

_KEPT: Final = (
    *("verdict_class", "clauses", "findings", "assessments", "phase", "next_steps"),
    *("rule_set_version", "as_of", "known_on", "expires_on"),
)


def as_kept(verdict: Verdict, rules: RuleSet = RULES_1) -> dict[str, Plain]:
    """Return a verdict as it is kept: its values, and the smallest changes that open more.

    Args:
        verdict: as `judge` found it.
        rules: the numbers it was found with.
    """
    changes = smallest_changes(verdict, rules)
    return {
        **{name: plain(getattr(verdict, name)) for name in _KEPT},
        "zone_of_peace": verdict.zone_of_peace,
        "changes": {target.value: plain(ways) for target, ways in changes.items()},
    }
