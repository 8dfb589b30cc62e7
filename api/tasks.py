"""Celery's way into the partner API."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from api.services import answers, bulk, tokens
from api.v1.bulk_rows import reader_for


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def forget_what_is_over(**_newer: object) -> None:
    """Forget tokens that have ended, answers of a day, and bulk calls of 90; runs every hour."""
    tokens.forget_old_tokens(at=timezone.now())
    answers.forget_old_answers(at=timezone.now())
    bulk.forget_old_calls(at=timezone.now())


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def write_bulk_part(*, delivery: int, subject: str, **_newer: object) -> None:
    """Write the rows of one part of a bulk call."""
    bulk.write_part(
        delivery=delivery, reference=UUID(subject), reader_for=reader_for, at=timezone.now()
    )
