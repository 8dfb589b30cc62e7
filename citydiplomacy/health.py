"""Say whether this process lives, and whether the platform can do its work."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import selectors

log = structlog.get_logger(__name__)

BROKER_TIMEOUT_S: Final = 2
OLDEST_PROBE_S: Final = 60


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer while the process can answer at all; asks nothing of anyone."""
    return JsonResponse({"state": "up"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when database, broker and worker do their part, else 503 with who does not."""
    parts = {name: _state(name, check) for name, check in _PARTS.items()}
    is_ready = all(state == "up" for state in parts.values())
    return JsonResponse(
        {"state": "up" if is_ready else "down", "parts": parts},
        status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
    )


class _Down(Exception):
    """A part that answers, but does not do its work."""


def _state(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except (DatabaseError, InterfaceError, redis.RedisError, OSError, _Down):
        log.warning("health.part_down", part=name, exc_info=True)
        return "down"
    return "up"


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_broker() -> None:
    with redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=BROKER_TIMEOUT_S,
        socket_timeout=BROKER_TIMEOUT_S,
    ) as broker:
        broker.ping()


def _ask_worker() -> None:
    """A worker may hold its connection and run nothing: only a task that ran is proof."""
    age_s = selectors.heartbeat_age_s("worker", timezone.now())
    if age_s is None or age_s > OLDEST_PROBE_S:
        raise _Down


_PARTS: Final[Mapping[str, Callable[[], None]]] = {
    "database": _ask_database,
    "broker": _ask_broker,
    "worker": _ask_worker,
}
