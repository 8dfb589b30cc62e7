"""Many pledges in one call, what became of each row, and what was not taken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django_filters import FilterSet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from accounts.engine.roles import Permission
from accounts.permissions import require
from api import selectors
from api.engine.bulk import AN_EXTERNAL_ID, MOST_ROWS, Fate
from api.engine.scopes import Scope
from api.errors import Unconditional
from api.parsers import ManyRowsParser
from api.services import bulk
from api.types import SignedInRequest
from api.v1 import safe
from api.v1.bodies import PledgeBody, StrictBody
from api.v1.filters import by_one_of
from api.v1.sparse import Sparse

if TYPE_CHECKING:
    from api.models import (  # noqa: F401 - some are named in a string only
        BulkCall,
        BulkRow,
        BulkRowQuerySet,
    )


_KNOWN: Final = frozenset({"pledges", "dry_run"})


class BulkPledgeRow(PledgeBody):
    """A pledge as `POST pledges/` takes it, and what the network calls it."""

    external_id = serializers.CharField(
        max_length=64, help_text="What you call this record. The same name means the same record."
    )
    version = serializers.CharField(
        max_length=64,
        required=False,
        help_text="The ETag that you have read. Another one now, and the row is refused.",
    )


class BulkBody(serializers.Serializer[object]):
    """Up to 10,000 rows. Each is judged for itself, by a worker."""

    pledges = BulkPledgeRow(many=True)
    dry_run = serializers.BooleanField(
        default=False, help_text="Only tell what would become of each row. Nothing is written."
    )


class BulkCallSerializer(serializers.Serializer[Any]):  # Any: what `_told` puts together
    """How far a call is. It is done when no row waits."""

    reference = serializers.UUIDField()
    called_at = serializers.DateTimeField()
    is_dry_run = serializers.BooleanField()
    rows = serializers.IntegerField()
    fates = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many rows met each fate."
    )
    is_done = serializers.BooleanField()


class BulkRowSerializer(serializers.Serializer["BulkRow"]):
    """What became of one row. `reasons` has codes by field; the empty name is the whole row."""

    reference = serializers.UUIDField()
    number = serializers.IntegerField(help_text="Its place in the call, from 1.")
    external_id = serializers.CharField()
    fate = serializers.ChoiceField(choices=[fate.value for fate in Fate])
    reasons = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), source="errors"
    )
    pledge = serializers.UUIDField(source="pledge.reference", default=None, allow_null=True)


class QuarantinedSerializer(BulkRowSerializer):
    """A row that was not taken, with what it said."""

    said = serializers.DictField(help_text="The row as you have sent it.")
    called_at = serializers.DateTimeField(source="part.call.called_at")


class BulkRowFilters(FilterSet):
    """By what became of them."""

    fate = by_one_of(Fate)


class BulkViewSet(Sparse["BulkRow"]):
    """Pledges of members, up to 10,000 in one call."""

    request: SignedInRequest
    parser_classes = (ManyRowsParser,)
    filterset_class = BulkRowFilters
    scopes: ClassVar[Mapping[str, Scope]] = {
        "create": Scope.WRITE_PLEDGES,
        "retrieve": Scope.READ_PLEDGES,
        "rows": Scope.READ_PLEDGES,
    }

    @extend_schema(
        request=BulkBody, responses={202: BulkCallSerializer}, parameters=[safe.KEY_PARAMETER]
    )
    def create(self, request: SignedInRequest) -> Response:
        """Send many pledges. The call is kept at once; ask for its rows until it is done.

        A row whose `external_id` you have sent before writes that record anew; another one is
        offered. `Idempotency-Key` must be sent. With `dry_run` nothing is written.
        """
        require(request.user, Permission.WRITE_FOR_MEMBERS)
        if safe.KEY not in request.headers:
            raise Unconditional
        rows = _rows_of(request.data)
        is_dry_run = _is_dry_run(request.data)
        return safe.once(request, lambda: self._kept(request, rows, is_dry_run=is_dry_run))

    @extend_schema(responses=BulkCallSerializer, filters=False)
    def retrieve(self, request: SignedInRequest, reference: UUID) -> Response:
        """How far a call is."""
        call = get_object_or_404(selectors.bulk_calls_for(request.user), reference=reference)
        told = _told(call, selectors.fates_of(call))
        return Response(self.get_serializer(told).data)

    @extend_schema(responses=BulkRowSerializer(many=True))
    @action(detail=True)
    def rows(self, request: SignedInRequest, reference: UUID) -> Response:
        """What became of each row."""
        call = get_object_or_404(selectors.bulk_calls_for(request.user), reference=reference)
        self.detail = False  # what it lists is filtered and paged as a list is
        page = self.paginate_queryset(self.filter_queryset(selectors.rows_of(call)))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def get_serializer_class(self) -> "type[BulkCallSerializer | BulkRowSerializer]":
        return BulkRowSerializer if self.action == "rows" else BulkCallSerializer

    def _kept(
        self,
        request: SignedInRequest,
        rows: Sequence[tuple[str, bulk.Said]],
        *,
        is_dry_run: bool,
    ) -> Response:
        call = bulk.keep_call(rows=rows, by=request.user, at=timezone.now(), is_dry_run=is_dry_run)
        told = _told(call, Counter({Fate.WAITING.value: len(rows)}))
        return Response(BulkCallSerializer(told).data, status=status.HTTP_202_ACCEPTED)


class QuarantineViewSet(mixins.ListModelMixin, Sparse["BulkRow"]):
    """Rows of your network that were not taken. A later row of the same name mends one."""

    request: SignedInRequest
    serializer_class = QuarantinedSerializer
    filterset_class = BulkRowFilters
    scopes: ClassVar[Mapping[str, Scope]] = {
        "list": Scope.READ_PLEDGES,
        "destroy": Scope.WRITE_PLEDGES,
    }

    def get_queryset(self) -> "BulkRowQuerySet":
        return selectors.quarantine_for(self.request.user)

    @extend_schema(request=StrictBody, responses={204: None})
    def destroy(self, request: SignedInRequest, reference: UUID) -> Response:
        """Let a row go without mending it. Its words are deleted."""
        bulk.let_go(reference=reference, by=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _told(call: "BulkCall", fates: Mapping[str, int]) -> dict[str, object]:
    return {
        "reference": call.reference,
        "called_at": call.called_at,
        "is_dry_run": call.is_dry_run,
        "rows": sum(fates.values()),
        "fates": {fate.value: fates.get(fate.value, 0) for fate in Fate},
        "is_done": not fates.get(Fate.WAITING.value, 0),
    }


def _rows_of(body: object) -> list[tuple[str, bulk.Said]]:
    """Return the rows of a body with their names.

    Raises:
        ValidationError: there are none or too many, or they cannot be told apart. Nothing is kept.
    """
    said: object = None
    if isinstance(body, dict) and _KNOWN.issuperset(body):
        said = body.get("pledges")
    if not isinstance(said, list) or not said:
        sentence = _("Send the rows as a list under “pledges”, and beside it only “dry_run”.")
        raise ValidationError({"pledges": [sentence]}, code="required")
    if len(said) > MOST_ROWS:
        sentence = _("A call has at most %(most)s rows.") % {"most": MOST_ROWS}
        raise ValidationError({"pledges": [sentence]}, code="too_many_rows")
    rows = [(_name_of(row), row) for row in said]
    if len({name for name, _row in rows}) < len(rows):
        sentence = _("Two rows have the same external_id.")
        raise ValidationError({"pledges": [sentence]}, code="two_of_one_name")
    return rows


def _is_dry_run(body: object) -> bool:
    said = body.get("dry_run", False) if isinstance(body, dict) else False
    if not isinstance(said, bool):
        raise ValidationError({"dry_run": [_("Say true or false.")]}, code="invalid")
    return said


def _name_of(row: object) -> str:
    name = row.get("external_id") if isinstance(row, dict) else None
    if not isinstance(name, str) or not AN_EXTERNAL_ID.fullmatch(name):
        sentence = _("Each row needs an external_id: letters, digits and . _ : / - up to 64.")
        raise ValidationError({"pledges": [sentence]}, code="no_external_id")
    return name
