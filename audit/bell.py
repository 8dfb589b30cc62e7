"""The bell: it wakes a worker at once. Beat sweeps the outbox anyway, so nothing depends on it."""

from typing import Final

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

_log: Final = structlog.get_logger(__name__)
_SWEEP: Final = "audit.tasks.deliver_outbox"


def ring() -> None:
    """Ask a worker to sweep the outbox now; a broker that is down is noted, and that is all."""
    try:
        current_app.send_task(_SWEEP, retry=False, ignore_result=True)
    except (OperationalError, OSError):
        _log.warning("bell.broker_is_down")
