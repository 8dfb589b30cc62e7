"""`dev.py messages`: the texts of the sources and their translations, without gettext's tools.

The files carry no line numbers, dates or paths, so that they change only when a text does.
"""

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from devtools.places import ROOT
from devtools.templates import gettext_calls

# English is what the sources are written in. The order of the plural forms is gettext's usual one
# (Babel's own for Arabic exchanges the last two).
PLURALS: Final = {
    "fr": "nplurals=2; plural=(n > 1);",
    "uk": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
}
LANGUAGES: Final = tuple(PLURALS)
NOT_OURS: Final = frozenset(
    {".venv", ".dev", "build", "tests", "devtools", "migrations", "docs", "benchmarks"}
)
SHOWN: Final = 5  # examples are enough to see what happened
COMMENT_TAGS: Final = ("Translators:",)
SINGULAR: Final = None
PLURAL: Final = (1, 2)
WITH_CONTEXT: Final = ((1, "c"), 2)
PLURAL_WITH_CONTEXT: Final = ((1, "c"), 2, 3)
Keyword = tuple[int | tuple[int, str], ...] | None
KEYWORDS: Final[Mapping[str, Keyword]] = {
    "_": SINGULAR,
    "gettext": SINGULAR,
    "gettext_lazy": SINGULAR,
    "gettext_noop": SINGULAR,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": WITH_CONTEXT,
    "pgettext_lazy": WITH_CONTEXT,
    "npgettext": PLURAL_WITH_CONTEXT,
    "npgettext_lazy": PLURAL_WITH_CONTEXT,
}
HEADER: Final = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def messages(_arguments: list[str]) -> int:
    """Write every translation file again, with new texts empty and lost ones gone."""
    texts = sources()
    for language in LANGUAGES:
        path = po_file(language)
        catalog = merged(texts, language, _read(path, language))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written(catalog), encoding="utf-8")
        print(f"{language}: {len(catalog)} texts, {len(untranslated(catalog))} to translate")
    compile_all()
    return 0


def check(_arguments: list[str]) -> int:
    """Complain about files that lack a text, keep a lost one, or break a placeholder."""
    texts = sources()
    troubles = [trouble for language in LANGUAGES for trouble in _troubles(texts, language)]
    for trouble in troubles:
        print(trouble)
    return 1 if troubles else 0


def compile_all() -> None:
    """Write each `.mo` that is missing or older than its `.po`."""
    for language in LANGUAGES:
        source = po_file(language)
        target = source.with_suffix(".mo")
        if source.exists() and not _is_newer(target, source):
            fresh = target.with_suffix(".fresh")
            with fresh.open("wb") as file:
                write_mo(file, _read(source, language))
            fresh.replace(target)


def sources() -> Catalog:
    """Return every text of the platform's Python files and templates."""
    texts = Catalog()
    for path in _files(ROOT):
        python = io.BytesIO(_as_python(path).encode("utf-8"))
        found = extract("python", python, KEYWORDS, COMMENT_TAGS, strip_comment_tags=True)
        for _line, text, comments, context in found:
            texts.add(text, auto_comments=comments, context=context)
    return texts


def merged(texts: Catalog, language: str, old: Catalog) -> Catalog:
    """Return `texts` with the translations that `old` has for exactly the same text."""
    catalog = Catalog(locale=language)
    for text in _real(texts):
        known = old.get(text.id, text.context)
        same_kind = known is not None and known.pluralizable == text.pluralizable
        catalog.add(
            text.id,
            known.string if known and same_kind else None,
            auto_comments=text.auto_comments,
            user_comments=known.user_comments if known else (),
            context=text.context,
        )
    return catalog


def written(catalog: Catalog) -> str:
    """Return the text of the `.po` file for `catalog`."""
    body = io.BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    language = str(catalog.locale_identifier)
    header = HEADER.format(language=language, plurals=PLURALS[language])
    return header + body.getvalue().decode("utf-8").rstrip("\n") + "\n"


def untranslated(catalog: Catalog) -> list[Message]:
    """Return the texts that have no translation, or not in every plural form."""
    return [message for message in _real(catalog) if not _is_complete(message)]


def po_file(language: str) -> Path:
    """Return where the translations into `language` live."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def _troubles(texts: Catalog, language: str) -> Iterator[str]:
    path = po_file(language)
    catalog = _read(path, language)
    name = path.relative_to(ROOT)
    for message, errors in catalog.check():
        yield from (f"{name}: {error}: {message.id!r}" for error in errors)
    if not path.exists() or path.read_text(encoding="utf-8") != written(
        merged(texts, language, catalog)
    ):
        yield f"{name} does not fit the sources. Run: python3 dev.py messages"
        yield from _shown("new", _only_in(texts, catalog))
        yield from _shown("gone", _only_in(catalog, texts))


def _shown(word: str, found: list[Message]) -> Iterator[str]:
    yield from (f"  {word}: {text.id!r}" for text in found[:SHOWN])
    if len(found) > SHOWN:
        yield f"  {word}: {len(found) - SHOWN} more"


def _only_in(one: Catalog, other: Catalog) -> list[Message]:
    return [text for text in _real(one) if other.get(text.id, text.context) is None]


def _real(catalog: Catalog) -> list[Message]:
    """Return the messages without the header, which Babel keeps under the empty text."""
    return [message for message in catalog if message.id]


def _is_complete(message: Message) -> bool:
    return all(message.string) if message.string else False


def _files(root: Path) -> Iterator[Path]:
    """Yield the platform's Python files and templates, sorted."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if NOT_OURS.intersection(parts) or len(parts) == 1:
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in parts):
            yield path


def _as_python(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return text if path.suffix == ".py" else gettext_calls(text)


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _is_newer(target: Path, source: Path) -> bool:
    return target.exists() and target.stat().st_mtime >= source.stat().st_mtime


if __name__ == "__main__":
    sys.exit(check([]))
