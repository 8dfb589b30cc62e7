"""The platform itself as an application: it brings the checks of the whole."""

from django.apps import AppConfig
from django.core import checks

from citydiplomacy.checks import (
    a_publisher_is_whole,
    cards_wait_some_days,
    demo_has_no_real_people,
    demo_is_not_public,
    secret_key_is_long,
)


class Platform(AppConfig):
    """Holds no tables; sees to it that the parts are put together safely."""

    name = "citydiplomacy"
    verbose_name = "City diplomacy"

    def ready(self) -> None:
        checks.register(secret_key_is_long, checks.Tags.security)
        checks.register(demo_is_not_public, checks.Tags.security)
        checks.register(cards_wait_some_days)
        checks.register(a_publisher_is_whole)
        checks.register(demo_has_no_real_people, checks.Tags.database)
