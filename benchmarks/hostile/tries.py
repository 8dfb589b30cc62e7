"""One thing wrong at a time: every hostile value in every place of every operation."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final
from urllib.parse import urlencode

from benchmarks.hostile.callers import Caller
from benchmarks.hostile.doors import Operation
from benchmarks.hostile.values import BODIES, HEADERS, METHODS, TEXTS, VALUES
from benchmarks.hostile.wire import Call, quoted

_FORM: Final = "application/x-www-form-urlencoded"
_UNKNOWN: Final = ("ordering", "state__regex", "starts__year", "format", "page", "é", "[]", "a\0b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A hostile value, where it goes, and the operation that gets it."""

    operation: Operation
    place: str  # path, query, header, field, body, method
    name: str
    value: object

    def __str__(self) -> str:
        return f"{self.operation}, {self.place} {self.name} = {ascii(self.value)[:120]}"


def tries(operations: Sequence[Operation], *, most: int, seed: int) -> list[Try]:
    """Return so many tries, spread over all operations, the same for the same seed."""
    found = [each for operation in operations for each in _tries(operation)]
    Random(seed).shuffle(found)
    return found[:most]


def call_of(attempt: Try, caller: Caller) -> Call:
    """Return the call of a caller that has this one thing wrong."""
    right = caller.right_call(attempt.operation)
    body = caller.body(attempt.operation)
    whole = replace(right, body=_written(body, attempt.operation.media_type))
    match attempt.place:
        case "path":
            return replace(whole, path=_with_path(attempt))
        case "query":
            return replace(whole, query=_query(attempt.name, str(attempt.value)))
        case "header":
            return replace(whole, headers={**whole.headers, attempt.name: str(attempt.value)})
        case "method":
            return replace(whole, method=str(attempt.value))
        case "field":
            changed = {**body, attempt.name: attempt.value}
            return replace(whole, body=_written(changed, attempt.operation.media_type))
    assert isinstance(attempt.value, bytes)
    return replace(whole, body=attempt.value)


def _tries(operation: Operation) -> Iterator[Try]:
    yield from _in(operation, "path", operation.places, TEXTS)
    yield from _in(operation, "query", [*operation.queries, *_UNKNOWN], TEXTS)
    yield from _in(operation, "query", ["", *operation.queries], [f"twice{each}" for each in "ab"])
    for name, values in HEADERS.items():
        yield from _in(operation, "header", [name], [*values, *TEXTS])
    yield from _in(operation, "header", operation.headers, TEXTS)
    yield from _in(operation, "method", [""], METHODS)
    if operation.method != "GET":
        fields = [*operation.example, "unknown", "__proto__"]
        yield from _in(operation, "field", fields, [*TEXTS, *VALUES])
        for name, body in BODIES.items():
            yield Try(operation=operation, place="body", name=name, value=body)


def _in(
    operation: Operation, place: str, names: Sequence[str], values: Sequence[object]
) -> Iterator[Try]:
    for name in names:
        for value in values:
            yield Try(operation=operation, place=place, name=name, value=value)


def _with_path(attempt: Try) -> str:
    path = attempt.operation.path
    for name in attempt.operation.places:
        path = path.replace(f"{{{name}}}", quoted(str(attempt.value)))
    return path


def _query(name: str, value: str) -> str:
    said = f"{quoted(name)}={quoted(value)}"
    return f"{said}&{said}" if value.startswith("twice") else said


def _written(body: Mapping[str, object], media_type: str) -> bytes:
    """Return a body as bytes; JSON keeps half a surrogate pair as an escape."""
    if media_type == _FORM:
        fields = {name: str(value).encode("utf-8", "surrogatepass") for name, value in body.items()}
        return urlencode(fields).encode("ascii")
    return json.dumps(body).encode("ascii") if media_type else b""
