"""Tables for spreadsheets, in which no cell is ever taken for a formula, and files in blocks."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

FORMULAS: Final = frozenset("=+-@＝＋－＠")
"""With these a spreadsheet takes a cell for a formula, also behind blanks."""

BLOCK: Final = 65_536
"""How many characters are sent at once: a line alone would be a parcel of its own."""

_AMONG: Final = ";"  # between the codes of one cell; no code holds it
_MARK: Final = "\ufeff"  # a spreadsheet reads the rest as UTF-8


def defused(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never computes it.

    Source: OWASP, CSV Injection; also blanks before the sign and its full-width forms.
    """
    plain = text.replace("\0", "")
    is_computed = plain.lstrip()[:1] in FORMULAS or plain.startswith(("\t", "\r", "\n"))
    return f"'{plain}" if is_computed else plain


def cell_of(value: object) -> str:
    """Return a value as one cell: codes parted by semicolons, nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return _AMONG.join(map(str, value))
    return str(value)


def lines_of(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, each cell defused and quoted."""
    yield _MARK
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def in_blocks(lines: Iterable[str], *, least: int = BLOCK) -> Iterator[bytes]:
    """Yield lines together, as UTF-8, never cut in two; only the last block may be small."""
    waiting: list[str] = []
    size = 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size >= least:
            yield "".join(waiting).encode("utf-8")
            waiting, size = [], 0
    if waiting:
        yield "".join(waiting).encode("utf-8")


class _Echo:
    """A file that gives back what is written into it."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line
