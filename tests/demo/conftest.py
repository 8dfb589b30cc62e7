"""The story is loaded once for all tests that only read it, and undone after them."""

from collections.abc import Iterator
from typing import Final

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from demo.loader import Loaded, load

TODAYS_NOON: Final = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
"""The story is told backwards from today: what a verdict permits, PostgreSQL asks its own clock."""


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        loaded = load(at=TODAYS_NOON, tell=print)
        assert loaded is not None
        yield loaded
        transaction.set_rollback(True)
