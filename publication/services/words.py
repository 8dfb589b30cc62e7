"""The words of a card before it is public: sealed, and opened for those who may read them."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from matching.models import Appeal
from matching.services.narratives import reason_of
from publication.models import Publication
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason


def sealed_words(publication: Publication, appeal: Appeal, text: str) -> bytes:
    """Return the words as they lie in the database.

    Raises:
        Erased: what belongs to the appeal was erased.
    """
    if appeal.data_key is None:
        raise sealing.Erased
    return sealing.sealed(appeal.data_key, _place(publication), text)


@transaction.atomic
def read_words(publication: Publication, appeal: Appeal, *, by: User, at: datetime) -> str:
    """Return the words for the author or the officer of the case, and keep who read them.

    Raises:
        PermissionDenied: they are not `by`'s to read.
    """
    reason = reason_of(appeal, by, as_appellant=OpenReason.ADDRESSED)
    return _opened(publication, appeal, actor_id=by.pk, reason=reason, at=at)


def words_to_publish(publication: Publication, appeal: Appeal, *, at: datetime) -> str:
    """Return the words that their author has approved; empty where they are erased."""
    return _opened(publication, appeal, actor_id=None, reason=OpenReason.PUBLICATION, at=at)


def _opened(
    publication: Publication,
    appeal: Appeal,
    *,
    actor_id: int | None,
    reason: OpenReason,
    at: datetime,
) -> str:
    return sealing.opened_if_left(
        appeal.data_key,
        _place(publication),
        publication.sealed_summary,
        actor_id=actor_id,
        reason=reason,
        at=at,
    )


def _place(publication: Publication) -> Place:
    return Place(table="publication", column="sealed_summary", row=publication.reference)
