"""Receipts: how a person without an account finds their case again.

A receipt has two parts. The locator finds the row; the secret opens it. Both are made of signs
that cannot be taken for one another when they are read aloud or written by hand.
"""

from dataclasses import dataclass
from math import floor, log2
from typing import Final
from uuid import UUID

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without 0 O, 1 I L, and U, which sounds like V
LOCATOR_SIGNS: Final = 8
SECRET_SIGNS: Final = 16
SECRET_BITS: Final = floor(SECRET_SIGNS * log2(len(ALPHABET)))  # 78; 66 are the least
_GROUP: Final = 4
_BETWEEN: Final = frozenset("-–—.,:_")


class NotAReceipt(ValueError):
    """What was typed cannot be a receipt: too short, too long, or with other signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The two parts of a receipt. The secret is shown once and kept nowhere."""

    locator: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whoever holds the receipt of an appeal, and so speaks for it without an account.

    Only the intake makes one, for a phone on which it has seen the receipt.
    """

    appeal: UUID


def receipt_from(numbers: bytes) -> Receipt:
    """Return the receipt that random `numbers` spell; numbers that would favour a sign are skipped.

    Args:
        numbers: random bytes; 64 are enough but once in many lives of the universe.

    Raises:
        ValueError: too few of them could be used.
    """
    fair = len(ALPHABET) * (256 // len(ALPHABET))
    signs = [ALPHABET[number % len(ALPHABET)] for number in numbers if number < fair]
    if len(signs) < LOCATOR_SIGNS + SECRET_SIGNS:
        raise ValueError("A receipt needs more random bytes.")
    spelled = "".join(signs[: LOCATOR_SIGNS + SECRET_SIGNS])
    return Receipt(locator=spelled[:LOCATOR_SIGNS], secret=spelled[LOCATOR_SIGNS:])


def grouped(receipt: Receipt) -> str:
    """Return a receipt as it is shown: groups of four, to be read aloud."""
    spelled = receipt.locator + receipt.secret
    return "-".join(spelled[at : at + _GROUP] for at in range(0, len(spelled), _GROUP))


def parsed(typed: str) -> Receipt:
    """Return the receipt that someone typed, in small or large letters, with any separators.

    Raises:
        NotAReceipt: it cannot be one.
    """
    spelled = "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in _BETWEEN)
    if len(spelled) != LOCATOR_SIGNS + SECRET_SIGNS or not set(spelled) <= set(ALPHABET):
        raise NotAReceipt("A receipt has 24 signs.")
    return Receipt(locator=spelled[:LOCATOR_SIGNS], secret=spelled[LOCATOR_SIGNS:])
