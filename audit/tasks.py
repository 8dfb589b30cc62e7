"""Celery's way into the outbox."""

from collections.abc import Mapping

from celery import current_app, shared_task
from celery.signals import task_failure, task_prerun
from django.utils import timezone
from kombu.exceptions import OperationalError

from audit import services
from audit.selectors import Message


@shared_task(time_limit=60, ignore_result=True)
def deliver_outbox(**_newer: object) -> None:
    """Send what waits in the outbox; beat runs it every two seconds, and two at once do no harm."""
    services.deliver_due(send=_send, at=timezone.now())


@shared_task(time_limit=30, ignore_result=True)
def probe(**_newer: object) -> None:
    """Show that workers take tasks and reach the database."""
    services.beat(name="worker", at=timezone.now())


@task_prerun.connect
def note_life(**_more: object) -> None:
    """Write down that a worker took a task: while long ones run, the probe waits its turn."""
    services.beat(name="worker", at=timezone.now())


@task_failure.connect
def note_failure(
    *,
    exception: BaseException,
    kwargs: Mapping[str, object] | None = None,
    **_more: object,
) -> None:
    """Write down which delivery failed; the lease would bring it back in any case."""
    delivery = (kwargs or {}).get("delivery")
    if isinstance(delivery, int):
        services.fail(delivery_id=delivery, at=timezone.now(), error=type(exception).__name__)


def _send(message: Message) -> None:
    kwargs = {
        "delivery": message.delivery,
        "event": str(message.event),
        "subject": message.subject,
    }
    try:
        current_app.send_task(message.handler, kwargs=kwargs, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        raise services.CannotSend from error
