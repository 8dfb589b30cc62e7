"""Rows with only the fields that the caller asks for, for every list and detail of v1."""

from collections.abc import Collection, MutableMapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers, viewsets
from rest_framework.exceptions import ValidationError

from api.counting import Counted
from api.v1.filters import FIELDS
from api.v1.lean import LeanSerializer

if TYPE_CHECKING:
    from rest_framework.request import Request

_Row = TypeVar("_Row", bound=Model)

READING: Final = frozenset({"list", "retrieve"})


class Sparse(Counted, viewsets.GenericViewSet[_Row]):
    """A view whose list and detail give the fields that `fields` names, and else all of them.

    What is left out is never read: sealed words stay sealed. A row is named by its reference.
    """

    lookup_field = "reference"
    lookup_value_converter = "uuid"

    def get_serializer(self, *args: object, **kwargs: object) -> serializers.BaseSerializer[_Row]:
        """Return the serializer of this action, narrowed to what was asked for.

        Raises:
            ValidationError: a field is unknown, or named twice.
        """
        serializer: serializers.BaseSerializer[_Row] = super().get_serializer(*args, **kwargs)
        if self.action in READING:
            _narrow(serializer, self.request)
        return serializer


def parameter(names: Sequence[str]) -> OpenApiParameter:
    """Describe the parameter for the schema."""
    return OpenApiParameter(
        FIELDS,
        str,
        description="Only these fields, parted by commas. All of them when it is left out.",
        enum=list(names),
        many=True,
        style="form",
        explode=False,
    )


def fields_asked(request: "Request", known: Collection[str]) -> frozenset[str] | None:
    """Return the fields that a call names; None where it names none and is given all.

    Raises:
        ValidationError: a field is unknown, or named twice.
    """
    said = request.query_params.getlist(FIELDS)
    if not said:
        return None
    asked = ",".join(said).split(",")
    if len(set(asked)) < len(asked) or not set(asked) <= set(known):
        sentence = _("One of these fields does not exist, or is named twice.")
        raise ValidationError({FIELDS: [sentence]}, code="unknown_field")
    return frozenset(asked)


def _narrow(serializer: serializers.BaseSerializer[_Row], request: "Request") -> None:
    row = getattr(serializer, "child", serializer)
    fields: MutableMapping[str, object] = getattr(row, "fields", {})
    asked = fields_asked(request, fields)
    if isinstance(row, LeanSerializer):
        row.asked = asked
    elif asked is not None:
        for name in set(fields) - asked:
            fields.pop(name)
