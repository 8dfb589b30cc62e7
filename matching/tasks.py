"""Celery's way into the matcher; the outbox sends these."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.services import runs


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def match_block(*, delivery: int, subject: str, **_newer: object) -> None:
    """Match one block of a run."""
    runs.match_block(delivery=delivery, reference=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=120, ignore_result=True)
def rematch_appeal(*, delivery: int, subject: str, **_newer: object) -> None:
    """Match one appeal anew."""
    runs.rematch_appeal(delivery=delivery, reference=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def rematch_pledge(*, delivery: int, subject: str, **_newer: object) -> None:
    """Match anew what one pledge touches."""
    runs.rematch_pledge(delivery=delivery, reference=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def rematch_helper(*, delivery: int, subject: str, **_newer: object) -> None:
    """Match anew what one helper's answers touch."""
    runs.rematch_helper(delivery=delivery, municipality=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def rematch_zone(*, delivery: int, subject: str, **_newer: object) -> None:
    """Match anew the appeals from one zone."""
    runs.rematch_zone(delivery=delivery, code=subject, at=timezone.now())
