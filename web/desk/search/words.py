"""What the words of a search may stand for, in any language of the platform."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale
from django.conf import settings
from django.utils import translation

from activities.labels import ACTIVITY_LABELS
from matching.labels import TOPIC_LABELS, URGENCY_LABELS
from matching.selectors.search import Sought, towns_named
from places.engine.wording import means, words_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

MOST_WORDS: Final = 6
"""More words than this are not looked for: each costs two queries (`towns_named`)."""

_LABELS: "Final[Mapping[str, Sequence[tuple[str, StrPromise]]]]" = {
    "activities": [*ACTIVITY_LABELS.items()],
    "topics": [*TOPIC_LABELS.items()],
    "urgencies": [*URGENCY_LABELS.items()],
}

_Phrases = Mapping[str, Sequence[Sequence[str]]]


def sought_in(text: str) -> list[Sought]:
    """Return each word of `text` with all that it may stand for; words after the sixth are left."""
    return [_sought(word) for word in words_of(text)[:MOST_WORDS]]


def _sought(word: str) -> Sought:
    strictly = _meant(word, forgiving=False)
    codes = strictly if any(strictly.values()) else _meant(word, forgiving=True)
    return Sought(towns=towns_named(word), **codes)


def _meant(word: str, *, forgiving: bool) -> dict[str, list[str]]:
    return {
        kind: [
            code for code, said in _phrases(kind).items() if means(word, said, forgiving=forgiving)
        ]
        for kind in ("activities", "topics", "urgencies", "countries")
    }


@cache
def _phrases(kind: str) -> _Phrases:
    if kind == "countries":
        return _countries()
    return {str(code): _in_all_languages(label) for code, label in _LABELS[kind]}


def _in_all_languages(label: "StrPromise") -> list[list[str]]:
    said = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.append(words_of(str(label)))
    return said


def _countries() -> _Phrases:
    named: dict[str, list[list[str]]] = {}
    for language, _name in settings.LANGUAGES:
        for code, name in _territories(language):
            named.setdefault(code, []).append(words_of(name))
    return named


def _territories(language: str) -> Iterable[tuple[str, str]]:
    territories = Locale.parse(language).territories.items()
    return [(code, name) for code, name in territories if len(code) == 2 and code.isalpha()]
