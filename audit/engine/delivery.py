"""The life of one delivery and how long it waits between attempts."""

from enum import StrEnum
from typing import Final

MAX_ATTEMPTS: Final = 12
_FIRST_PAUSE_S: Final = 60
_LONGEST_PAUSE_S: Final = 6 * 60 * 60


class DeliveryState(StrEnum):
    """Where a delivery stands. Done and dead wait for nobody."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


def backoff_s(attempts: int) -> int:
    """Return the seconds to wait after that many attempts.

    The pause doubles from one minute to six hours, so that twelve attempts last more than a day:
    workers that are down overnight make no dead letter.

    Raises:
        ValueError: there was no attempt yet.
    """
    if attempts < 1:
        raise ValueError("A pause follows an attempt; there was none.")
    doublings = min(attempts - 1, MAX_ATTEMPTS)
    return min(_FIRST_PAUSE_S << doublings, _LONGEST_PAUSE_S)
