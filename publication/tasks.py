"""Celery's ways into publication."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from publication.services import batches


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def publish_due(**_newer: object) -> None:
    """Move the public list; beat runs it once a day, and twice does no harm."""
    batches.publish_due(at=timezone.now())


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def leave_with_appeal(*, delivery: int, subject: str, **_newer: object) -> None:
    """End the cards of an appeal that is over."""
    batches.leave_with_appeal(delivery=delivery, appeal=UUID(subject), at=timezone.now())
