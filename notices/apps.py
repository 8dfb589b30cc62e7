"""The app that tells people what waits for them."""

from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe
from notices.engine.telling import TELLINGS

TELL: Final = "notices.tasks.tell"


class NoticesConfig(AppConfig):
    """Tell people, on the platform, that something waits for them."""

    name = "notices"
    verbose_name = _("notices")

    def ready(self) -> None:
        """Hear of each verb of which somebody is told, and of no other."""
        for verb, tellings in TELLINGS.items():
            if tellings:
                subscribe(verb, TELL)
