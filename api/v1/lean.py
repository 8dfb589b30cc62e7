"""Give rows out by one plan: what is only read needs no form for each row.

DRF copies every declared field whenever a serializer is made, and asks each field of each row
where its value lies and how to write it. For output both are the same in every row, so they are
settled once for each class. The fields stay declared where they were, and so does the schema.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, TypeVar

from rest_framework import serializers

_Row = TypeVar("_Row")
_Give: TypeAlias = Callable[[Any, Any], Any]  # a serializer and a row make what JSON holds
_AS_IT_IS: Final = (
    serializers.CharField,
    serializers.ChoiceField,
    serializers.BooleanField,
    serializers.IntegerField,
)


class LeanSerializer(serializers.Serializer[_Row]):
    """A serializer that only gives out. What a row has no value for is null.

    `asked` names the fields that are given out; all of them where it is None.
    """

    asked: frozenset[str] | None = None

    def to_representation(self, instance: _Row) -> dict[str, Any]:
        """Return the fields of a row, in the order of their declaration."""
        asked = self.asked
        return {
            name: give(self, instance)
            for name, give in _plan(type(self))
            if asked is None or name in asked
        }


@cache
def _plan(kind: type[serializers.Serializer[Any]]) -> list[tuple[str, _Give]]:
    return [(name, _give(field)) for name, field in kind().fields.items()]


def _give(field: "serializers.Field[Any, Any, Any, Any]") -> _Give:
    if isinstance(field, serializers.SerializerMethodField):
        method = str(field.method_name)
        return lambda serializer, row: getattr(serializer, method)(row)
    find = _finder(str(field.source))
    if _is_written_as_it_is(field):
        return lambda _serializer, row: find(row)
    return lambda _serializer, row: _written(field, find(row))


def _finder(source: str) -> Callable[[Any], Any]:
    """Return what finds a value in a row; PostgreSQL may have made the row a mapping."""
    find = attrgetter(source)
    return lambda row: row[source] if isinstance(row, Mapping) else find(row)


def _is_written_as_it_is(field: "serializers.Field[Any, Any, Any, Any]") -> bool:
    inner = field.child if isinstance(field, serializers.ListField) else field
    return isinstance(inner, _AS_IT_IS)


def _written(field: "serializers.Field[Any, Any, Any, Any]", value: object) -> object:
    return None if value is None else field.to_representation(value)
