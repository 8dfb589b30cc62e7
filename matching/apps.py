"""The app of appeals, pledges and matches."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe


class MatchingConfig(AppConfig):
    """Pair appeals with pledges and explain it."""

    name = "matching"
    verbose_name = _("matching")

    def ready(self) -> None:
        """Let the matcher hear of what may change a pair."""
        for event in ("submitted", "rewritten", "withdrawn"):
            subscribe(f"appeal.{event}", "matching.tasks.rematch_appeal")
        for event in ("offered", "rewritten", "paused", "resumed", "withdrawn"):
            subscribe(f"pledge.{event}", "matching.tasks.rematch_pledge")
        subscribe("readiness.*", "matching.tasks.rematch_helper")
        subscribe("evidence.*", "matching.tasks.rematch_zone")
        subscribe("phase.*", "matching.tasks.rematch_zone")
        subscribe("match_block.queued", "matching.tasks.match_block")
