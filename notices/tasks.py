"""Celery's way into notices; the outbox and beat send these."""

from celery import shared_task
from django.utils import timezone

from notices.services import mails, telling


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def tell(*, delivery: int, **_newer: object) -> None:
    """Tell the right people of one event."""
    telling.tell(delivery=delivery, at=timezone.now())


@shared_task(time_limit=300, ignore_result=True)
def send_mails(**_newer: object) -> None:
    """Send the mails that are due; beat runs it, and two at once do no harm."""
    mails.send_due(at=timezone.now())
