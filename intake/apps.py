"""The app of those who ask without an account."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Drafts and receipts of those who ask without an account."""

    name = "intake"
    verbose_name = _("intake")
