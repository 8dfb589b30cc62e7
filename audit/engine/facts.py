"""What an event may carry: ids, codes, numbers and yes or no. Never a name, a text, an address."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None
Fact: TypeAlias = Scalar | Sequence[Scalar]

MAX_CODE_LENGTH: Final = 64
MAX_ITEMS: Final = 500
MAX_BYTES: Final = 16_384

VERB: Final = r"^[a-z0-9_]+(\.[a-z0-9_]+)+$"
WORD: Final = r"^[a-z][a-z0-9_]*$"
CODE: Final = r"^[A-Za-z0-9_.:+/-]*$"  # no blank and no @: a sentence or an address cannot pass


class UnfitFact(ValueError):
    """The event would carry something that must not lie in the audit trail."""


def checked(data: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return a plain copy of `data`, ready to be kept as JSON.

    Keys are words. A value is an id, a code, a finite number, yes or no, nothing, or one flat
    list of these. The message of the error names the key, never the value.

    Raises:
        UnfitFact: a key or a value is something else, or it is too much.
    """
    plain = {_word(key): _fact(key, value) for key, value in data.items()}
    if len(json.dumps(plain).encode()) > MAX_BYTES:
        raise UnfitFact(f"The event carries more than {MAX_BYTES} bytes. Nothing was recorded.")
    return plain


def _word(key: str) -> str:
    if re.fullmatch(WORD, key) is None or len(key) > MAX_CODE_LENGTH:
        raise UnfitFact("The name of a fact is not a short lower-case word. Nothing was recorded.")
    return str(key)


def _fact(key: str, value: Fact) -> Fact:
    if not isinstance(value, list | tuple):
        return _scalar(key, value)
    if len(value) > MAX_ITEMS:
        raise UnfitFact(f"The list {key!r} is longer than {MAX_ITEMS}. Nothing was recorded.")
    return [_scalar(key, item) for item in value]


def _scalar(key: str, value: object) -> Scalar:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, str) and is_code(value):
        return str(value)
    raise UnfitFact(f"{key!r} is not an id, a code, a number or yes/no. Nothing was recorded.")


def is_code(text: str) -> bool:
    """Test whether `text` is a short id or code, and not words of a person."""
    return len(text) <= MAX_CODE_LENGTH and re.fullmatch(CODE, text) is not None
