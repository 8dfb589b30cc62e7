"""Lists that a program follows: first their rows, then what has left them since a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django_filters import Filter
from rest_framework import serializers
from rest_framework.response import Response

from api.pagination import (
    CURSOR,
    NewestFirst,
    address_of_page,
    cursor_after,
    limit_of,
    row_named,
    signer_of,
    unknown_cursor,
)
from api.v1.filters import MomentField
from api.v1.sparse import Sparse

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

_Row = TypeVar("_Row", bound=Model)

SINCE: Final = "updated_since"


class SinceFilter(Filter):
    """What came or changed at a moment or later; beside it the list tells what has left it."""

    field_class = MomentField


class DayField(serializers.DateField):
    """The day of a moment: an hour would tell more than anybody needs."""

    def to_representation(self, value: date) -> str:
        """Return the day, where the platform lives."""
        day = timezone.localdate(value) if isinstance(value, datetime) else value
        return day.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What has left a list; `column` is where its references are kept."""

    rows: "QuerySet[Model]"
    column: str


class Follows(Sparse[_Row]):
    """A view whose list tells with `updated_since` also what has left it."""

    def left_since(self, since: datetime) -> Left:
        """Return what has left the list at `since` or later."""
        raise NotImplementedError


class Followed(NewestFirst):
    """Pages of the rows in the order that their queryset has, then of what is gone.

    What is gone comes by its reference, a number drawn by chance, so that nobody learns in which
    order it went.
    """

    gone: Sequence[UUID] = ()
    row_schema: ClassVar[Mapping[str, object]] = {
        "type": "object",
        "description": "What has left the list; `id` is the `reference` that it had in it.",
        "required": ["id", "gone"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "gone": {"type": "boolean", "const": True},
        },
    }

    def paginate_queryset(  # type: ignore[override]  # as in NewestFirst
        self, queryset: QuerySet[_Row], request: "Request", view: "APIView | None" = None
    ) -> list[_Row]:
        """Return the rows of one page, and keep what is gone for its answer.

        Raises:
            ValidationError: the limit or the cursor is not one of ours.

        Cost: one query for the rows, one more with a cursor, and one for what is gone.
        """
        limit, cursor = limit_of(request), request.query_params.get(CURSOR)
        signer = signer_of(queryset.model, part="gone.")
        after = _gone_after(signer, cursor)
        page = [] if after else self._rows(queryset, request, limit)
        since = MomentField(required=False).clean(request.query_params.get(SINCE))
        if since and isinstance(view, Follows) and not self.next_link:
            left = _references(view.left_since(since), after, limit + 1 - len(page))
            self.gone = left[: limit - len(page)]
            if len(left) > len(self.gone):
                last = signer.sign(str(self.gone[-1])) if self.gone else cursor_after(page[-1])
                self.next_link = address_of_page(request, last)
        return page

    def get_paginated_response(self, data: object) -> Response:
        """Answer with the page, what is gone, and the address of the next one."""
        rows = data if isinstance(data, list) else []
        gone = [{"id": str(reference), "gone": True} for reference in self.gone]
        return Response({"next": self.next_link, "results": [*rows, *gone]})

    def get_paginated_response_schema(self, schema: Mapping[str, object]) -> dict[str, object]:
        """Describe `get_paginated_response` for the schema."""
        either = {"anyOf": [schema["items"], self.row_schema]}
        return super().get_paginated_response_schema({"type": "array", "items": either})

    def _rows(self, queryset: QuerySet[_Row], request: "Request", limit: int) -> list[_Row]:
        cursor = request.query_params.get(CURSOR)
        rest = queryset if cursor is None else queryset.filter(_after(queryset, cursor))
        rows = list(rest[: limit + 1])
        if len(rows) > limit:
            self.next_link = address_of_page(request, cursor_after(rows[limit - 1]))
        return rows[:limit]


def _after(queryset: QuerySet[_Row], cursor: str) -> Q:
    """Return what comes after the row that a cursor names, in the order of the queryset."""
    order = {str(name).removeprefix("-"): str(name) for name in queryset.query.order_by}
    try:
        values = row_named(queryset.model, cursor).values(*order).get()
    except (BadSignature, ValueError, ObjectDoesNotExist):
        raise unknown_cursor() from None
    later, same = Q(pk__in=[]), Q()
    for column, name in order.items():
        beyond = "lt" if name.startswith("-") else "gt"
        later |= same & Q(**{f"{column}__{beyond}": values[column]})
        same &= Q(**{column: values[column]})
    return later


def _gone_after(signer: Signer, cursor: str | None) -> UUID | None:
    """Return the last of what is gone that a cursor names; None where it names a row."""
    try:
        return UUID(signer.unsign(cursor or ""))
    except (BadSignature, ValueError):
        return None


def _references(left: Left, after: UUID | None, most: int) -> list[UUID]:
    rest = left.rows.filter(**{f"{left.column}__gt": after}) if after else left.rows
    return list(rest.order_by(left.column).values_list(left.column, flat=True)[:most])
