"""The words of accounts in human languages."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.engine.roles import Role

ROLE_LABELS: Final[Mapping[Role, Promise]] = {
    Role.OFFICER: pgettext_lazy("role", "Officer of the secretariat"),
    Role.SUPERVISOR: pgettext_lazy("role", "Supervisor in the secretariat"),
    Role.MUNICIPALITY: pgettext_lazy("role", "Municipality"),
    Role.INTERMEDIARY: pgettext_lazy("role", "Intermediary"),
    Role.NETWORK: pgettext_lazy("role", "Partner network"),
}

# Each language is written in itself: someone who cannot read the page must find their own.
LANGUAGE_LABELS: Final[Mapping[str, str]] = {
    "en": "English",
    "fr": "Français",
    "uk": "Українська",
    "ar": "العربية",
}
