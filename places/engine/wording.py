"""Recognise words that people type, whatever the accents, the spelling or the variant of a letter.

Which words there are is told by the caller. Names of a hundred thousand places are looked for by
PostgreSQL (`places.selectors.zones_named`); this is for the few hundred words of the platform.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from places.engine.names import folded, similar

SHORTEST_BEGINNING: Final = 3
"""How many letters may stand for the word that begins with them."""

_ARTICLE: Final = "ال"

# Letters that readers of Arabic and Ukrainian take for one another when they type.
_VARIANTS: Final = str.maketrans({"ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": "", "ґ": "г"})


def words_of(text: str) -> list[str]:
    """Return the words of `text` in their order, folded, without the Arabic article."""
    spaced = "".join(
        " " if letter.isspace() or letter in "-/·,;:.()" else letter for letter in text
    )
    return [_bare(folded(word.translate(_VARIANTS))) for word in spaced.split() if folded(word)]


def is_like(typed: str, word: str) -> bool:
    """Test whether `typed` means `word`: the same, its beginning, or a slip of the pen.

    Both are words of `words_of`.
    """
    return begins(typed, word) or similar(typed, word)


def begins(typed: str, word: str) -> bool:
    """Test whether `typed` is `word`, or a beginning that is long enough to stand for it."""
    return typed == word or (len(typed) >= SHORTEST_BEGINNING and word.startswith(typed))


def means(typed: str, phrases: Iterable[Sequence[str]], *, forgiving: bool = True) -> bool:
    """Test whether one typed word means a word of one of the phrases, all from `words_of`.

    `forgiving` takes slips of the pen as well. Whoever asks of many words asks without it first:
    "water" is one letter away from "waste".
    """
    test = is_like if forgiving else begins
    return any(test(typed, word) for phrase in phrases for word in phrase)


def _bare(word: str) -> str:
    return word.removeprefix(_ARTICLE) if len(word) > len(_ARTICLE) + 2 else word
