"""Read a file of rows: checked as a whole before anything is written, then streamed."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

_CHUNK_BYTES: Final = 1 << 20
_LONGEST_FIELD: Final = 1 << 20  # GeoNames lists alternative names in one field
_OFFICIAL_LINE_END: Final = b"\n"


class FileRefused(Exception):
    """The file as a whole cannot be used. Its sentence is for people; nothing was changed."""

    def __init__(self, path: Path, what: str, *, remedy: str) -> None:
        super().__init__(f"{path.name}: {what} Nothing was changed. {remedy}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a file must look like.

    `columns` must be there. Without a header the file has exactly these columns in this order.
    With `extra` the file may have more columns, which are kept in quarantined rows only.
    """

    columns: tuple[str, ...]
    delimiter: str = ","
    header: bool = True
    quoted: bool = True
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file. `line` is where it begins; `width` tells rows that are cut or torn."""

    line: int
    values: Mapping[str, str]
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file that has been read to its end once and found sound."""

    path: Path
    table: Table
    header: tuple[str, ...]
    sha256: str
    rows: int
    _mark: tuple[int, int] = field(repr=False)

    def __iter__(self) -> Iterator[Row]:
        """Stream the rows.

        Raises:
            FileRefused: somebody changed the file since it was checked.
        """
        if _mark_of(self.path) != self._mark:
            raise FileRefused(
                self.path,
                "The file was changed while it was being read.",
                remedy="Repeat the command when nobody writes to it.",
            )
        with _records(self.path, self.table) as records:
            if self.table.header:
                next(records)
            for line, record in records:
                yield Row(
                    line,
                    dict(zip(self.header, record, strict=False)),
                    is_whole=len(record) == len(self.header),
                )


def check(path: Path, table: Table) -> CheckedFile:
    """Read the whole file once and return it as checked, without keeping it in memory.

    Raises:
        FileRefused: it is missing, empty, cut off, not UTF-8, or has other columns.
    """
    mark = _mark_of(path)
    sha256 = _checked_bytes(path)
    try:
        with _records(path, table) as records:
            header = _checked_header(path, table, records)
            rows, last_is_whole = _count(records, width=len(header))
    except csv.Error as error:
        raise FileRefused(
            path,
            f"A quoted value never ends, or a value is too long ({error}): the file is cut off "
            "or broken.",
            remedy="Get the file again from its source and repeat the command.",
        ) from error
    if not last_is_whole:
        raise FileRefused(
            path,
            "The last row has fewer or more values than there are columns: the file is cut off.",
            remedy="Get the file again from its source and repeat the command.",
        )
    if not rows:
        raise FileRefused(
            path,
            "There is a header but no row.",
            remedy="Check that this is the file you meant and repeat the command.",
        )
    return CheckedFile(path=path, table=table, header=header, sha256=sha256, rows=rows, _mark=mark)


def _mark_of(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise FileRefused(
            path, "There is no such file.", remedy="Check the path and repeat the command."
        ) from error
    return found.st_size, found.st_mtime_ns


def _checked_bytes(path: Path) -> str:
    """Return the SHA-256 of a file that is UTF-8 to its last byte and ends with a line end."""
    digest = hashlib.sha256()
    line, tail = 1, b""
    last = b""
    with _opened(path) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            tail = _checked_text(path, tail + chunk, line)
            line += chunk.count(b"\n")
            last = chunk[-1:]
    if tail:
        raise _not_utf8(path, line)
    if not last:
        raise FileRefused(
            path, "The file is empty.", remedy="Get the file again and repeat the command."
        )
    if last != _OFFICIAL_LINE_END:
        raise FileRefused(
            path,
            f"The last line ({line}) has no line end: the file is cut off.",
            remedy="Get the file again from its source and repeat the command.",
        )
    return digest.hexdigest()


def _checked_text(path: Path, chunk: bytes, line: int) -> bytes:
    """Return the bytes at the end of the chunk that begin a letter and do not finish it."""
    try:
        chunk.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(chunk) - error.start < 4:
            return chunk[error.start :]
        raise _not_utf8(path, line + chunk[: error.start].count(b"\n")) from error
    return b""


def _not_utf8(path: Path, line: int) -> FileRefused:
    return FileRefused(
        path,
        f"Line {line} is not UTF-8 text.",
        remedy="Save the file as UTF-8 (or get it again from its source) and repeat the command.",
    )


def _checked_header(
    path: Path, table: Table, records: Iterator[tuple[int, list[str]]]
) -> tuple[str, ...]:
    if not table.header:
        return table.columns
    _, first = next(records, (0, []))
    found = tuple(name.strip() for name in first)
    missing = [name for name in table.columns if name not in found]
    unknown = [] if table.extra else [name for name in found if name not in table.columns]
    if missing or unknown or len(set(found)) != len(found):
        raise FileRefused(path, _wrong_columns(missing, unknown), remedy=_expected(table))
    return found


def _wrong_columns(missing: Sequence[str], unknown: Sequence[str]) -> str:
    if missing and unknown:
        return (
            f"The columns {', '.join(missing)} are missing and {', '.join(unknown)} are not "
            "expected: this is another file or another format."
        )
    if missing:
        return f"The columns {', '.join(missing)} are missing: this is another file or format."
    if unknown:
        return f"The columns {', '.join(unknown)} are not expected: this is another format."
    return "A column stands in the header twice."


def _expected(table: Table) -> str:
    return f"Bring a file with the columns {', '.join(table.columns)} and repeat the command."


def _count(records: Iterator[tuple[int, list[str]]], *, width: int) -> tuple[int, bool]:
    rows, last = 0, width
    for _, record in records:
        rows += 1
        last = len(record)
    return rows, last == width


@contextmanager
def _records(path: Path, table: Table) -> Iterator[Iterator[tuple[int, list[str]]]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield _numbered(stream, table)


def _numbered(stream: IO[str], table: Table) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        stream,
        delimiter=table.delimiter,
        quoting=csv.QUOTE_MINIMAL if table.quoted else csv.QUOTE_NONE,
        strict=table.quoted,
    )
    line = 1
    for record in reader:
        if record:
            yield line, record
        line = reader.line_num + 1


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise FileRefused(
            path,
            "The file cannot be read.",
            remedy="Check the path and your rights on it and repeat the command.",
        ) from error
