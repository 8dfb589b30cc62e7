"""A process that dies at a chosen statement, for tests of what is left behind."""

import gc
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.db import connection


class Crash(BaseException):
    """The process dies here: nobody catches it."""


@contextmanager
def dying_at(statement: int | None) -> Iterator[None]:
    """Die before the given statement, counted from 0; None: nobody dies."""
    seen = 0

    def count(execute: Callable[..., Any], *told: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen - 1 == statement:  # once: the server rolls back by itself what is left open
            raise Crash
        return execute(*told)

    with connection.execute_wrapper(count), suppress(Crash):
        yield


def collect_what_crashes_left() -> None:
    """Close the cursors that no crash closed, before somebody is warned of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
