"""What may be told to the log, and what never gets there."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
import structlog
from celery import current_app
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory

from citydiplomacy import logs
from citydiplomacy.celery import app

MARK = "Halyna Petrenko of Kupiansk"
REFERENCE = UUID("7d1f6b3e-6d5b-4b6e-9d4f-2f6e9a4c8a11")

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The text that the one handler of every process writes during this test."""
    stream = io.StringIO()
    handler = logs.Handler(stream)
    handler.setFormatter(logs.OneLine())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def without_time(line: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in line.items() if key != "at"}


def test_an_event_of_ours_is_one_line_with_its_ids_and_numbers(lines):
    structlog.get_logger("audit.services").info(
        "outbox.claimed", reference=REFERENCE, attempts=3, handler="matching.tasks.tell"
    )

    assert [without_time(line) for line in lines()] == [
        {
            "level": "info",
            "logger": "audit.services",
            "event": "outbox.claimed",
            "reference": str(REFERENCE),
            "attempts": 3,
            "handler": "matching.tasks.tell",
        }
    ]


def test_a_key_that_is_not_listed_is_dropped_and_counted(lines):
    structlog.get_logger("web").info("appeal.read", narrative=MARK, email="h@example.org", count=2)

    assert without_time(lines()[0]) == {
        "level": "info",
        "logger": "web",
        "event": "appeal.read",
        "count": 2,
        "dropped": 2,
    }


@pytest.mark.parametrize("key", sorted(logs.ALLOWED))
def test_a_sentence_under_an_allowed_key_is_dropped(key, lines, written):
    structlog.get_logger("web").info("appeal.read", **{key: MARK})

    assert lines()[0]["dropped"] == 1
    assert MARK not in written.getvalue()


def test_a_sentence_in_place_of_an_event_is_withheld_and_its_place_told(lines, written):
    structlog.get_logger("web").warning(f"appeal of {MARK}")

    assert lines()[0]["event"] == "message.withheld"
    assert "test_logs.py" in lines()[0]["where"][0]
    assert MARK not in written.getvalue()


@pytest.mark.parametrize("name", ["django", "gunicorn.error", "celery.worker", "kombu", "urllib3"])
def test_a_library_cannot_bring_a_sentence_or_its_arguments_in(name, lines, written):
    logging.getLogger(name).error(f"%s said {MARK}", MARK, extra={"who": MARK})  # noqa: G004

    assert [line["event"] for line in lines()] == ["message.withheld"]
    assert MARK not in written.getvalue()


def test_a_record_that_cannot_be_put_together_is_not_quoted():
    record = logging.makeLogRecord({"name": "urllib3", "msg": f"%d {MARK}", "args": (MARK, 2)})

    line = logs.OneLine().format(record)

    assert json.loads(line)["event"] == "message.withheld"
    assert MARK not in line


def test_a_stream_that_breaks_is_told_without_the_record(monkeypatch):
    broken, told = io.StringIO(), io.StringIO()
    broken.close()
    handler = logs.Handler(broken)
    handler.setFormatter(logs.OneLine())
    monkeypatch.setattr(sys, "__stdout__", told)

    handler.handle(logging.makeLogRecord({"name": "web", "msg": MARK, "levelno": 40}))

    assert json.loads(told.getvalue())["event"] == "log.unwritable"
    assert MARK not in told.getvalue()


def test_an_exception_is_told_by_class_causes_and_places(lines, written):
    try:
        _fail_twice()
    except ValueError:
        structlog.get_logger("web").exception("appeal.failed")

    line = lines()[0]
    assert (line["error"], line["causes"]) == ("builtins.ValueError", ["builtins.KeyError"])
    assert line["where"][-1].startswith("tests/platform/test_logs.py:")
    assert line["where"][-1].endswith(" _fail_twice")
    assert MARK not in written.getvalue()


def _fail_twice() -> None:
    known: dict[str, str] = {}
    try:
        known[MARK]
    except KeyError as error:
        raise ValueError(MARK) from error


@pytest.mark.django_db
def test_a_refused_constraint_leaves_only_its_sqlstate_and_name(lines, written):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE refused (name text,"
            " CONSTRAINT refused_name_is_known CHECK (name = 'known')) ON COMMIT DROP"
        )

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO refused (name) VALUES (%s)", [MARK])
    except IntegrityError as refusal:
        quoted = str(refusal)
        logging.getLogger("django.request").exception("%s: %s", "Internal Server Error", quoted)

    line = lines()[0]
    assert MARK in quoted
    assert (line["sqlstate"], line["constraint"]) == ("23514", "refused_name_is_known")
    assert MARK not in written.getvalue()


@pytest.mark.django_db
def test_sql_and_its_parameters_stay_out_even_when_everything_is_logged(written):
    with connection.cursor() as cursor:
        connection.force_debug_cursor = True
        cursor = connection.cursor()
        cursor.execute("SELECT %s::text", [MARK])
        connection.force_debug_cursor = False

    assert MARK not in written.getvalue()


def test_a_task_that_fails_is_named_and_its_arguments_are_not(lines, written):
    @app.task(name="tests.platform.fail", bind=False)
    def fail(*, summary: str) -> None:
        raise RuntimeError(summary)

    fail.apply(kwargs={"summary": MARK}, task_id=str(REFERENCE))
    current_app.tasks.unregister("tests.platform.fail")

    told = [line for line in lines() if line["event"] == "task.failed"]
    assert [(line["task"], line["task_id"], line["error"]) for line in told] == [
        ("tests.platform.fail", str(REFERENCE), "builtins.RuntimeError")
    ]
    assert MARK not in written.getvalue()


def test_a_refused_request_is_told_by_its_status_not_by_its_path(lines, written):
    request = RequestFactory().get("/appeals/", {"about": MARK}, headers={"User-Agent": MARK})

    logging.getLogger("django.request").warning(
        "Not Found: %s", request.get_full_path(), extra={"status_code": 404, "request": request}
    )

    assert without_time(lines()[0]) == {
        "level": "warning",
        "logger": "django.request",
        "event": "http.refused",
        "status": 404,
        "method": "GET",
    }
    assert "Kupiansk" not in written.getvalue()


@pytest.mark.django_db
def test_an_answer_is_told_by_the_pattern_of_its_route(lines, written, client: Client):
    client.get("/healthz", {"about": MARK}, headers={"User-Agent": MARK, "Referer": MARK})

    told = [line for line in lines() if line["event"] == "http.answered"]
    assert [(line["method"], line["route"], line["status"]) for line in told] == [
        ("GET", "healthz", 200)
    ]
    assert "Kupiansk" not in written.getvalue()
    assert "127.0.0.1" not in written.getvalue()


def test_a_method_of_someones_own_making_is_not_repeated(lines, written, client: Client):
    client.generic("KUPIANSK", "/healthz")

    assert "OTHER" in {line.get("method") for line in lines()}
    assert "KUPIANSK" not in written.getvalue()


def test_the_settings_take_the_handlers_of_the_libraries_away():
    loggers: Any = logs.logging_config("info")["loggers"]

    assert {name for name, logger in loggers.items() if logger["handlers"]} == set()
    assert {"django", "django.server", "gunicorn.error", "gunicorn.access", "celery"} <= set(
        loggers
    )
