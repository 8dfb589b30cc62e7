"""Lists of codes with their words in the caller's language."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final, TypeVar

from babel import Locale
from django.utils.translation import get_language

from activities.labels import ACTIVITY_LABELS
from api.errors import PROBLEMS
from evidence.labels import PHASES
from matching.labels import TOPIC_LABELS

_NO_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})  # babel lists these
_NO_LANGUAGES: Final = frozenset({"mul", "und", "zxx"})  # several, unknown, none
_ENGLISH: Final = Locale("en")

LANGUAGES: Final = frozenset(
    code
    for code in map(str, _ENGLISH.languages)
    if len(code) in (2, 3) and code not in _NO_LANGUAGES
)
"""The codes of languages that appeals and pledges are written in."""

COUNTRIES: Final = frozenset(
    code
    for code in map(str, _ENGLISH.territories)
    if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
)
"""The two-letter codes of countries and territories."""

_WITH_A_NOTE: Final = frozenset({"XK"})  # the Council of Europe's note on Kosovo: docs/api.md

Word = dict[str, str]
_Code = TypeVar("_Code", bound=StrEnum)


def activities() -> list[Word]:
    """Return the eight kinds of activity, in the order of the thematic map."""
    return _listed(ACTIVITY_LABELS)


def topics() -> list[Word]:
    """Return what an appeal can be about."""
    return _listed(TOPIC_LABELS)


def phases() -> list[Word]:
    """Return the phases of a conflict."""
    return _listed(PHASES)


def languages() -> list[Word]:
    """Return the languages of the world by their name in the active language."""
    return _by_name(LANGUAGES, _locale().languages)


def countries() -> list[Word]:
    """Return countries and territories by their name in the active language."""
    names = _locale().territories
    noted = {code: f"{names[code]}*" for code in _WITH_A_NOTE}
    return _by_name(COUNTRIES, {**names, **noted})


def problems() -> list[Word]:
    """Return the codes of all problems, with their titles."""
    return [{"code": problem.code, "name": str(problem.title)} for problem in PROBLEMS]


LISTS: Final[Mapping[str, Callable[[], list[Word]]]] = {
    "activities": activities,
    "topics": topics,
    "phases": phases,
    "languages": languages,
    "countries": countries,
    "problems": problems,
}


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")


def _listed(labels: Mapping[_Code, object]) -> list[Word]:
    return [{"code": str(code), "name": str(label)} for code, label in labels.items()]


def _by_name(codes: Iterable[str], names: Mapping[str, str]) -> list[Word]:
    """Return words sorted by name; one that the language has no name for stands as its code."""
    words = [{"code": code, "name": names.get(code, code)} for code in codes]
    return sorted(words, key=lambda word: (word["name"].casefold(), word["code"]))
