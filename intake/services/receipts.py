"""Make receipts, and find by one what it opens. A receipt is kept nowhere."""

import secrets
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from intake.engine.limits import ALL_TOGETHER, EACH_RECEIPT
from intake.models import Filing
from intake.services import limits
from matching.engine.receipts import NotAReceipt, Receipt, grouped, parsed, receipt_from
from sealing import services as sealing

# The secret has 78 random bits, so this need not be as slow as for a password that people choose;
# it must not let a flood of tries use up the memory either.
_HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_RANDOM_BYTES: Final = 96


class NoSuchReceipt(Exception):
    """No receipt is like this. Whether its first or its last part is wrong is not told."""


def new_receipt() -> Receipt:
    """Return a receipt that nobody has."""
    return receipt_from(secrets.token_bytes(_RANDOM_BYTES))


def hashed(receipt: Receipt) -> str:
    """Return the slow hash of the secret of a receipt."""
    return _HASHER.hash(receipt.secret)


def mark_of(receipt: Receipt) -> bytes:
    """Return what finds the row of a receipt, and tells nothing of it without the lookup key."""
    return sealing.fingerprint(purpose="receipt", text=receipt.locator)


def enter(receipt: Receipt, *, at: datetime) -> UUID:
    """Return the reference of the filing that a receipt opens.

    A wrong secret and a locator that nobody has cost the same: one look and one slow hash.

    Raises:
        TooFast: too many tries, of this receipt or of all; nothing was looked at.
        NoSuchReceipt: nothing is opened by it.
    """
    mark = mark_of(receipt)
    limits.spend("receipts", ALL_TOGETHER, at=at)
    limits.spend(f"receipt:{mark.hex()[:32]}", EACH_RECEIPT, at=at)

    found = Filing.objects.filter(locator_mark=mark).only("reference", "slow_hash").first()
    fits = _fits(found.slow_hash if found else _nobodys_hash(), receipt.secret)
    if found is None or not fits:
        raise NoSuchReceipt
    return found.reference


def confirmed(filing: UUID, typed: str) -> str:
    """Return a receipt as it is shown, where it opens this filing; else nothing."""
    try:
        receipt = parsed(typed)
    except NotAReceipt:
        return ""
    found = Filing.objects.filter(reference=filing, locator_mark=mark_of(receipt)).first()
    if found is None or not _fits(found.slow_hash, receipt.secret):
        return ""
    return grouped(receipt)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_hex())


def _fits(kept: str, secret: str) -> bool:
    try:
        return _HASHER.verify(kept, secret)
    except VerificationError:
        return False
