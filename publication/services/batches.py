"""The list moves once a day: what is due comes, and what was taken back goes."""

from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from audit.models import Event
from audit.services import finish, record
from matching.engine.lifecycle import INTRODUCIBLE
from matching.models import Appeal
from publication.engine.batches import month_of
from publication.engine.lifecycle import PublicationAction, PublicationState
from publication.models import Card, Publication, Tombstone
from publication.selectors import previews
from publication.services.searches import tell_whom_it_fits
from publication.services.steps import end, lock_appeal, step
from publication.services.words import words_to_publish

_Row = TypeVar("_Row", bound=Model)
_TELLING: Final = 0x0039_0001  # of two batches at once one tells


def publish_due(*, at: datetime) -> int:
    """Take off the list what has left, and publish what is due; twice on a day does no harm.

    Each card is a transaction of its own. Whom it could mean is counted again: a card that would
    tell another thing today than what its author approved is dropped, and its officer proposes
    anew.

    Returns:
        How many cards were published.
    """
    for key in _keys(state=PublicationState.LISTED):
        _leave_if_over(key, at=at)
    for key in _keys(state=PublicationState.LEAVING):
        _remove(key, at=at)
    due = _keys(state=PublicationState.APPROVED, until=timezone.localdate(at))
    published = sum(_publish(key, at=at) for key in due)
    _tell(at=at)
    return published


@transaction.atomic
def leave_with_appeal(*, delivery: int, appeal: UUID, at: datetime) -> None:
    """End what is open of an appeal that is over; its card's page is closed already."""
    if not finish(delivery_id=delivery, at=at):
        return
    found = Appeal.objects.filter(reference=appeal).first()
    if found is None:
        return
    asking = lock_appeal(found.pk)
    if asking.state in INTRODUCIBLE:
        return
    for each in Publication.objects.open().filter(appeal=asking).select_for_update(of=("self",)):
        each.appeal = asking
        end(each, actor_id=None, at=at)


@transaction.atomic
def _tell(*, at: datetime) -> None:
    """Tell the trail of each card that came or went and of which it has not heard.

    All of a batch together, by an id drawn by chance and without the appeal: told one by one in
    the transactions of their publications, they would stand beside them in the trail. What a
    batch that broke off has not told, the next one tells.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TELLING])
    for card in _untold(Card.objects.all(), "reference", "card.published"):
        record(verb="card.published", subject_kind="card", subject=card, actor_id=None, at=at)
    for card in _untold(Tombstone.objects.all(), "card", "card.withdrawn"):
        record(verb="card.withdrawn", subject_kind="card", subject=card, actor_id=None, at=at)


def _untold(rows: QuerySet[_Row], column: str, verb: str) -> list[str]:
    """Return the ids of the cards of which the trail holds no event `verb`, by the id."""
    told = Event.objects.filter(
        subject_kind="card", verb=verb, subject=Cast(OuterRef(column), CharField())
    )
    ids = rows.exclude(Exists(told)).order_by(column).values_list(column, flat=True)
    return [str(each) for each in ids]


def _keys(*, state: PublicationState, until: date | None = None) -> list[int]:
    found = Publication.objects.filter(state=state.value)
    if until is not None:
        found = found.filter(due_on__lte=until)
    return list(found.order_by("card_reference").values_list("pk", flat=True))


@transaction.atomic
def _publish(key: int, *, at: datetime) -> bool:
    made = _locked(key, PublicationState.APPROVED)
    if made is None:
        return False
    words = words_to_publish(made, made.appeal, at=at)
    crowd = _counted_again(made, on=timezone.localdate(at))
    if not words or not crowd:
        end(made, actor_id=None, at=at)
        return False

    made.crowd = sorted(crowd)
    step(made, PublicationAction.PUBLISH, actor_id=None, at=at, also=("crowd",))
    card = Card.objects.create(
        reference=made.card_reference,
        place_id=made.place_id,
        phase=made.phase,
        group=made.group,
        activity=made.activity,
        size=made.size,
        month=month_of(timezone.localdate(at)),
        summary=words,
    )
    tell_whom_it_fits(card, at=at)
    return True


def _counted_again(made: Publication, *, on: date) -> frozenset[int]:
    """Return whom the approved card could mean today; nobody where it would be another card."""
    if made.appeal.state not in INTRODUCIBLE:
        return frozenset()
    found = previews.preview_of(made.appeal, on=on).found
    if found.cell is None:
        return frozenset()
    today = (
        found.cell.place,
        found.cell.phase or "",
        found.cell.group,
        found.cell.activity or "",
        found.cell.size or "",
    )
    approved = (made.place_id, made.phase, made.group, made.activity, made.size)
    return found.crowd if today == approved else frozenset()


@transaction.atomic
def _leave_if_over(key: int, *, at: datetime) -> None:
    made = _locked(key, PublicationState.LISTED)
    if made is not None and made.appeal.state not in INTRODUCIBLE:
        end(made, actor_id=None, at=at)


@transaction.atomic
def _remove(key: int, *, at: datetime) -> None:
    made = _locked(key, PublicationState.LEAVING)
    if made is None:
        return
    Tombstone.objects.create(card=made.card_reference, removed_on=timezone.localdate(at))
    Card.objects.filter(reference=made.card_reference).delete()
    step(made, PublicationAction.REMOVE, actor_id=None, at=at)


def _locked(key: int, state: PublicationState) -> Publication | None:
    """Lock an appeal and then its publication; None where somebody was faster."""
    appeal = lock_appeal(Publication.objects.values_list("appeal", flat=True).get(pk=key))
    made = Publication.objects.select_for_update(of=("self",)).get(pk=key)
    if made.state != state:
        return None
    made.appeal = appeal
    return made
