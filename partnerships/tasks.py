"""Celery's way into partnerships; the outbox sends these."""

from celery import shared_task
from django.utils import timezone

from partnerships.services import after_events


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def review_after_judging(*, delivery: int, **_newer: object) -> None:
    """Open the reviews that worse verdicts ask for, and stop what has gone stale."""
    after_events.after_judging(delivery=delivery, at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def pause_after_consent(*, delivery: int, **_newer: object) -> None:
    """Pause the partnerships in which no introduction holds any more."""
    after_events.after_proposal(delivery=delivery, at=timezone.now())
