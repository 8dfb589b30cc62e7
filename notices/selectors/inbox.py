"""The inbox of one person: what waits, in words made now, and where each leads them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import F
from django.db.models.lookups import IsNull

from accounts.models import User
from matching.models import Appeal, Proposal
from notices.engine.telling import DOORS, Door, Kind
from notices.labels import KIND_LABELS, UNSEEN
from notices.models import Notice, NoticeQuerySet
from partnercalls.models import PartnerCall
from partnerships.models import Partnership
from publication.models import SavedSearch

if TYPE_CHECKING:
    from django.db.models import QuerySet

    _Rows = (
        QuerySet[Proposal]
        | QuerySet[Appeal]
        | QuerySet[Partnership]
        | QuerySet[SavedSearch]
        | QuerySet[PartnerCall]
    )

COUNTED: Final = 10
"""From here on the header says only that there are more than nine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldNotice:
    """A notice as its recipient may read it now; without a door it leads nowhere."""

    reference: UUID
    sentence: str
    made_at: datetime
    is_read: bool
    door: Door | None
    subject: UUID | None


def notices_for(user: User) -> NoticeQuerySet:
    """Return what `user` was told, what is unread first, then the newest."""
    return Notice.objects.visible_to(user).order_by(IsNull(F("read_at"), True).desc(), "-pk")


def newest_for(user: User) -> UUID | None:
    """Return the newest notice of `user`, up to which a page marks as read."""
    newest = Notice.objects.visible_to(user).order_by("-pk")
    return newest.values_list("reference", flat=True).first()


def unread_count(user: User) -> int:
    """Return how many notices wait, counted to ten.

    Cost: one query over a partial index.
    """
    return Notice.objects.visible_to(user).unread()[:COUNTED].count()


def told(user: User, notices: Sequence[Notice]) -> list[ToldNotice]:
    """Return notices of `user` as they may be read now.

    Where the reader no longer sees what a notice is about, it says only that something changed.

    Cost: one query for each kind of door among them, at most seven.
    """
    wanted: dict[Door, set[UUID]] = {}
    for notice in notices:
        wanted.setdefault(DOORS[Kind(notice.kind)], set()).add(notice.subject)
    open_doors = {door: _seen(user, door, subjects) for door, subjects in wanted.items()}
    return [_told(notice, open_doors) for notice in notices]


def _told(notice: Notice, open_doors: Mapping[Door, Collection[UUID]]) -> ToldNotice:
    kind = Kind(notice.kind)
    door = DOORS[kind]
    is_seen = notice.subject in open_doors[door]
    return ToldNotice(
        reference=notice.reference,
        sentence=str(KIND_LABELS[kind] if is_seen else UNSEEN),
        made_at=notice.made_at,
        is_read=notice.read_at is not None,
        door=door if is_seen else None,
        subject=notice.subject if is_seen else None,
    )


def _seen(user: User, door: Door, subjects: Iterable[UUID]) -> Collection[UUID]:
    """Return which subjects `user` sees behind a door; the queue shows no case, so it asks none."""
    if door is Door.QUEUE:
        return set(subjects) if user.is_secretariat else set()
    rows: Mapping[Door, _Rows] = {
        Door.PROPOSAL: Proposal.objects.visible_to(user),
        Door.CASE_PROPOSAL: Proposal.objects.visible_to(user).of_officer(user),
        Door.APPEAL: Appeal.objects.visible_to(user),
        Door.CASE: Appeal.objects.visible_to(user).filter(officer=user),
        Door.DOSSIER: Appeal.objects.filter(by_receipt=True, officer=user),
        Door.PARTNERSHIP: Partnership.objects.visible_to(user),
        Door.SEARCH: SavedSearch.objects.visible_to(user),
        Door.CALL: PartnerCall.objects.visible_to(user),
    }
    return set(rows[door].filter(reference__in=subjects).values_list("reference", flat=True))
