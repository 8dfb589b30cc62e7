"""Celery's way into notices; the outbox and beat send these."""

from celery import shared_task
from django.utils import timezone

from notices.services import telling


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def tell(*, delivery: int, **_newer: object) -> None:
    """Tell the right people of one event."""
    telling.tell(delivery=delivery, at=timezone.now())
