from collections.abc import Iterator

import pytest
from celery import Celery

from audit.subscriptions import subscribe, unsubscribe
from citydiplomacy.celery import app

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
    deaf = Celery("deaf", broker="redis://127.0.0.1:1/0", set_as_current=False)
    deaf.conf.broker_transport_options = app.conf.broker_transport_options
    deaf.set_current()
    yield
    app.set_current()
