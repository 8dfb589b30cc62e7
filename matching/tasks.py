"""Celery's way into the matcher; the outbox sends these."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.services import (
    allocations,
    asides,
    clocks,
    escalations,
    proposals,
    runs,
    still_needed,
    trinnings,
)


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def match_block(*, delivery: int, subject: str, **_newer: object) -> None:
    """Match one block of a run."""
    runs.match_block(delivery=delivery, reference=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def match_changes(**_newer: object) -> None:
    """Match anew what all waiting changes touch; the message that rang does not matter."""
    runs.match_changes(handler="matching.tasks.match_changes", at=timezone.now())


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def tell_what_is_over(**_newer: object) -> None:
    """Let pairs be proposed again whose day has come; beat runs it every night."""
    asides.tell_what_is_over(at=timezone.now())


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def match_everything(*, delivery: int, **_newer: object) -> None:
    """Start a run over everything: after an import, another policy, other rules, another map.

    While a run goes on this fails, and the outbox sends the message again later.
    """
    runs.start_run_after_import(delivery=delivery, at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def allocate(*, delivery: int, subject: str, **_newer: object) -> None:
    """Find who would best be given to whom, once a run is complete."""
    allocations.allocate_after_run(delivery=delivery, run=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def find_trinnings(*, delivery: int, subject: str, **_newer: object) -> None:
    """Find the trinnings once a run is complete."""
    trinnings.find_after_run(delivery=delivery, run=UUID(subject), at=timezone.now())


@shared_task(acks_late=True, time_limit=60, ignore_result=True)
def lapse_proposals() -> None:
    """Let the proposals lapse whose last day has passed; twice does no harm."""
    proposals.lapse_due(at=timezone.now())


@shared_task(acks_late=True, time_limit=600, ignore_result=True)
def ask_who_still_needs_help(**_newer: object) -> None:
    """Ask again where it is time, and note who did not answer; twice does no harm."""
    still_needed.ask_due(at=timezone.now())


@shared_task(acks_late=True, time_limit=300, ignore_result=True)
def tend_clocks(**_newer: object) -> None:
    """Start clocks that are missing, end pauses whose day has come, tell what is late."""
    now = timezone.now()
    clocks.start_missing(at=now)
    clocks.end_pauses(at=now)
    escalations.escalate(at=now)
