"""Races without luck: a second connection, and a lock that is seen waiting."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from django.db import connection, connections

Outcome = TypeVar("Outcome")
Arguments = ParamSpec("Arguments")

_PATIENCE_S: Final = 10.0
_SOMEONE_WAITS: Final = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
    )
"""


def in_own_connection(call: Callable[Arguments, Outcome]) -> Callable[Arguments, Outcome]:
    """Return `call`, to be run in a thread: it leaves no connection open behind it."""

    @wraps(call)
    def closing(*values: Arguments.args, **words: Arguments.kwargs) -> Outcome:
        try:
            return call(*values, **words)
        finally:
            connections.close_all()

    return closing


def wait_until_someone_waits_for_a_lock() -> None:
    """Return when another connection to this database waits for a lock.

    Raises:
        AssertionError: nobody waited: the lock that the test is about is not there.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(_SOMEONE_WAITS)
            if cursor.fetchone() == (True,):
                return
        time.sleep(0.01)
    raise AssertionError("Nobody waits for a lock.")
