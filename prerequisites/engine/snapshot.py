"""Write a value down so that equal values read the same, on any day and any machine."""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Final, TypeAlias

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"


def plain(value: object) -> Plain:
    """Return `value` as data for JSON: sets sorted, dates in ISO, mappings by sorted key.

    A dataclass becomes an object of its fields; a mapping whose keys are no strings becomes a
    list of pairs.

    Raises:
        TypeError: it holds something that has no plain form.
    """
    # The commonest first: a verdict has hundreds of words in it.
    if isinstance(value, str):
        return str(value)  # a StrEnum becomes its bare value
    if value is None or isinstance(value, int | float):
        return value
    if names := _names(type(value)):
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return _rarer(value)


def sha256(value: object) -> str:
    """Return the SHA-256 of the plain form of `value`, in hexadecimal."""
    return hashlib.sha256(_text(plain(value)).encode()).hexdigest()


def _rarer(value: object) -> Plain:
    match value:
        case date():
            return value.isoformat()
        case Mapping():
            return _mapping(value)
        case Set():
            return sorted((plain(item) for item in value), key=_text)
        case Sequence():
            return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no plain form.")


_FIELDS: Final[dict[type, tuple[str, ...]]] = {}


def _names(kind: type) -> tuple[str, ...]:
    """Return the fields of a dataclass; of anything else none."""
    if kind not in _FIELDS:
        names = tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
        _FIELDS[kind] = names
    return _FIELDS[kind]


def _mapping(value: Mapping[object, object]) -> Plain:
    if all(isinstance(key, str) for key in value):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    pairs: list[Plain] = [[plain(key), plain(item)] for key, item in value.items()]
    return sorted(pairs, key=_text)


def _text(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
