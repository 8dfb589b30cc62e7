"""Slow down those who try receipts: one statement in PostgreSQL, so that no two slip through."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from intake.engine.limits import Limit
from intake.models import Allowance

_FORGOTTEN_AFTER: Final = timedelta(days=1)
_SPEND: Final = """
    INSERT INTO intake_allowance AS held (bucket, empty_at)
    VALUES (%(bucket)s, %(at)s + make_interval(secs => %(pause_s)s))
    ON CONFLICT (bucket) DO UPDATE
    SET empty_at = GREATEST(held.empty_at, %(at)s) + make_interval(secs => %(pause_s)s)
    WHERE held.empty_at <= %(latest)s
    RETURNING empty_at
"""


class TooFast(Exception):
    """Too many tries. Nothing was looked at; `wait` says when the next one is."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("Too many tries.")
        self.wait = wait


def spend(bucket: str, limit: Limit, *, at: datetime) -> int:
    """Take one try out of a bucket. It stays taken, whatever becomes of the try.

    Returns:
        How many more may follow at once.

    Raises:
        TooFast: none is left now; nothing was taken.
    """
    room, pause_s = limit.burst * limit.pause, limit.pause.total_seconds()
    latest = at + room - limit.pause  # a bucket that is empty later has no room for one more
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {"bucket": bucket, "at": at, "pause_s": pause_s, "latest": latest})
        row = cursor.fetchone()
    if row is None:
        raise TooFast(limit.pause)
    return int((at + room - row[0]) / limit.pause)


def forget_empty(*, at: datetime) -> int:
    """Delete the buckets that have long been empty, and return how many there were."""
    return Allowance.objects.filter(empty_at__lt=at - _FORGOTTEN_AFTER).delete()[0]
