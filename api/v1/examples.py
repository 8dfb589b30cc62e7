"""Small examples of what the description describes, made from the description alone."""

from collections.abc import Mapping
from typing import Any, Final

Piece = Mapping[str, Any]  # a piece of OpenAPI
_DEEPEST: Final = 8
_TEXTS: Final[Mapping[str, str]] = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date": "2027-01-01",
    "date-time": "2026-11-26T10:00:00Z",
    "uri": "https://cities.example/api/v1/",
    "email": "someone@cities.example",
}
_END: Final = "2029-01-01"  # of a period: it comes after its start


def resolved(piece: Piece, whole: Piece) -> Piece:
    """Return what a piece means; a reference (`#/components/...`) is followed."""
    while "$ref" in piece:
        names = str(piece["$ref"]).removeprefix("#/").split("/")
        piece = whole
        for name in names:
            piece = piece[name]
    return piece


def example_of(piece: Piece, whole: Piece, *, depth: int = 0) -> object:
    """Return a value that fits a schema: all fields, the first of several codes.

    Args:
        whole: the description that references point into.
        depth: how far in we are; what describes itself ends in an empty list.
    """
    schema = resolved(piece, whole)
    for said in ("example", "default"):
        if said in schema:
            return schema[said]
    if "enum" in schema:
        return schema["enum"][0]
    for several in ("oneOf", "anyOf", "allOf"):
        if several in schema:
            return example_of(schema[several][0], whole, depth=depth)
    return _of_kind(schema, whole, depth)


def _of_kind(schema: Piece, whole: Piece, depth: int) -> object:
    kind = schema.get("type")
    match kind if isinstance(kind, str) else next(iter(kind or ()), None):
        case "object":
            return _object(schema, whole, depth)
        case "array":
            items = schema.get("items", {})
            return [example_of(items, whole, depth=depth + 1)] if depth < _DEEPEST else []
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "string":
            return _TEXTS.get(schema.get("format", ""), "...")
    return None


def _object(schema: Piece, whole: Piece, depth: int) -> dict[str, object]:
    if depth >= _DEEPEST:
        return {}
    found = {
        name: example_of(inner, whole, depth=depth + 1)
        for name, inner in schema.get("properties", {}).items()
    }
    is_period = found.get("starts") == found.get("ends") == _TEXTS["date"]
    return {**found, "ends": _END} if is_period else found
