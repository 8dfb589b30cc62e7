"""Compare names of places across alphabets and spellings."""

import unicodedata
from difflib import SequenceMatcher
from typing import Final

SIMILAR: Final = 0.8  # "Odesa" and "Odessa" reach 0.91, "Kyiv" and "Kiev" 0.5

# Letters that Unicode does not take apart into a plain letter and a mark.
_PLAIN: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n"}
)

# Ukraine's official table (Cabinet of Ministers, resolution 55 of 27 January 2010).
_LETTERS: Final = {
    "а": "a", "б": "b", "в": "v", "г": "h", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "y", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n",
    "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts",
    "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ю": "iu", "я": "ia", "'": "", "’": "", "ʼ": "",
}  # fmt: skip
_FIRST_LETTERS: Final = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def folded(name: str) -> str:
    """Return `name` without case, marks, blanks and punctuation, for comparison only."""
    apart = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return "".join(letter for letter in apart if letter.isalnum())


def similar(one: str, other: str) -> bool:
    """Test whether two folded names are spellings of one name, as far as letters can tell."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SIMILAR


def latin_from_ukrainian(name: str) -> str:
    """Return `name` in the Latin alphabet, the way Ukraine's passports and road signs do.

    Source: Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010.
    """
    return "".join(
        _latin_letter(letter, name[index - 1] if index else " ")
        for index, letter in enumerate(name)
    )


def _latin_letter(letter: str, before: str) -> str:
    small = letter.lower()
    starts_a_word = not before.isalpha() and before not in "'’ʼ"
    if small == "г" and before.lower() == "з":
        latin = "gh"  # "zh" would be read as another letter
    elif starts_a_word and small in _FIRST_LETTERS:
        latin = _FIRST_LETTERS[small]
    else:
        latin = _LETTERS.get(small, small)
    return latin.capitalize() if letter != small else latin
