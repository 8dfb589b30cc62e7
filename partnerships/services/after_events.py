"""What partnerships do when the outbox tells of verdicts and proposals; safe under redelivery."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

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
def after_introduction(*, delivery: int, proposal: UUID, at: datetime) -> None:
    """Open the partnership of an introduction; one that has ended meanwhile opens nothing."""
    if not finish(delivery_id=delivery, at=at):
        return
    with suppress(partnerships.NotIntroduced):
        partnerships.open_partnership(proposal=proposal, at=at)


@transaction.atomic
def after_agency_accepted(*, delivery: int, request: UUID, at: datetime) -> None:
    """Give the agency that accepted to lead its seat, where a partnership is open."""
    if finish(delivery_id=delivery, at=at):
        partnerships.seat_agency(request=request, at=at)


@transaction.atomic
def after_consent_ended(*, delivery: int, at: datetime) -> None:
    """Let those leave whose introduction ended, and let rest what has no helper any more."""
    if finish(delivery_id=delivery, at=at):
        partnerships.part_where_consent_ended(at=at)
