"""The story is loaded once for all tests that only read it, and undone after them."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from demo.loader import Loaded, load
from tests.clock import NOON


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        loaded = load(at=NOON, tell=print)
        assert loaded is not None
        yield loaded
        transaction.set_rollback(True)
