"""Celery's way into webhooks; the outbox and beat send these."""

from celery import shared_task
from django.utils import timezone

from webhooks.services import messages


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def plan(*, delivery: int, **_newer: object) -> None:
    """Let messages of one event wait for the endpoints that hear of it."""
    messages.plan(delivery=delivery, at=timezone.now())


@shared_task(time_limit=300, ignore_result=True)
def send_messages(**_newer: object) -> None:
    """Send the messages that are due; beat runs it, and two at once do no harm."""
    messages.send_due(now=timezone.now)
