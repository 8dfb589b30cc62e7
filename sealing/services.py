"""Seal, open, erase, and change the master key. Every opening leaves a trace."""

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit.services import record
from sealing.engine import envelope
from sealing.engine.envelope import NONCE_BYTES, Place
from sealing.engine.keyring import KEY_BYTES
from sealing.engine.reasons import OpenReason
from sealing.models import DataKey

_MOST_AT_ONCE: Final = 500


class Erased(Exception):
    """The key of this case was destroyed: what was written can be read by nobody any more."""


def new_key(*, at: datetime) -> DataKey:
    """Return a fresh key for one case, kept wrapped."""
    key = DataKey(master=settings.SEALING_KEYS.current, made_at=at)
    key.wrapped = envelope.wrap(
        settings.SEALING_KEYS,
        secrets.token_bytes(KEY_BYTES),
        reference=key.reference,
        nonce=secrets.token_bytes(NONCE_BYTES),
    )
    key.save(force_insert=True)
    return key


def sealed(key: DataKey, place: Place, text: str) -> bytes:
    """Return `text` as it may lie in the database; nothing written gives nothing.

    Raises:
        Erased: the key was destroyed.
    """
    return sealed_bytes(key, place, text.encode())


def sealed_bytes(key: DataKey, place: Place, plain: bytes) -> bytes:
    """Return `plain`, a file for example, as it may lie in the database.

    Raises:
        Erased: the key was destroyed.
    """
    if not plain:
        return b""
    return envelope.seal_bytes(
        _unwrapped(key), place, plain, nonce=secrets.token_bytes(NONCE_BYTES)
    )


@transaction.atomic
def opened(
    key: DataKey,
    place: Place,
    content: bytes | memoryview,
    *,
    actor_id: int | None,
    reason: OpenReason,
    at: datetime,
) -> str:
    """Return the text, and keep who opened what and why. Nothing written leaves no trace.

    The caller has made sure that the reader may: this only opens and keeps the trace.

    Args:
        key: of the case.
        place: table, column and row in which `content` lies.
        content: the envelope.
        actor_id: who reads; None for a person who has a receipt and no account.
        reason: why.
        at: now.

    Raises:
        Erased: the key was destroyed.
        Tampered: the content was changed or moved.
    """
    return opened_bytes(key, place, content, actor_id=actor_id, reason=reason, at=at).decode()


def opened_if_left(
    key: DataKey | None,
    place: Place,
    content: bytes | memoryview,
    *,
    actor_id: int | None,
    reason: OpenReason,
    at: datetime,
) -> str:
    """Return the text as `opened` does; nothing where the key was destroyed, or never was.

    Raises:
        Tampered: the content was changed or moved.
    """
    if key is None or key.destroyed_at is not None:
        return ""
    return opened(key, place, content, actor_id=actor_id, reason=reason, at=at)


@transaction.atomic
def opened_bytes(
    key: DataKey,
    place: Place,
    content: bytes | memoryview,
    *,
    actor_id: int | None,
    reason: OpenReason,
    at: datetime,
) -> bytes:
    """Return the bytes of a file, and keep who opened what and why, as `opened` does of a text.

    Raises:
        Erased: the key was destroyed.
        Tampered: the content was changed or moved.
    """
    if not content:
        return b""
    plain = envelope.open_bytes(_unwrapped(key), place, bytes(content))
    record(
        verb="sealed.opened",
        subject_kind=place.table,
        subject=str(place.row),
        actor_id=actor_id,
        at=at,
        data={"column": place.column, "reason": reason.value},
    )
    return plain


@transaction.atomic
def erase(*, reference: UUID, actor_id: int | None, at: datetime) -> None:
    """Destroy a key, and with it all that was sealed under it. It cannot be undone.

    Raises:
        DataKey.DoesNotExist: there is no such key.
        Erased: it was destroyed before; nothing was changed.
    """
    key = DataKey.objects.select_for_update().get(reference=reference)
    if key.destroyed_at is not None:
        raise Erased
    key.wrapped = b""
    key.destroyed_at = at
    key.save(update_fields=["wrapped", "destroyed_at"])
    record(
        verb="data_key.destroyed",
        subject_kind="data_key",
        subject=str(reference),
        actor_id=actor_id,
        at=at,
    )


@transaction.atomic
def rotate(*, limit: int = _MOST_AT_ONCE, at: datetime) -> int:
    """Wrap up to `limit` keys anew, under the current master key; 0 when none is left.

    Each call is one transaction, so it may be stopped anywhere and goes on where it stopped.
    Texts are not touched: only their keys are wrapped anew.
    """
    keyring = settings.SEALING_KEYS
    keys = list(
        DataKey.objects.filter(destroyed_at=None)
        .exclude(master=keyring.current)
        .select_for_update(skip_locked=True)
        .order_by("pk")[:limit]
    )
    for key in keys:
        plain = _unwrapped(key)
        key.wrapped = envelope.wrap(
            keyring, plain, reference=key.reference, nonce=secrets.token_bytes(NONCE_BYTES)
        )
        key.master = keyring.current
    DataKey.objects.bulk_update(keys, ["wrapped", "master"])
    if keys:
        record(
            verb="data_key.rotated",
            subject_kind="master_key",
            subject=keyring.current,
            actor_id=None,
            at=at,
            data={"keys": len(keys)},
        )
    return len(keys)


def fingerprint(*, purpose: str, text: str) -> bytes:
    """Return what finds the same text again and tells nothing of it without the lookup key."""
    return envelope.fingerprint(settings.LOOKUP_KEY.encode(), purpose=purpose, text=text)


def _unwrapped(key: DataKey) -> bytes:
    if key.destroyed_at is not None:
        raise Erased
    return envelope.unwrap(
        settings.SEALING_KEYS, bytes(key.wrapped), master=key.master, reference=key.reference
    )
