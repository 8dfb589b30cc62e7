"""Give rows out by one plan: what is only read needs no form for each row.

DRF copies every declared field whenever a serializer is made, and asks each field of each row
where its value lies and how to write it. For output both are the same in every row, so they are
settled once for each class. The fields stay declared where they were, and so does the schema.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Which columns a row is read from, and how they become what JSON holds."""

    names: frozenset[str]
    columns: tuple[str, ...]
    give: Callable[[Sequence[Any]], dict[str, Any]]


@lru_cache(maxsize=256)  # callers choose the fields, and must not fill the memory
def shape_of(kind: type[LeanSerializer[Any]], asked: frozenset[str] | None) -> Shape:
    """Return how rows are given out that never became objects: the same fields, the same order.

    Only columns have a shape, and serializers of rows that are always there.

    Raises:
        TypeError: a field is worked out by a method.
    """
    columns: list[str] = []
    give = _whole(kind, asked, "", columns)
    return Shape(names=frozenset(kind().fields), columns=tuple(columns), give=give)


def _whole(
    kind: type[serializers.Serializer[Any]],
    asked: frozenset[str] | None,
    path: str,
    columns: list[str],
) -> Callable[[Sequence[Any]], dict[str, Any]]:
    """Return what gives a row or a part of it, and add the columns it needs to `columns`."""
    parts = [
        (name, _part(field, path, columns))
        for name, field in kind().fields.items()
        if asked is None or name in asked
    ]
    return lambda row: {name: give(row) for name, give in parts}


def _part(
    field: "serializers.Field[Any, Any, Any, Any]", path: str, columns: list[str]
) -> Callable[[Sequence[Any]], Any]:
    if isinstance(field, serializers.SerializerMethodField):
        raise TypeError(f"{field.field_name} is no column.")
    column = path + str(field.source).replace(".", "__")
    if isinstance(field, LeanSerializer):
        return _whole(type(field), None, f"{column}__", columns)
    find = itemgetter(len(columns))
    columns.append(column)
    return find if _is_written_as_it_is(field) else lambda row: _written(field, find(row))


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
