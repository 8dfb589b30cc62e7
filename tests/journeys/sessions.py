"""Browsers in which somebody is signed in."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext

from accounts.models import User


def sign_in(context: BrowserContext, user: User, address: str) -> None:
    """Let everything that `context` opens be opened by `user`."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.clear_cookies()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
