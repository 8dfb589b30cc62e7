"""Celery's way into the partner API."""

from celery import shared_task
from django.utils import timezone

from api.services import answers, tokens


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def forget_what_is_over(**_newer: object) -> None:
    """Forget tokens that have ended and answers that were kept for a day; runs every hour."""
    tokens.forget_old_tokens(at=timezone.now())
    answers.forget_old_answers(at=timezone.now())
