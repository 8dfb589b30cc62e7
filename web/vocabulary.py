"""Names of languages and countries in the reader's language, from CLDR."""

from collections.abc import Iterable
from typing import Final

from babel import Locale
from babel.languages import get_official_languages
from babel.lists import format_list
from django.utils.translation import get_language

LANGUAGES: Final = (
    *("ar", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi"),
    *("fr", "he", "hr", "hu", "hy", "it", "ka", "ku", "lt", "lv", "mk", "nl", "no", "pl", "pt"),
    *("ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk"),
)
"""Languages in which municipalities work together, by their ISO 639-1 code."""


def language_choices() -> list[tuple[str, str]]:
    """Return every language with its name, in the order of the names."""
    return _sorted([(code, language_name(code)) for code in LANGUAGES])


def country_choices() -> list[tuple[str, str]]:
    """Return every country with its ISO 3166 code and its name, in the order of the names."""
    territories = _locale().territories.items()
    return _sorted([(code, name) for code, name in territories if _is_country(code)])


def language_name(code: str) -> str:
    """Return the name of a language, or its code where CLDR has none."""
    return str(_locale().languages.get(code, code))


def country_name(code: str) -> str:
    """Return the name of a country, or its code where CLDR has none."""
    return str(_locale().territories.get(code, code))


def languages_of(country_code: str) -> list[str]:
    """Return the languages of a country, as far as they are in LANGUAGES."""
    spoken = get_official_languages(country_code, regional=True, de_facto=True)
    return [code for code in LANGUAGES if code in spoken]


def listed(words: Iterable[str]) -> str:
    """Return the words as one phrase, joined as the reader's language joins them."""
    return format_list(list(words), locale=_locale())


# Unions, codes for tests, and territories in which no municipality lies.
_NO_COUNTRIES: Final = frozenset(
    {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}
    | {"AC", "AQ", "BV", "CP", "CQ", "DG", "EA", "GS", "HM", "IC", "IO", "TA", "TF", "UM"}
)


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


def _sorted(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(choices, key=lambda choice: choice[1].casefold())


def _locale() -> Locale:
    return Locale.parse((get_language() or "en").replace("-", "_"))
