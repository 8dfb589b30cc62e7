"""The app that tells the programs of partner networks that something happened."""

from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe
from webhooks.engine.events import EVENTS

PLAN: Final = "webhooks.tasks.plan"


class WebhooksConfig(AppConfig):
    """Tell networks what happened, signed, and nothing of a place or a person."""

    name = "webhooks"
    verbose_name = _("webhooks")

    def ready(self) -> None:
        """Hear of each verb that has an event, and of no other."""
        for verb in EVENTS:
            subscribe(verb, PLAN)
