"""The app of published cards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe

APPEAL_OVER: tuple[str, ...] = ("withdrawn", "closed", "merged")


class PublicationConfig(AppConfig):
    """What anyone may read of an appeal whose author wants it, where nobody can be singled out."""

    name = "publication"
    verbose_name = _("publication")

    def ready(self) -> None:
        """Let the cards of an appeal that is over leave."""
        for event in APPEAL_OVER:
            subscribe(f"appeal.{event}", "publication.tasks.leave_with_appeal")
