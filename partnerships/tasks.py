"""Celery's way into partnerships; the outbox sends these."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from partnerships.services import activities, after_events, editions


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def review_after_judging(*, delivery: int, **_newer: object) -> None:
    """Open the reviews that worse verdicts ask for, and stop what has gone stale."""
    after_events.after_judging(delivery=delivery, at=timezone.now())


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def open_after_introduction(*, delivery: int, subject: str, **_newer: object) -> None:
    """Open the partnership of an introduction, or let its helper join."""
    after_events.after_introduction(delivery=delivery, proposal=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def seat_after_reply(*, delivery: int, subject: str, **_newer: object) -> None:
    """Give the agency that accepted to lead its seat."""
    request = UUID(subject)
    after_events.after_agency_accepted(delivery=delivery, request=request, at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def part_after_consent(*, delivery: int, **_newer: object) -> None:
    """Let those leave partnerships whose introduction holds no more."""
    after_events.after_consent_ended(delivery=delivery, at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def stop_what_expired(**_newer: object) -> None:
    """Stop direct activities whose verdict has gone stale; beat runs it every night."""
    activities.stop_what_expired(at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def publish_results(**_newer: object) -> None:
    """Tell the figures of a quarter two weeks after its end; beat asks every night."""
    editions.publish_results(at=timezone.now())
