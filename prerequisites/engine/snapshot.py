"""Write a value down so that equal values read the same, on any day and any machine."""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from json.encoder import encode_basestring as quoted
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


class Hashing:
    """Hashes of many values that share parts: what is the same object is written down once.

    It keeps every part that it has seen alive, so that none can be taken for another.
    """

    def __init__(self) -> None:
        self._written: dict[int, tuple[object, str]] = {}

    def sha256(self, value: object) -> str:
        """Return what `sha256` of this module returns, sooner.

        Raises:
            TypeError: it holds something that has no plain form.
        """
        return hashlib.sha256(self._text(value).encode()).hexdigest()

    def _part(self, value: object) -> str:
        if isinstance(value, str):
            return quoted(value)
        if value is None or isinstance(value, int | float):
            return json.dumps(value)
        known = self._written.get(id(value))
        if known is None:
            known = value, self._text(value)
            self._written[id(value)] = known
        return known[1]

    def _text(self, value: object) -> str:
        if names := _sorted_names(type(value)):
            said = [f"{name}{self._part(getattr(value, field))}" for name, field in names]
            return f"{{{','.join(said)}}}"
        if isinstance(value, tuple | list):
            return f"[{','.join(map(self._part, value))}]"
        if isinstance(value, Set):
            return f"[{','.join(sorted(map(self._part, value)))}]"
        if isinstance(value, Mapping):
            return self._mapping(value)
        return _text(plain(value))

    def _mapping(self, value: Mapping[object, object]) -> str:
        if all(isinstance(key, str) for key in value):
            said = [
                f"{quoted(str(key))}:{self._part(value[key])}" for key in sorted(value, key=str)
            ]
            return f"{{{','.join(said)}}}"
        pairs = (f"[{self._part(key)},{self._part(item)}]" for key, item in value.items())
        return f"[{','.join(sorted(pairs))}]"


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


_SORTED: Final[dict[type, tuple[tuple[str, str], ...]]] = {}


def _sorted_names(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the fields of a dataclass by name, each as JSON introduces it and as it is called."""
    if kind not in _SORTED:
        _SORTED[kind] = tuple((f"{quoted(name)}:", name) for name in sorted(_names(kind)))
    return _SORTED[kind]


def _mapping(value: Mapping[object, object]) -> Plain:
    if all(isinstance(key, str) for key in value):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    pairs: list[Plain] = [[plain(key), plain(item)] for key, item in value.items()]
    return sorted(pairs, key=_text)


def _text(value: Plain) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
