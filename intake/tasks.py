"""Celery's ways into the intake."""

from celery import shared_task
from django.utils import timezone

from intake.services import filings, limits


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def forget_drafts(**_newer: object) -> None:
    """Erase drafts that nobody came back to, and limits that nobody uses; runs every night."""
    while filings.forget_drafts(at=timezone.now()):
        pass
    limits.forget_empty(at=timezone.now())
