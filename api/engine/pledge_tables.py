"""A table of pledges, as spreadsheets write one, read into the rows of a call."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from api.engine.bulk import AN_EXTERNAL_ID, MOST_ROWS

NAME: Final = "external_id"
TOWN: Final = "municipality_reference"
LISTS: Final = frozenset({"activities", "topics", "forms", "languages", "excluded"})
COLUMNS: Final = (
    *(NAME, TOWN, "municipality_name", "activities", "topics", "forms", "actor", "capacity"),
    *("languages", "has_interpreter", "has_host_partner", "has_platform", "can_host"),
    *("projects_done", "starts", "ends", "excluded"),
)
"""Those of the table that we give to be filled in."""

FOR_THE_EYE: Final = frozenset(
    {
        *("reference", "municipality_name", "municipality_name_latin", "municipality_country_code"),
        *("engaged", "state", "created_at", "is_invented", "reasons"),
    }
)
"""These may stand in a table, as our own files have them, and are not read."""

NOBODY: Final = "-"
"""In a list: none. An empty cell says nothing, and leaves alone whom a member leaves out."""

LONGEST_CELL: Final = 10_000
"""Fifty codes of zones fit in thrice; a longer cell is a quotation mark that is never closed."""

_KNOWN: Final = frozenset({*COLUMNS, "version"}) | FOR_THE_EYE
_MEMBER: Final = "municipality"  # so a call names it
_BETWEEN: Final = re.compile(r"[\s,;|]+")
_DELIMITERS: Final = ",;\t"


class Fault(StrEnum):
    """Why a table is refused whole."""

    NOT_A_TABLE = "not_a_table"
    UNKNOWN_COLUMNS = "unknown_columns"
    MISSING_COLUMNS = "missing_columns"
    SAME_COLUMN_TWICE = "same_column_twice"
    LONGER_THAN_ITS_HEAD = "longer_than_its_head"
    NO_NAME = "no_name"
    SAME_NAME_TWICE = "same_name_twice"
    TOO_MANY_ROWS = "too_many_rows"
    NO_ROWS = "no_rows"


class TableFault(Exception):
    """A table is refused whole. `where` has the columns or the lines that are meant."""

    def __init__(self, fault: Fault, where: Sequence[str] = ()) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.where = tuple(where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row that says something, and on which line of the file it ends."""

    number: int
    name: str
    said: Mapping[str, object]


def rows_of_table(raw: bytes) -> list[tuple[str, Mapping[str, object]]]:
    """Return what the network calls each record of a table, and what it says of it.

    A row in which only the municipality is filled in is passed over: our table has one for each
    member. What a cell says is judged later, row by row.

    Args:
        raw: UTF-8 or UTF-16 with its mark; comma, semicolon or tabulator between cells.

    Raises:
        TableFault: the table cannot be read without guessing. Nothing of it counts.
    """
    lines = _lines(raw)
    head = _head(next(lines, (0, []))[1])
    rows: list[Line] = []
    for number, cells in lines:
        if any(cell.strip() for cell in cells[len(head) :]):
            raise TableFault(Fault.LONGER_THAN_ITS_HEAD, [str(number)])
        said = _said(head, cells)
        if said.keys() <= {_MEMBER}:
            continue
        if len(rows) == MOST_ROWS:
            raise TableFault(Fault.TOO_MANY_ROWS)
        rows.append(Line(number=number, name=str(said.get(NAME, "")), said=said))
    _refuse_confusion(rows)
    return [(row.name, row.said) for row in rows]


def _lines(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _text(raw)
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=delimiter)
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise TableFault(Fault.NOT_A_TABLE)
            yield reader.line_num, cells
    except csv.Error:  # a lone carriage return
        raise TableFault(Fault.NOT_A_TABLE) from None


def _text(raw: bytes) -> str:
    encoding = "utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise TableFault(Fault.NOT_A_TABLE) from None
    if "\0" in text:
        raise TableFault(Fault.NOT_A_TABLE)
    return text.replace("\r\n", "\n").removesuffix("\n")


def _head(cells: Sequence[str]) -> list[str]:
    head = [cell.strip().lower() for cell in cells]
    head = [TOWN if name == _MEMBER else name for name in head]
    while head and not head[-1]:
        head.pop()
    twice = [name for name, times in Counter(head).items() if times > 1]
    if twice:
        raise TableFault(Fault.SAME_COLUMN_TWICE, twice)
    missing = [name for name in (NAME, TOWN) if name not in head]
    if missing:
        raise TableFault(Fault.MISSING_COLUMNS, missing)
    unknown = [name for name in head if name not in _KNOWN]
    if unknown:
        raise TableFault(Fault.UNKNOWN_COLUMNS, [name[:40] for name in unknown[:10]])
    return head


def _said(head: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    said: dict[str, object] = {}
    for name, cell in zip(head, cells, strict=False):  # a spreadsheet leaves out empty last cells
        text = cell.strip()
        if text and name not in FOR_THE_EYE:
            said[_MEMBER if name == TOWN else name] = _value(name, text)
    return said


def _value(name: str, text: str) -> str | list[str]:
    if name not in LISTS:
        return text
    return [] if text == NOBODY else [code for code in _BETWEEN.split(text) if code]


def _refuse_confusion(rows: Sequence[Line]) -> None:
    if not rows:
        raise TableFault(Fault.NO_ROWS)
    nameless = [str(row.number) for row in rows if not AN_EXTERNAL_ID.fullmatch(row.name)]
    if nameless:
        raise TableFault(Fault.NO_NAME, nameless)
    times = Counter(row.name for row in rows)
    twice = [str(row.number) for row in rows if times[row.name] > 1]
    if twice:
        raise TableFault(Fault.SAME_NAME_TWICE, twice)
