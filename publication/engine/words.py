"""What must not stand in words that everybody reads, as far as a machine can tell.

It helps an officer who overlooks something; it does not replace reading.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from places.engine.names import similar
from places.engine.wording import words_of

_CONTACT: Final = re.compile(r"@|://|www\.|(?:\d[\s()./-]*){7}")
_SHORTEST_SIMILAR: Final = 5
"""Shorter words are alike by chance too often: they must be the very same."""


def names_place(text: str, names: Iterable[str]) -> bool:
    """Test whether `text` says one of `names`, in whatever case or spelling.

    A name of several words counts where they follow each other.
    """
    said = words_of(text)
    return any(_follows(words_of(name), said) for name in names)


def tells_contact(text: str) -> bool:
    """Test whether `text` looks as if it told an address or a telephone number."""
    return _CONTACT.search(text.casefold()) is not None


def _follows(name: Sequence[str], said: Sequence[str]) -> bool:
    if not name:
        return False
    starts = range(len(said) - len(name) + 1)
    return any(
        all(_same(one, other) for one, other in zip(name, said[at:], strict=False)) for at in starts
    )


def _same(name: str, word: str) -> bool:
    if min(len(name), len(word)) < _SHORTEST_SIMILAR:
        return name == word
    return similar(name, word)
