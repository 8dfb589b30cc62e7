"""Wait for a service that is starting."""

import time
from collections.abc import Callable


class ServiceTrouble(Exception):
    """A service did not start; the message is for people."""


def turns_true(question: Callable[[], bool], seconds: float) -> bool:
    """Return whether the answer to `question` was yes within `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.02)
    return False
