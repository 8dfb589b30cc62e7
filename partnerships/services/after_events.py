"""What partnerships do when the outbox tells of verdicts and proposals; safe under redelivery."""

from datetime import datetime

from django.db import transaction

from audit.services import finish
from partnerships.services import activities, partnerships, reviews


@transaction.atomic
def after_judging(*, delivery: int, at: datetime) -> None:
    """Open the reviews that worse verdicts ask for, and stop what has gone stale."""
    if finish(delivery_id=delivery, at=at):
        reviews.review_after_judging(at=at)
        activities.stop_what_expired(at=at)


@transaction.atomic
def after_proposal(*, delivery: int, at: datetime) -> None:
    """Pause the partnerships in which no introduction holds any more."""
    if finish(delivery_id=delivery, at=at):
        partnerships.pause_where_consent_ended(at=at)
