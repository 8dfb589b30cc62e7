"""Refuse to start what would put people at risk (`manage.py check`)."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.db import connections

SHORTEST_KEY: Final = 50
# Invented people have addresses in the domain that no one can ever own (RFC 2606).
INVENTED: Final = ".example"
# IATI wants an agency, a hyphen and a number, without these four signs and without blanks.
IDENTIFIER: Final = re.compile(r"[A-Za-z]{2,}-[^\s/&|?]+")
ORGANISATION_TYPES: Final = frozenset(
    {"10", "11", "15", "21", "22", "23", "24", "30", "40", "60", "70", "71", "72", "73", "80", "90"}
)


def secret_key_is_long(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse a key that could be guessed; it signs sessions and one-time links."""
    if len(settings.SECRET_KEY) >= SHORTEST_KEY:
        return []
    return [
        Error(
            f"SECRET_KEY is shorter than {SHORTEST_KEY} characters.",
            hint="Make one as docs/operations.md tells, and keep it in a file.",
            id="citydiplomacy.E001",
        )
    ]


def demo_is_not_public(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse sign-in without a password on a server that faces the world."""
    if not (settings.DEMO and settings.SECURE):
        return []
    return [
        Error(
            "DEMO=1 and SECURE=1 exclude each other: the demo lets anyone sign in as anyone.",
            hint="Set DEMO=0 in production. The demo belongs on a machine of your own.",
            id="citydiplomacy.E002",
        )
    ]


def demo_has_no_real_people(
    app_configs: Sequence[AppConfig] | None,
    databases: Sequence[str] | None = None,
    **kwargs: object,
) -> list[CheckMessage]:
    """Refuse the demo over a database in which someone has an address outside `.example`."""
    if not settings.DEMO or "default" not in (databases or ()):
        return []
    user = get_user_model()
    table = user._meta.db_table  # noqa: SLF001  # public in spite of its name
    if table not in connections["default"].introspection.table_names():
        return []
    if not user.objects.exclude(email__iendswith=INVENTED).exists():
        return []
    return [
        Error(
            "DEMO=1, but this database holds people who are not of the demo. Nothing was changed.",
            hint="Set DEMO=0, or give the demo an empty database.",
            id="citydiplomacy.E003",
        )
    ]


def cards_wait_some_days(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse a span of days in which no day lies: an approved public card could not be dated."""
    if 1 <= settings.PUBLICATION_DAYS_LEAST <= settings.PUBLICATION_DAYS_MOST:
        return []
    return [
        Error(
            "PUBLICATION_DAYS_LEAST must be at least 1, and at most PUBLICATION_DAYS_MOST.",
            hint="Without both variables a card waits 2 to 9 days.",
            id="citydiplomacy.E004",
        )
    ]


def a_publisher_is_whole(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse half a publisher: an IATI file that does not say who answers for it is no file."""
    if not settings.IATI_REPORTING_ORG or (
        IDENTIFIER.fullmatch(settings.IATI_REPORTING_ORG)
        and settings.IATI_REPORTING_ORG_NAME
        and settings.IATI_REPORTING_ORG_TYPE in ORGANISATION_TYPES
        and _is_a_day(settings.IATI_PROGRAMME_START)
    ):
        return []
    return [
        Error(
            "IATI_REPORTING_ORG is set, but it or one of IATI_REPORTING_ORG_NAME, "
            "IATI_REPORTING_ORG_TYPE and IATI_PROGRAMME_START is missing or not right.",
            hint="docs/operations.md tells what each is; without the first one there is no file.",
            id="citydiplomacy.E005",
        )
    ]


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
