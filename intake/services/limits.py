"""Slow down those who try receipts: one statement in PostgreSQL, so that no two slip through."""

from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from intake.engine.limits import Limit
from intake.models import Allowance

_FORGOTTEN_AFTER: Final = timedelta(days=1)
_SPEND: Final = """
    WITH asked AS (
        SELECT %s AS bucket, %s::timestamptz AS at,
            make_interval(secs => %s) AS pause, make_interval(secs => %s) AS room
    )
    INSERT INTO intake_allowance AS held (bucket, empty_at)
    SELECT bucket, at + pause FROM asked
    ON CONFLICT (bucket) DO UPDATE
    SET empty_at = GREATEST(held.empty_at + (SELECT pause FROM asked), excluded.empty_at)
    WHERE held.empty_at + (SELECT pause FROM asked) <= (SELECT at + room FROM asked)
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
    pause_s = limit.pause.total_seconds()
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, [bucket, at, pause_s, limit.burst * pause_s])
        row = cursor.fetchone()
    if row is None:
        raise TooFast(limit.pause)
    return int((at + limit.burst * limit.pause - row[0]) / limit.pause)


def forget_empty(*, at: datetime) -> int:
    """Delete the buckets that have long been empty, and return how many there were."""
    return Allowance.objects.filter(empty_at__lt=at - _FORGOTTEN_AFTER).delete()[0]
