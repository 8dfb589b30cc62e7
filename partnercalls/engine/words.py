"""Words that strangers read on a page: in normal form, and without signs that deceive the eye."""

import unicodedata
from typing import Final

# Overrides make a line read backwards; the joiners that Arabic needs are none of these.
_TURNS_LINES: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_MARK: Final = "\ufeff"  # of the order of bytes; within a text it is nothing
_UNSEEN: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})


class UnseenSigns(Exception):
    """The words hold signs that cannot be seen. Nothing was changed."""


def as_read(words: str) -> str:
    """Return words in normal form; a line break is the only sign in them that is not seen.

    Raises:
        UnseenSigns: see there.
    """
    normal = unicodedata.normalize("NFC", words)
    if any(_deceives(sign) for sign in normal.replace("\r\n", "\n").replace("\n", " ")):
        raise UnseenSigns
    return normal


def _deceives(sign: str) -> bool:
    return sign in _TURNS_LINES or sign == _MARK or unicodedata.category(sign) in _UNSEEN
