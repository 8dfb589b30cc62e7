"""A phone with JavaScript off, in the language of the one who holds it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from accounts.models import User

PHONE = ViewportSize(width=360, height=740)


@pytest.fixture
def phone(browser: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    """Hand out phones: `phone("fr")`, or `phone("fr", user)` where someone is signed in."""
    with ExitStack() as stack:

        def hand_out(language: str, user: User | None = None) -> Page:
            context = browser.new_context(
                base_url=str(live_server),
                locale=language,
                viewport=PHONE,
                has_touch=True,
                java_script_enabled=False,
            )
            stack.callback(context.close)
            if user:
                sign_in(context, user, str(live_server))
            return context.new_page()

        yield hand_out


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Let everything that `context` opens be opened by `user`."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.clear_cookies()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
