from collections.abc import Iterator

import pytest
from celery import Celery, current_app

from audit.subscriptions import subscribe, unsubscribe

HANDLER = "matching.tasks.hear_of_it"


@pytest.fixture
def handler() -> Iterator[str]:
    """One handler that hears of every `lantern.*`; nobody else does."""
    subscribe("lantern.*", HANDLER)
    yield HANDLER
    unsubscribe("lantern.*", HANDLER)


@pytest.fixture
def deaf_broker() -> Iterator[None]:
    """A broker that refuses every connection."""
    usual = current_app._get_current_object()
    deaf = Celery("deaf", broker="redis://127.0.0.1:1/0", set_as_current=False)
    deaf.conf.broker_transport_options = usual.conf.broker_transport_options
    deaf.set_current()
    yield
    usual.set_current()
