"""The screens of those who use the platform, in the language of the one who holds them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.journeys.screens import PHONE, Screen


@pytest.fixture
def screen(browser: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    """Hand out screens: `screen(PHONE, "fr")`, or `screen(PHONE, "fr", user)` to one signed in."""
    errors: list[str] = []
    with ExitStack() as stack:

        def hand_out(kind: Screen, language: str, user: User | None = None) -> Page:
            context = browser.new_context(
                base_url=str(live_server),
                locale=language,
                viewport=kind.viewport,
                has_touch=kind is PHONE,
                java_script_enabled=kind.has_scripts,
            )
            stack.callback(context.close)
            if user:
                sign_in(context, user, str(live_server))
            page = context.new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            return page

        yield hand_out
    assert errors == []


@pytest.fixture
def phone(screen: Callable[..., Page]) -> Callable[..., Page]:
    """Hand out phones without JavaScript: `phone("fr")`, or `phone("fr", user)`."""

    def hand_out(language: str, user: User | None = None) -> Page:
        return screen(PHONE, language, user)

    return hand_out


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Let everything that `context` opens be opened by `user`."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.clear_cookies()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
