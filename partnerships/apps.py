"""The app of what follows an introduction."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit.subscriptions import subscribe


class PartnershipsConfig(AppConfig):
    """What follows an introduction: members, activities, results."""

    name = "partnerships"
    verbose_name = _("partnerships")

    def ready(self) -> None:
        """Let partnerships hear of introductions, agencies, consent that ended, and verdicts."""
        subscribe("agency.accepted", "partnerships.tasks.seat_after_reply")
        subscribe("judgement.written", "partnerships.tasks.review_after_judging")
        subscribe("proposal.introduced", "partnerships.tasks.open_after_introduction")
        subscribe("proposal.ended", "partnerships.tasks.part_after_consent")
