"""Tables for spreadsheets, in which no cell is ever taken for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.http import StreamingHttpResponse

FORMULAS: Final = frozenset("=+-@＝＋－＠")
"""With these a spreadsheet takes a cell for a formula, also behind blanks."""

_MARK: Final = "\ufeff"  # a spreadsheet reads the rest as UTF-8


def defused(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never computes it.

    Source: OWASP, CSV Injection; also blanks before the sign and its full-width forms.
    """
    plain = text.replace("\0", "")
    is_computed = plain.lstrip()[:1] in FORMULAS or plain.startswith(("\t", "\r", "\n"))
    return f"'{plain}" if is_computed else plain


def lines_of(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, each cell defused and quoted."""
    yield _MARK
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def answer(rows: Iterable[Sequence[str]], *, name: str) -> StreamingHttpResponse:
    """Return a table as a file to keep; nobody's cache may keep it."""
    return StreamingHttpResponse(
        lines_of(rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        },
    )


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line
