"""Read single values out of a row, or say in one sentence why they cannot be read."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from math import isfinite
from typing import Final, TypeVar

from places.engine.values import QuarantineReason
from places.imports.table import Row

_Word = TypeVar("_Word")
_LARGEST: Final = 2_147_483_647  # PostgreSQL's integer
# Controls, and the overrides that make a name read backwards; Arabic's joiners are allowed.
_UNSAFE: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


class BadRow(Exception):
    """One row cannot be used; it goes into quarantine and the import goes on."""

    def __init__(self, reason: QuarantineReason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.sentence = sentence


def optional_text(row: Row, column: str, *, longest: int = 200) -> str:
    """Return the value in normal form, or an empty text.

    Raises:
        BadRow: it is too long or holds characters that deceive the eye.
    """
    value = unicodedata.normalize("NFC", row.values.get(column, "").strip())
    if len(value) > longest:
        raise BadRow(QuarantineReason.TOO_LONG, f"{column} is longer than {longest} characters.")
    if any(sign in _UNSAFE or unicodedata.category(sign) in {"Cc", "Cs"} for sign in value):
        raise BadRow(
            QuarantineReason.UNSAFE_TEXT,
            f"{column} holds invisible characters that change how it is read.",
        )
    return value


def text(row: Row, column: str, *, longest: int = 200) -> str:
    """Return the value in normal form.

    Raises:
        BadRow: it is missing, too long or unsafe.
    """
    value = optional_text(row, column, longest=longest)
    if not value:
        raise BadRow(QuarantineReason.MISSING_VALUE, f"{column} is empty.")
    return value


def word(row: Row, column: str, meanings: Mapping[str, _Word]) -> _Word:
    """Return what the value means.

    Raises:
        BadRow: it is none of the known words.
    """
    value = text(row, column)
    if value not in meanings:
        raise BadRow(
            QuarantineReason.UNKNOWN_WORD,
            f"{column} is {value[:40]!r}; known are {', '.join(meanings)}.",
        )
    return meanings[value]


def whole(row: Row, column: str, *, least: int = 0) -> int:
    """Return a whole number.

    Raises:
        BadRow: it is missing, not a number, or out of range.
    """
    raw = text(row, column)
    try:
        value = int(raw)
    except ValueError:
        raise BadRow(
            QuarantineReason.NOT_A_NUMBER, f"{column} is {raw[:40]!r}, not a whole number."
        ) from None
    if not least <= value <= _LARGEST:
        raise BadRow(QuarantineReason.NOT_A_NUMBER, f"{column} is out of range: {raw[:40]}.")
    return value


def number(row: Row, column: str) -> float:
    """Return a number.

    Raises:
        BadRow: it is missing or not a finite number.
    """
    raw = text(row, column)
    try:
        value = float(raw)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise BadRow(QuarantineReason.NOT_A_NUMBER, f"{column} is {raw[:40]!r}, not a number.")
    return value


def optional_number(row: Row, column: str) -> float | None:
    """Return a number, or None where the field is empty.

    Raises:
        BadRow: it is not a finite number.
    """
    return number(row, column) if row.values.get(column, "").strip() else None


def coordinates(row: Row, latitude: str, longitude: str) -> tuple[float, float]:
    """Return (latitude, longitude).

    Raises:
        BadRow: one is missing, not a number, or not on earth.
    """
    north, east = number(row, latitude), number(row, longitude)
    if abs(north) > 90 or abs(east) > 180:
        raise BadRow(
            QuarantineReason.IMPOSSIBLE_COORDINATES, f"{north}, {east} is no point on earth."
        )
    return north, east


def day(row: Row, column: str) -> date:
    """Return a date written as 2022-02-24, with or without a time behind it.

    Raises:
        BadRow: it is missing or not a date.
    """
    raw = text(row, column)
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        raise BadRow(
            QuarantineReason.NOT_A_DATE, f"{column} is {raw[:40]!r}, not a date like 2022-02-24."
        ) from None


def optional_day(row: Row, column: str) -> date | None:
    """Return a date, or None where the field is empty.

    Raises:
        BadRow: it is not a date.
    """
    return day(row, column) if row.values.get(column, "").strip() else None
