"""The forms that exchange addresses speak. What goes wrong is told in JSON everywhere."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import JSONRenderer

from api.engine.tables import cell_of, lines_of
from api.errors import OtherForm
from api.parsers import JSON

if TYPE_CHECKING:
    from rest_framework.renderers import BaseRenderer
    from rest_framework.request import Request

Row: TypeAlias = Mapping[str, JSON]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of any length: what its columns are called in a table, and its rows."""

    columns: Sequence[str]
    rows: Iterable[Row]


class ListForm(JSONRenderer):
    """A form in which a list of any length is written, row by row."""

    def lines(self, listed: Listed) -> Iterator[str]:
        """Yield the lines of a list."""
        raise NotImplementedError


class CsvForm(ListForm):
    """A table for spreadsheets, its first line the names of the columns."""

    media_type = "text/csv"
    format = "csv"

    def lines(self, listed: Listed) -> Iterator[str]:
        """Yield the lines of a table; what lies within a row is `outer_inner`."""
        return lines_of(_table(listed))


class JsonLinesForm(ListForm):
    """One object on each line, so that a reader needs no more memory than for one."""

    media_type = "application/x-ndjson"
    format = "jsonl"

    def lines(self, listed: Listed) -> Iterator[str]:
        """Yield the objects."""
        return (f"{json.dumps(row, ensure_ascii=False)}\n" for row in listed.rows)


class XmlForm(JSONRenderer):
    """XML."""

    media_type = "application/xml"
    format = "xml"


class GeoJsonForm(JSONRenderer):
    """Features on a map (RFC 7946)."""

    media_type = "application/geo+json"
    format = "geojson"


class OneForm(DefaultContentNegotiation):
    """An address speaks the one form that its name ends in."""

    def select_renderer(
        self,
        request: "Request",
        renderers: "Iterable[BaseRenderer]",
        format_suffix: str | None = None,
    ) -> "tuple[BaseRenderer, str]":
        """Return that form.

        Raises:
            OtherForm: the caller takes only others.
        """
        try:
            form, said = super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            raise OtherForm from None
        return form, said


def _table(listed: Listed) -> Iterator[list[str]]:
    yield list(listed.columns)
    for row in listed.rows:
        flat = _flat(row)
        yield [flat[column] for column in listed.columns]


def _flat(row: Row) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{name}_{inner}": cell for inner, cell in _flat(value).items()}
        else:
            flat[name] = cell_of(value)
    return flat
