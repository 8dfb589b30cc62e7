"""Wait for a service that is starting."""

import subprocess
import time
from collections.abc import Callable


class ServiceTrouble(Exception):
    """A service did not start; the message is for people."""


def answers(question: Callable[[], bool], server: subprocess.Popen[str], seconds: float) -> bool:
    """Return whether `question` turned true within `seconds`, while `server` lived."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.poll() is None:
        if question():
            return True
        time.sleep(0.02)
    return False
