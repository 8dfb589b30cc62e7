"""The screens of those who use the platform, in the language of the one who holds them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page
from pytest_django import Settings

from accounts.models import User
from tests.journeys.screens import PHONE, Screen
from tests.journeys.sessions import sign_in
from tests.journeys.world import World, a_world


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


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    """One of everything, with the page of styles switched on."""
    settings.STYLE_PAGE = True
    return a_world()
