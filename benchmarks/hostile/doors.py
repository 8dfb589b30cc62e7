"""Every operation of the API, read from its description and its map of addresses.

A new route is found by itself: nothing here names one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPMethod
from typing import Final

from django.urls import resolve

from api.v1.examples import Piece, example_of

NOWHERE: Final = "00000000-0000-4000-8000-000000000000"
_METHODS: Final = frozenset(method.value.lower() for method in HTTPMethod)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    name: str  # of the route
    method: str
    path: str  # with {names}
    places: Sequence[str]  # names within the path
    queries: Sequence[str]
    headers: Sequence[str]
    media_type: str  # of the body; empty where it takes none
    example: Mapping[str, object]
    responses: Mapping[str, Piece]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def door(self) -> tuple[str, str]:
        """The route and its method, as the tests of rights name them."""
        return self.name, self.method.lower()

    def address(self, values: Mapping[str, str]) -> str:
        """Return the path with its names filled in; one without a value leads nowhere."""
        path = self.path
        for name in self.places:
            path = path.replace(f"{{{name}}}", values.get(name, NOWHERE))
        return path


def operations(whole: Piece) -> list[Operation]:
    """Return all operations of a description, in the order of their addresses."""
    return list(_operations(whole))


def _operations(whole: Piece) -> Iterator[Operation]:
    for path, item in whole["paths"].items():
        for method in sorted(_METHODS & item.keys()):
            yield _operation(path, method, item[method], whole)


def _operation(path: str, method: str, said: Piece, whole: Piece) -> Operation:
    parameters = [(each["in"], each["name"]) for each in said.get("parameters", ())]
    media_type, schema = _body_of(said)
    example = example_of(schema, whole) if schema else {}
    by_place: dict[str, list[str]] = {}
    for place, name in parameters:
        by_place.setdefault(place, []).append(name)
    return Operation(
        name=_route_of(path, by_place.get("path", ())),
        method=method.upper(),
        path=path,
        places=by_place.get("path", ()),
        queries=by_place.get("query", ()),
        headers=by_place.get("header", ()),
        media_type=media_type,
        example=example if isinstance(example, dict) else {},
        responses=said["responses"],
    )


def _body_of(said: Piece) -> tuple[str, Piece]:
    content: Mapping[str, Piece] = said.get("requestBody", {}).get("content", {})
    for media_type, body in content.items():
        return media_type, body["schema"]
    return "", {}


def _route_of(path: str, places: Sequence[str]) -> str:
    for place in places:
        path = path.replace(f"{{{place}}}", NOWHERE)
    return resolve(path).url_name or ""
