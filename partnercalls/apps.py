"""The app of partner calls."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnerCallsConfig(AppConfig):
    """Host organisations ask cities for experts: an intake of its own, and no appeal."""

    name = "partnercalls"
    verbose_name = _("partner calls")
