"""Celery's way into judging; the outbox and beat send these."""

from celery import shared_task
from django.utils import timezone

from prerequisites.services import judging, watching


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def judge_changes(**_newer: object) -> None:
    """Judge anew what all waiting changes touch; the message that rang does not matter."""
    judging.judge_changes(handler="prerequisites.tasks.judge_changes", at=timezone.now())


@shared_task(acks_late=True, time_limit=1_800, ignore_result=True)
def judge_after_adoption(*, delivery: int, **_newer: object) -> None:
    """Judge everything with the rules that were just adopted."""
    judging.judge_after_adoption(delivery=delivery, at=timezone.now())


@shared_task(acks_late=True, time_limit=1_800, ignore_result=True)
def look_again(**_newer: object) -> None:
    """Find what went stale and what events suggest; beat runs it every night."""
    watching.look_again(at=timezone.now())
