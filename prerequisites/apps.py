"""The app of prerequisites and verdicts."""

from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe

CHANGES: Final = "prerequisites.tasks.judge_changes"


class PrerequisitesConfig(AppConfig):
    """Judge zones and helpers."""

    name = "prerequisites"
    verbose_name = _("prerequisites")

    def ready(self) -> None:
        """Let the judge hear of what may change a verdict."""
        subscribe("evidence.*", CHANGES)
        subscribe("phase.*", CHANGES)
        subscribe("import.*", CHANGES)
        subscribe("override.*", CHANGES)
        subscribe("rules.adopted", "prerequisites.tasks.judge_after_adoption")
