"""Celery's way into partner calls."""

from celery import shared_task
from django.utils import timezone

from partnercalls.services import calls


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def lapse(**_newer: object) -> None:
    """End the calls whose last day has passed, and erase contacts that nobody needs any more.

    Beat runs it once a day, and twice does no harm.
    """
    calls.lapse_due(at=timezone.now())
    calls.forget_old(at=timezone.now())
