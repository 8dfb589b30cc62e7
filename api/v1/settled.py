"""Lists whose statement is put together once for all who may read the same.

To put a list together by the ORM and to make objects of its rows took each call twice as long as
PostgreSQL needs to answer it. What there is to put together depends on little: what the caller may
act as, the codes that the list is narrowed by, and the fields that are given out. So Django's text
is kept by these, and rows go from PostgreSQL to JSON without becoming objects.

The rule of who may read what stays where it was, in `visible_to`, and in the statement itself.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.core.signing import BadSignature
from django.db import connection
from django.db.models import Model, QuerySet, Subquery, Value
from django_filters import ChoiceFilter, FilterSet
from rest_framework import mixins
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.pagination import (
    CURSOR,
    LIMIT,
    address_of_page,
    cursor_of,
    limit_of,
    reference_in,
    rows_with,
)
from api.selectors import Rights, rights_of, someone_with
from api.types import SignedInRequest
from api.v1.filters import FIELDS, refuse_undeclared
from api.v1.lean import LeanSerializer, shape_of
from api.v1.sparse import Sparse, fields_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

_Row = TypeVar("_Row", bound=Model)
_OF_THE_PAGE: Final = frozenset({CURSOR, LIMIT, FIELDS})
_AFTER: Final = object()
"""Stands among the values of a statement where the reference that a cursor names goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """All that a statement is put together from: what is not here cannot be in it."""

    view: "type[Settled[Any]]"
    rights: Rights
    narrowed: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    goes_on: bool  # after the row of a cursor


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    """What PostgreSQL is asked. Without a text it is not: nothing can be there."""

    model: type[Model]
    text: str
    values: tuple[object, ...]

    def rows(self, after: UUID | None, most: int) -> list[tuple[Any, ...]]:
        """Return the first rows behind the one with a reference, each as its columns."""
        if not self.text:
            return []
        values: list[Any] = [after if value is _AFTER else value for value in self.values]
        with connection.cursor() as cursor:
            cursor.execute(self.text, [*values, most])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


class Settled(mixins.ListModelMixin, Sparse[_Row]):
    """A list of rows that are columns alone, the newest first.

    What else may be asked of it goes the long way: a moment or words to search for, which are
    others in each call, and whatever has to be refused.
    """

    request: SignedInRequest
    filterset_class: ClassVar[type[FilterSet]]
    listed: ClassVar[type[LeanSerializer[Any]]]

    @staticmethod
    def rows_for(user: User) -> "QuerySet[_Row]":
        """Return the rows that `user` may read, by what they may act as and by nothing else."""
        raise NotImplementedError

    def get_queryset(self) -> "QuerySet[_Row]":
        return self.rows_for(self.request.user).order_by("-pk")

    def list(self, request: Request, *args: object, **kwargs: object) -> Response:
        refuse_undeclared(request, self)
        asked = fields_asked(request, shape_of(self.listed, None).names)
        try:
            page = self._page(request, asked)
        except _LongWay:
            return super().list(request, *args, **kwargs)
        return Response(page)

    def _page(self, request: Request, asked: frozenset[str] | None) -> "Mapping[str, object]":
        """Return one page.

        Raises:
            _LongWay: what is asked for has no settled statement.

        Cost: one query, at any depth.
        """
        limit, cursor = limit_of(request), request.query_params.get(CURSOR)
        shape = shape_of(self.listed, asked)
        # The next page begins behind the reference, whether it is asked for or not.
        columns = tuple(dict.fromkeys([*shape.columns, "reference"]))
        wanted = _Wanted(
            view=type(self),
            rights=rights_of(self.request.user),
            narrowed=_codes(request, self.filterset_class),
            columns=columns,
            goes_on=cursor is not None,
        )
        statement = _statement(wanted)
        after = None if cursor is None else _reference(statement.model, cursor)
        rows = statement.rows(after, limit + 1)
        if cursor is not None and not rows:
            raise _LongWay  # the end, or the cursor of a row that has been deleted
        page = rows[:limit]
        address = None
        if len(rows) > limit:
            last = page[-1][columns.index("reference")]
            address = address_of_page(request, cursor_of(statement.model, last))
        return {"next": address, "results": [shape.give(row) for row in page]}


class _LongWay(Exception):
    """DRF has to look at it."""


@lru_cache(maxsize=512)
def _statement(wanted: _Wanted) -> _Statement:
    """Put a statement together, for someone of whom nothing is known but what `wanted` says.

    Raises:
        _LongWay: one of the codes is none.
    """
    rows = wanted.view.rows_for(someone_with(wanted.rights))
    if wanted.narrowed:
        filters = wanted.view.filterset_class(dict(wanted.narrowed), queryset=rows)
        if not filters.is_valid():
            raise _LongWay
        rows = filters.qs
    if wanted.goes_on:
        named = rows_with(rows.model, Value(_AFTER))
        rows = rows.filter(pk__lt=Subquery(named.values("pk")))
    told = rows.order_by("-pk").values_list(*wanted.columns)
    try:
        text, values = told.query.sql_with_params()
    except EmptyResultSet:
        return _Statement(model=rows.model, text="", values=())
    return _Statement(model=rows.model, text=f"{text} LIMIT %s", values=tuple(values))


def _codes(request: Request, filters: type[FilterSet]) -> tuple[tuple[str, str], ...]:
    """Return the codes that a list is narrowed by: words of closed lists, so that they recur.

    Raises:
        _LongWay: it is narrowed by something else.
    """
    asked = request.query_params.items()
    said = {name: str(text) for name, text in asked if name not in _OF_THE_PAGE}
    if not all(isinstance(filters.base_filters[name], ChoiceFilter) for name in said):
        raise _LongWay
    return tuple(sorted(said.items()))


def _reference(model: type[Model], cursor: str) -> UUID:
    try:
        return reference_in(model, cursor)
    except (BadSignature, ValueError):
        raise _LongWay from None
