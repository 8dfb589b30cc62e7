"""Pages, newest first, that stay equally fast however deep one goes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.signing import BadSignature, Signer
from django.db.models import Model, QuerySet, Value
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView

_Row = TypeVar("_Row", bound=Model)

CURSOR: Final = "cursor"
LIMIT: Final = "limit"
DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100


class NewestFirst(BasePagination):
    """A page begins after the row that the cursor names; rows come by falling id.

    The cursor is the signed reference of the last row of the page before. It tells nothing of
    ids, so nobody can count what they may not see, and a forged one is refused.
    """

    next_link: str | None = None

    def paginate_queryset(  # type: ignore[override]  # only rows of a table have pages here
        self,
        queryset: QuerySet[_Row],
        request: "Request",
        view: "APIView | None" = None,  # noqa: ARG002 - DRF calls with this argument
    ) -> list[_Row]:
        """Return the rows of one page.

        Raises:
            ValidationError: the limit or the cursor is not one of ours.

        Cost: one query, two with a cursor, at any depth.
        """
        limit = limit_of(request)
        cursor = request.query_params.get(CURSOR)
        rest = queryset if cursor is None else queryset.filter(pk__lt=_last_pk(queryset, cursor))
        rows = list(rest.order_by("-pk")[: limit + 1])

        page = rows[:limit]
        if len(rows) > limit:
            self.next_link = address_of_page(request, cursor_after(page[-1]))
        return page

    def get_paginated_response(self, data: object) -> Response:
        """Answer with the page and the address of the next one."""
        return Response({"next": self.next_link, "results": data})

    def get_paginated_response_schema(
        self, schema: Mapping[str, object]
    ) -> dict[str, object]:  # pragma: no branch
        """Describe `get_paginated_response` for the schema."""
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the next page; null on the last one.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(
        self,
        view: "APIView",  # noqa: ARG002 - the schema calls with this argument
    ) -> list[dict[str, object]]:
        """Describe the two parameters for the schema."""
        return [
            {
                "name": CURSOR,
                "in": "query",
                "required": False,
                "description": "Where the page begins; taken from `next`, never made up.",
                "schema": {"type": "string", "maxLength": 120},
            },
            {
                "name": LIMIT,
                "in": "query",
                "required": False,
                "description": "How many rows a page has at most.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_LIMIT,
                    "default": DEFAULT_LIMIT,
                },
            },
        ]


def cursor_after(row: Model) -> str:
    """Return the cursor of the page that follows `row`."""
    return cursor_of(type(row), row.serializable_value("reference"))


def cursor_of(model: type[Model], reference: object) -> str:
    """Return the cursor of the page that follows the row with a reference."""
    return signer_of(model).sign(str(reference))


def reference_in(model: type[Model], cursor: str) -> UUID:
    """Return the reference of the row that a cursor names.

    Raises:
        BadSignature, ValueError: the cursor is not one of this list.
    """
    return UUID(signer_of(model).unsign(cursor))


def address_of_page(request: "Request", cursor: str) -> str:
    """Return the whole address of the page that a cursor begins, asked for as this one was."""
    return str(replace_query_param(request.build_absolute_uri(), CURSOR, cursor))


def limit_of(request: "Request") -> int:
    """Return how many rows the page of a request has at most.

    Raises:
        ValidationError: it is no number, or none that we give.
    """
    text = request.query_params.get(LIMIT, str(DEFAULT_LIMIT))
    is_short_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_LIMIT))
    if not is_short_number or not 1 <= int(text) <= MAX_LIMIT:
        sentence = _("A page has from 1 to %(most)s rows.") % {"most": MAX_LIMIT}
        raise ValidationError({LIMIT: [sentence]}, code="out_of_range")
    return int(text)


def signer_of(model: type[Model], *, part: str = "") -> Signer:
    """Return what signs the cursors of a list of rows, or of one `part` of it."""
    return Signer(salt=f"api.cursor.{part}{model._meta.label_lower}")  # noqa: SLF001 - Django's API


def row_named(model: type[_Row], cursor: str) -> QuerySet[_Row]:
    """Return the row that a cursor names, if it is there.

    Raises:
        BadSignature, ValueError: the cursor is not one of this list.
    """
    return rows_with(model, reference_in(model, cursor))


def rows_with(model: type[_Row], reference: UUID | Value) -> QuerySet[_Row]:
    """Return the row with a reference, if it is there."""
    return model._default_manager.filter(reference=reference)  # noqa: SLF001 - Django's API


def unknown_cursor() -> ValidationError:
    """Return the refusal of a cursor that is not one of ours."""
    sentence = _("This cursor is not one of ours. Begin again with the first page.")
    return ValidationError({CURSOR: [sentence]}, code="unknown_cursor")


def _last_pk(queryset: QuerySet[_Row], cursor: str) -> int:
    """Return the id of the row that a cursor names, also where a filter hides it by now."""
    model = queryset.model
    try:
        return int(row_named(model, cursor).get().pk)
    except (BadSignature, ValueError, ObjectDoesNotExist):
        raise unknown_cursor() from None
