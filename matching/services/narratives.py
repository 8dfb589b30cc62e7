"""The words of an appeal: sealed from the first row, opened for those who may read them."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import may
from matching.engine.receipts import Holder
from matching.models import Appeal
from matching.selectors.speaking import Speaker, actor_id_of
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason


def seal_summary(appeal: Appeal, text: str, *, at: datetime) -> None:
    """Put the words of an appeal, sealed, into its row, which the caller saves.

    An appeal without a key, or whose key was destroyed, gets a fresh one.
    """
    if appeal.data_key is None or appeal.data_key.destroyed_at is not None:
        appeal.data_key = sealing.new_key(at=at)
    appeal.sealed_summary = sealing.sealed(appeal.data_key, place_of_summary(appeal), text)


@transaction.atomic
def read_summary(appeal: Appeal, *, by: User, at: datetime) -> str:
    """Return what the author said in its own words, and keep who read it and why.

    The author reads its own words; the officer of the case reads them for the case. Where
    nothing was said, or what was said is erased, the text is empty.

    Raises:
        PermissionDenied: the words are not `by`'s to read.
    """
    return open_summary(appeal, by=by, reason=reason_of(appeal, by), at=at)


@transaction.atomic
def open_summary(appeal: Appeal, *, by: Speaker, reason: OpenReason, at: datetime) -> str:
    """Return the words of an appeal to somebody of whom the caller has made sure that they may."""
    return sealing.opened_if_left(
        appeal.data_key,
        place_of_summary(appeal),
        appeal.sealed_summary,
        actor_id=actor_id_of(by),
        reason=reason,
        at=at,
    )


def place_of_summary(appeal: Appeal) -> Place:
    """Return where the words of an appeal lie."""
    return Place(table="appeal", column="sealed_summary", row=appeal.reference)


def reason_of(
    appeal: Appeal, by: Speaker, *, as_appellant: OpenReason = OpenReason.OWN_WORDS
) -> OpenReason:
    """Return why `by` may read what belongs to an appeal.

    Raises:
        PermissionDenied: `by` neither asks by it nor is the officer of the case.
    """
    if isinstance(by, Holder):
        if by.appeal == appeal.reference and appeal.by_receipt:
            return as_appellant
        raise PermissionDenied
    is_own = by.municipalities.filter(pk=appeal.municipality_id).exists()
    if is_own or appeal.intermediary_id in by.intermediary_ids:
        return as_appellant
    if appeal.officer_id == by.pk and may(by, Permission.READ_CASE):
        return OpenReason.CASE_WORK
    raise PermissionDenied
