"""Write the log: one JSON object a line, and nothing in it that could point at a person.

What may appear is listed here; everything else is dropped and counted. Sentences of libraries,
of exceptions and of the database never pass, because they quote the data they complain about.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

Scalar = str | int | float | bool

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63}){0,5}")
_DOTTED: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,8}")
_REFERENCE: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9]{1,19}"
)
_SQLSTATE: Final = re.compile(r"[0-9A-Z]{5}")
_METHOD: Final = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|OTHER")
_ROUTE: Final = re.compile(r"[a-z0-9_/<>:.\-]{0,160}")
_NUMBER: Final = None  # numbers and yes/no only, never text

# A key that is not here does not exist for the log. Text must match the key's pattern whole.
ALLOWED: Final[Mapping[str, re.Pattern[str] | None]] = {
    "reference": _REFERENCE,
    "subject": _REFERENCE,
    "subject_kind": _SLUG,
    "request_id": _REFERENCE,
    "event_id": _REFERENCE,
    "event_reference": _REFERENCE,
    "task_id": _REFERENCE,
    "run": _REFERENCE,
    "actor_id": _NUMBER,
    "user_id": _NUMBER,
    "verb": _SLUG,
    "state": _SLUG,
    "reason": _SLUG,
    "code": _SLUG,
    "part": _SLUG,
    "source": _SLUG,
    "check": _SLUG,
    "task": _DOTTED,
    "handler": _DOTTED,
    "error": _DOTTED,
    "queue": _SLUG,
    "sqlstate": _SQLSTATE,
    "constraint": _SLUG,
    "method": _METHOD,
    "route": _ROUTE,
    "delivery": _NUMBER,
    "attempts": _NUMBER,
    "status": _NUMBER,
    "pid": _NUMBER,
    "line": _NUMBER,
    "count": _NUMBER,
    "limit": _NUMBER,
    "size": _NUMBER,
    "read": _NUMBER,
    "created": _NUMBER,
    "updated": _NUMBER,
    "unchanged": _NUMBER,
    "quarantined": _NUMBER,
    "appeals": _NUMBER,
    "pledges": _NUMBER,
    "pairs": _NUMBER,
    "matches": _NUMBER,
    "age_s": _NUMBER,
    "due_s": _NUMBER,
    "duration_ms": _NUMBER,
    "duration_s": _NUMBER,
    "memory_bytes": _NUMBER,
}

# The sentences of libraries that an operator needs, by their template; the values stay behind.
_KNOWN: Final[Mapping[str, str]] = {
    "Starting gunicorn %s": "gunicorn.starting",
    "Listening at: %s (%s)": "gunicorn.listening",
    "Using worker: %s": "gunicorn.worker_class",
    "Booting worker with pid: %s": "gunicorn.worker_started",
    "Worker exiting (pid: %s)": "gunicorn.worker_leaving",
    "WORKER TIMEOUT (pid:%s)": "gunicorn.worker_timed_out",
    "Worker (pid:%s) exited with code %s.": "gunicorn.worker_failed",
    "Exception in worker process": "gunicorn.worker_crashed",
    "Handling signal: %s": "gunicorn.signal",
    "Shutting down: %s": "gunicorn.stopped",
    "Task %(name)s[%(id)s] received": "task.received",
    "Task %(name)s[%(id)s] succeeded in %(runtime)ss: %(return_value)s": "task.succeeded",
    "Task %(name)s[%(id)s] %(description)s: %(exc)s": "task.failed",
    "Task %(name)s[%(id)s] %(description)s": "task.ignored",
    "Task %(name)s[%(id)s] retry: %(exc)s": "task.retried",
    "%s ready.": "celery.ready",
    "beat: Starting...": "celery.beat_started",
    "Scheduler: Sending due task %s (%s)": "celery.beat_sent",
    "consumer: Cannot connect to %s: %s.\n%s\n": "celery.broker_unreachable",
    "Connected to %s": "celery.broker_connected",
}
_OURS: Final = frozenset(
    {
        "accounts", "activities", "api", "audit", "citydiplomacy", "congress", "demo",
        "evidence", "matching", "notices", "partnerships", "places", "prerequisites", "web",
        "intake", "publication", "webhooks",
    }
)  # fmt: skip
_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_DEEPEST: Final = 6  # frames, nearest to the fault
_CAUSES: Final = 4
_ROOTS: Final = (
    f"{Path(__file__).resolve().parent.parent}/",
    "/site-packages/",
    f"/python{sys.version_info.major}.{sys.version_info.minor}/",
)


def logging_config(level: str) -> dict[str, object]:
    """Return the logging settings for every process, and lead structlog into the same funnel.

    The web server, Celery, Django and our own code end in one handler with one formatter. The
    handlers that Django and Celery bring (mail to administrators, coloured text) are taken off.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    bare = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "citydiplomacy.logs.OneLine"}},
        "handlers": {
            "stdout": {
                "class": "citydiplomacy.logs.Handler",
                "stream": "ext://sys.stdout",
                "formatter": "json",
            }
        },
        "root": {"level": level.upper(), "handlers": ["stdout"]},
        "loggers": {
            "django": bare,
            "django.request": bare,
            "django.security": bare,
            "django.server": bare,
            # SQL carries its parameters: this logger stays shut at every level.
            "django.db.backends": {**bare, "level": "CRITICAL"},
            "gunicorn.error": bare,
            # Without an address and a path it could only repeat LogEveryAnswer.
            "gunicorn.access": {**bare, "level": "CRITICAL"},
            "celery": bare,
            # Beat rings every two seconds: only what goes wrong is worth a line.
            "celery.app.trace": {**bare, "level": "WARNING"},
            "celery.beat": {**bare, "level": "WARNING"},
            "celery.worker.strategy": {**bare, "level": "WARNING"},
            "celery.task": bare,
            "celery.redirected": bare,
            "kombu": bare,
            "httpx": {**bare, "level": "WARNING"},
            # They tell of every file that they read, and what is wrong with it.
            "pikepdf": {**bare, "level": "CRITICAL"},
            "PIL": {**bare, "level": "CRITICAL"},
        },
    }


class Handler(logging.StreamHandler):  # type: ignore[type-arg]  # not generic at run time in 3.11
    """Write lines; a record that cannot be written is named by its place, never quoted.

    The library's own way prints the record's message and arguments to the error stream.
    """

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the library's name
        if sys.__stdout__ is not None:
            line = {"level": "error", "event": "log.unwritable", "where": [_origin(record)]}
            sys.__stdout__.write(json.dumps(line) + "\n")


class OneLine(logging.Formatter):
    """Turn a record into one line of JSON with allowed keys only."""

    def format(self, record: logging.LogRecord) -> str:
        event, told = _event(record), _told(record)
        kept = {key: text for key in told if (text := _safe(key, told[key])) is not None}
        dropped = len(told) - len(kept)
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name if _DOTTED.fullmatch(record.name) else "other",
            "event": event or "message.withheld",
            **({} if event else {"where": [_origin(record)]}),
            **kept,
            **_fault(_exception(record)),
            **({"dropped": dropped} if dropped else {}),
        }
        return json.dumps(line)


def _event(record: logging.LogRecord) -> str | None:
    """Return the name of what happened, or None where only a sentence was given."""
    if isinstance(record.msg, dict):
        return _slug_or_none(record.msg.get("event"))
    if record.name.partition(".")[0] in _OURS and not record.args:
        return _slug_or_none(record.msg)
    if record.name in {"django.request", "django.server"}:
        return "http.refused"
    return _KNOWN.get(record.msg) if isinstance(record.msg, str) else None


def _slug_or_none(value: object) -> str | None:
    return value if isinstance(value, str) and _SLUG.fullmatch(value) else None


def _told(record: logging.LogRecord) -> dict[str, object]:
    """Return everything the caller gave beside the event's name, still unchecked."""
    if isinstance(record.msg, dict):
        return {
            key: value
            for key, value in record.msg.items()
            if key not in {"event", "exc_info", "stack_info"}
        }
    extra = {key: value for key, value in vars(record).items() if key not in _STANDARD}
    context = structlog.contextvars.get_contextvars()
    return {**context, **_of_celery(extra.pop("data", None)), **_of_django(extra), **extra}


def _of_celery(data: object) -> dict[str, object]:
    if not isinstance(data, Mapping):
        return {}
    names = {"name": "task", "id": "task_id", "runtime": "duration_s"}
    return {names[key]: value for key, value in data.items() if key in names}


def _of_django(extra: dict[str, object]) -> dict[str, object]:
    """Take request and status out of `extra`; the route's pattern stays, the path does not."""
    request, status = extra.pop("request", None), extra.pop("status_code", None)
    match = getattr(request, "resolver_match", None)
    told = {
        "status": status,
        "method": getattr(request, "method", None),
        "route": getattr(match, "route", None),
    }
    return {key: value for key, value in told.items() if value is not None}


def _safe(key: str, value: object) -> Scalar | None:
    """Return `value` where the log may hold it under `key`, else None."""
    if key not in ALLOWED:
        return None
    if isinstance(value, bool | int | float):
        return value
    pattern, text = ALLOWED[key], str(value) if isinstance(value, UUID) else value
    if pattern is not None and isinstance(text, str) and pattern.fullmatch(text):
        return text
    return None


def _exception(record: logging.LogRecord) -> BaseException | None:
    given = record.msg.get("exc_info") if isinstance(record.msg, dict) else record.exc_info
    held = given[1] if isinstance(given, tuple) else given
    if isinstance(held, BaseException):
        return held
    return sys.exception() if held else None


def _fault(exception: BaseException | None) -> dict[str, object]:
    """Return class, causes and places of `exception`; of the database's, its two codes."""
    if exception is None:
        return {}
    chain = list(_chain(exception))
    fault: dict[str, object] = {"error": _name(exception), "where": _places(exception)}
    if len(chain) > 1:
        fault["causes"] = [_name(cause) for cause in chain[1:]]
    for cause in chain:
        fault.update(_of_database(cause))
    return fault


def _chain(exception: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = exception
    for _ in range(_CAUSES):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _name(exception: BaseException) -> str:
    return f"{type(exception).__module__}.{type(exception).__qualname__}"


def _places(exception: BaseException) -> list[str]:
    frames = traceback.extract_tb(exception.__traceback__)[-_DEEPEST:]
    return [_place(frame.filename, frame.lineno, frame.name) for frame in frames]


def _origin(record: logging.LogRecord) -> str:
    return _place(record.pathname, record.lineno, record.funcName)


def _place(path: str, line: int | None, function: str | None) -> str:
    for root in _ROOTS:
        path = path.rpartition(root)[2]
    return f"{path}:{line} {function}"


def _of_database(cause: BaseException) -> dict[str, object]:
    """Return sqlstate and constraint: the message and its DETAIL hold the refused row."""
    codes = {
        "sqlstate": getattr(cause, "sqlstate", None),
        "constraint": getattr(getattr(cause, "diag", None), "constraint_name", None),
    }
    return {key: text for key, code in codes.items() if (text := _safe(key, code)) is not None}
