"""The app of appeals, pledges and matches."""

from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe

CHANGES: Final = "matching.tasks.match_changes"
EVERYTHING: Final = "matching.tasks.match_everything"


class MatchingConfig(AppConfig):
    """Pair appeals with pledges and explain it."""

    name = "matching"
    verbose_name = _("matching")

    def ready(self) -> None:
        """Let the matcher hear of what may change a pair."""
        changes = ("submitted", "confirmed", "rewritten", "withdrawn", "merged", "separated")
        for event in changes:
            subscribe(f"appeal.{event}", CHANGES)
        for event in ("offered", "rewritten", "paused", "resumed", "withdrawn"):
            subscribe(f"pledge.{event}", CHANGES)
        subscribe("readiness.*", CHANGES)
        subscribe("evidence.*", CHANGES)
        subscribe("phase.*", CHANGES)
        subscribe("override.*", CHANGES)
        subscribe("aside.*", CHANGES)
        subscribe("presence.*", CHANGES)
        for event in ("member_added", "member_ended"):  # an appeal may exclude a network
            subscribe(f"network.{event}", CHANGES)
        for event in ("import.*", "policy.adopted", "rules.adopted", "map.adopted"):
            subscribe(event, EVERYTHING)
        subscribe("match_block.queued", "matching.tasks.match_block")
        subscribe("match_run.completed", "matching.tasks.allocate")
        subscribe("match_run.completed", "matching.tasks.find_trinnings")
