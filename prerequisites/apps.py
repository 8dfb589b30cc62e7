"""The app of prerequisites and verdicts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrerequisitesConfig(AppConfig):
    """Judge zones and helpers."""

    name = "prerequisites"
    verbose_name = _("prerequisites")
