"""Open reviews where something happened, and close them when somebody looked."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from prerequisites.engine.review import DUE_WITHIN_DAYS, ReviewOutcome, ReviewState, Trigger
from prerequisites.models import Review


class AlreadyClosed(Exception):
    """Somebody closed this review before. Nothing was changed."""


@transaction.atomic
def open_reviews(
    *, trigger: Trigger, municipality_ids: Collection[int], at: datetime
) -> list[Review]:
    """Open a review of each municipality, save where one of this trigger is open already.

    Safe beside another worker with the same news: the constraint lets one of both in.

    Returns:
        The reviews that were opened now.

    Cost: 2 statements, and 1 event for each review.
    """
    today = timezone.localdate(at)
    wanted = [_review(trigger, key, today) for key in sorted(set(municipality_ids))]
    Review.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=1_000)
    opened = list(
        Review.objects.filter(reference__in=[each.reference for each in wanted]).order_by("pk")
    )
    for review in opened:
        _note("review.opened", review, None, at)
    return opened


@transaction.atomic
def close_review(*, reference: UUID, outcome: ReviewOutcome, by: User, at: datetime) -> Review:
    """Say what came of a review; the next event of its kind opens another.

    Raises:
        Review.DoesNotExist: there is no such review.
        PermissionDenied: `by` does not judge.
        AlreadyClosed: somebody was faster; their outcome stays.
    """
    require(by, Permission.JUDGE)
    review = Review.objects.select_for_update().get(reference=reference)
    if review.state == ReviewState.CLOSED:
        raise AlreadyClosed

    review.state = ReviewState.CLOSED.value
    review.closed_by = by
    review.closed_at = at
    review.outcome = outcome.value
    review.save(update_fields=["state", "closed_by", "closed_at", "outcome"])

    _note("review.closed", review, by, at)
    return review


def unseen(*, trigger: Trigger, news: Collection[tuple[int, datetime]]) -> Iterator[int]:
    """Yield the municipalities whose news is younger than the last closed review of its kind.

    What was recorded while a review was open was seen in it.

    Args:
        trigger: the kind of review.
        news: municipalities, each with the moment something was recorded.
    """
    closed = dict(
        Review.objects.filter(
            trigger=trigger.value,
            state=ReviewState.CLOSED.value,
            municipality__in={municipality_id for municipality_id, _ in news},
        )
        .values_list("municipality_id")
        .annotate(last=Max("closed_at"))
    )
    for municipality_id, recorded_at in news:
        last = closed.get(municipality_id)
        if last is None or recorded_at > last:
            yield municipality_id


def _review(trigger: Trigger, municipality_id: int, today: date) -> Review:
    return Review(
        reference=uuid4(),
        municipality_id=municipality_id,
        trigger=trigger.value,
        opened_on=today,
        due_on=today + timedelta(days=DUE_WITHIN_DAYS[trigger]),
    )


def _note(verb: str, review: Review, by: User | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="review",
        subject=str(review.reference),
        actor_id=None if by is None else by.pk,
        at=at,
        data={"trigger": review.trigger},
    )
