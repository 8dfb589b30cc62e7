"""What every test may use: a broker database of its own, a real worker, a real browser."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs, urlsplit

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.db.backends.postgresql.operations import DatabaseOperations
from playwright.sync_api import Browser, Page, sync_playwright
from redis import Redis

from citydiplomacy.celery import app
from citydiplomacy.environment import broker
from devtools import chromium
from tests.clock import NOON
from tests.workers import WorkerProcess

# More examples for what must hold of every verdict: --hypothesis-profile=thorough.
hypothesis.settings.register_profile("thorough", max_examples=1_000)

# Every table that refuses TRUNCATE, by its own trigger.
_GUARDS: Final = """
    DO $$
    DECLARE guard record;
    BEGIN
        FOR guard IN
            SELECT tgrelid::regclass AS place, tgname AS name
            FROM pg_trigger WHERE tgtype & 32 <> 0 AND NOT tgisinternal
        LOOP
            EXECUTE format('ALTER TABLE %%s %s TRIGGER %%I', guard.place, guard.name);
        END LOOP;
    END $$
"""


@pytest.fixture(autouse=True, scope="session")
def _broker_database_of_our_own() -> None:
    """Give each xdist worker the next database of the broker, for messages and for the cache."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = _moved(settings.REDIS_URL, number)
    settings.REDIS_URL = url
    settings.CELERY_BROKER_URL = broker(url)
    app.conf.update(broker_url=broker(url))
    settings.CACHES["default"]["LOCATION"] = url
    caches.close_all()
    with suppress(AttributeError):  # whoever asked for it before has one to the former address
        del caches["default"]


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_what_only_grows() -> Iterator[None]:
    """Let the test runner empty the tables between tests that commit.

    The guards of append-only tables refuse TRUNCATE. They are put aside for the runner's own
    flush and nowhere else; a test that truncates by itself meets them.
    """
    flush = DatabaseOperations.execute_sql_flush

    def flush_past_the_guards(self: DatabaseOperations, sql_list: Sequence[str]) -> None:
        flush(self, [_GUARDS % "DISABLE", *sql_list, _GUARDS % "ENABLE"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush_past_the_guards)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, so that `-m "not browser"` needs no one's memory."""
    for item in items:
        if {"browser", "page"}.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture
def noon() -> datetime:
    """The moment at which the tests live, unless they say otherwise."""
    return NOON


@pytest.fixture
def empty_broker() -> Iterator[Redis]:
    """The broker's database of this test run, emptied before and after."""
    with Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        yield client
        client.flushdb()


@pytest.fixture
def celery_worker_process(
    transactional_db: None, empty_broker: Redis
) -> Iterator[Callable[..., WorkerProcess]]:
    """Start real workers on the database of this test; all are stopped at its end."""
    with ExitStack() as stack:

        def start(*options: str, queues: str = "outbox,matching,default") -> WorkerProcess:
            worker = WorkerProcess.start(*options, queues=queues)
            stack.callback(worker.stop)
            return worker

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    chosen = chromium.executable()  # before Playwright starts: to find one may start it too
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, which Django mistakes for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=chosen, args=chromium.arguments())
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, live_server: object) -> Iterator[Page]:
    """An empty tab that has the live server as its base; an error in a script fails the test."""
    errors: list[str] = []
    context = browser.new_context(base_url=str(live_server), locale="en-GB")
    tab = context.new_page()
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    context.close()
    assert errors == []


def _moved(url: str, number: int) -> str:
    """Return `url` with its database counted up by `number`."""
    parts = urlsplit(url)
    if parts.scheme == "unix":  # put together by hand: urlunsplit() would lose the two slashes
        first = int(parse_qs(parts.query).get("db", ["0"])[0])
        return f"unix://{parts.path}?db={first + number}"
    first = int(parts.path.strip("/") or 0)
    return parts._replace(path=f"/{first + number}").geturl()
