"""The description of the partner API, told for people: by resource, operation and field."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from typing import Final
from urllib.parse import urlencode

from api.v1.examples import Piece, example_of, resolved

_METHODS: Final = tuple(method.value.lower() for method in HTTPMethod)
_FORM: Final = "application/x-www-form-urlencoded"
_JSON: Final = "application/json"
_MOST_CODES: Final = 40  # languages and countries are lists of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a body or an answer, or one parameter; `name` holds its whole path."""

    name: str
    kind: str
    place: str
    is_required: bool
    text: str
    codes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A body or an answer: its fields, and an example of the whole."""

    status: str
    phrase: str
    fields: Sequence[Field]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    scopes: Sequence[str]
    is_public: bool
    parameters: Sequence[Field]
    body: Told | None
    answers: Sequence[Told]
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Operations that stand on one page."""

    tag: str
    operations: Sequence[Operation]

    @property
    def title(self) -> str:
        """The tag as a title."""
        return self.tag.replace("-", " ").capitalize()


def resources(whole: Piece) -> list[Resource]:
    """Return the resources of a description by name, their operations by address."""
    by_tag: dict[str, list[Operation]] = {}
    for path, item in whole["paths"].items():
        for method in _METHODS:
            if method in item:
                said = item[method]
                by_tag.setdefault(said["tags"][0], []).append(_operation(path, method, said, whole))
    return [Resource(tag=tag, operations=by_tag[tag]) for tag in sorted(by_tag)]


def scopes(whole: Piece) -> dict[str, str]:
    """Return the scopes of a key with what each is for."""
    found: dict[str, str] = {}
    for scheme in whole["components"]["securitySchemes"].values():
        for flow in scheme.get("flows", {}).values():
            found |= flow["scopes"]
    return found


def _operation(path: str, method: str, said: Piece, whole: Piece) -> Operation:
    text = said.get("description", "")
    summary, _, rest = text.partition("\n\n")
    security: Sequence[Mapping[str, Sequence[str]]] = said.get("security", ())
    body = _body(said, whole)
    return Operation(
        anchor=said["operationId"],
        method=method.upper(),
        path=path,
        summary=_line(summary),
        text=_line(rest),
        scopes=[scope for way in security for scope in way.get("key", ())],
        is_public={} in security,
        parameters=[_parameter(each, whole) for each in said.get("parameters", ())],
        body=body,
        answers=[_answer(status, each, whole) for status, each in said["responses"].items()],
        curl=_curl(path, method, said, whole),
    )


def _parameter(said: Piece, whole: Piece) -> Field:
    schema = resolved(said["schema"], whole)
    return Field(
        name=said["name"],
        kind=_kind(schema, whole),
        place=said["in"],
        is_required=said.get("required", False),
        text=_line(said.get("description", "")),
        codes=_codes(schema, whole),
    )


def _body(said: Piece, whole: Piece) -> Told | None:
    for media_type, content in said.get("requestBody", {}).get("content", {}).items():
        fields = list(_fields(content["schema"], whole))
        example = example_of(content["schema"], whole) if fields else {}
        return Told(
            status="", phrase=media_type, fields=fields, example=_written(example, media_type)
        )
    return None


def _answer(status: str, said: Piece, whole: Piece) -> Told:
    for media_type, content in said.get("content", {}).items():
        is_a_problem = media_type != _JSON
        return Told(
            status=status,
            phrase=media_type if is_a_problem else _phrase(status),
            fields=() if is_a_problem else list(_fields(content["schema"], whole)),
            example="" if is_a_problem else _written(example_of(content["schema"], whole), _JSON),
        )
    return Told(status=status, phrase=_phrase(status), fields=(), example="")


def _phrase(status: str) -> str:
    return HTTPStatus(int(status)).phrase if status.isdigit() else ""


def _fields(piece: Piece, whole: Piece, within: str = "") -> Iterator[Field]:
    """Yield the fields of an object, each followed by those inside it: `outer.inner`, `list[]`."""
    schema = resolved(piece, whole)
    if schema.get("type") == "array":
        yield from _fields(schema["items"], whole, f"{within}[]")
        return
    required = schema.get("required", ())
    for name, said in schema.get("properties", {}).items():
        inner = resolved(said, whole)
        path = f"{within}.{name}" if within else name
        yield Field(
            name=path,
            kind=_kind(inner, whole),
            place="",
            is_required=name in required,
            text=_sentence(said, inner),
            codes=_codes(inner, whole),
        )
        yield from _fields(inner, whole, path)


def _sentence(said: Piece, inner: Piece) -> str:
    """Return what is said of a field; a list of its codes stands beside it already."""
    text = _line(said.get("description", inner.get("description", "")))
    return "" if text.startswith("* `") else text.partition(" * `")[0]


def _kind(schema: Piece, whole: Piece) -> str:
    kinds = schema.get("type", "any")
    named = [kinds] if isinstance(kinds, str) else list(kinds)
    if named[0] == "array":
        inner = resolved(schema.get("items", {}), whole)
        return f"list of {_kind(inner, whole)}"
    bounds = [f"{word} {schema[key]}" for key, word in _BOUNDS if key in schema]
    kind = schema.get("format") or (named[0] if "enum" not in schema else "code")
    return ", ".join([" or ".join([kind, *named[1:]]), *bounds])


_BOUNDS: Final = (
    ("minimum", "from"),
    ("maximum", "to"),
    ("minLength", "at least"),
    ("maxLength", "at most"),
)


def _codes(schema: Piece, whole: Piece) -> list[str]:
    if schema.get("type") == "array":
        return _codes(resolved(schema.get("items", {}), whole), whole)
    codes = [str(code) for code in schema.get("enum", ()) if code]
    return codes if len(codes) <= _MOST_CODES else [*codes[:3], "..."]


def _curl(path: str, method: str, said: Piece, whole: Piece) -> str:
    """Return a call that can be copied, on lines that fit a narrow page."""
    address = "$API" + path.removeprefix("/api/v1")
    for each in said.get("parameters", ()):
        if each["in"] == "path":
            address = address.replace(f"{{{each['name']}}}", each["name"].upper())
    lines = [f"curl -s {address}" if method == "get" else f"curl -s -X {method.upper()} {address}"]
    lines += _signed(method, said)
    lines += [
        f"-H '{each['name']}: ...'"
        for each in said.get("parameters", ())
        if each["in"] == "header" and each.get("required")
    ]
    for media_type, content in said.get("requestBody", {}).get("content", {}).items():
        example = example_of(content["schema"], whole)
        lines += [f"-H 'Content-Type: {media_type}'", f"-d '{_written(example, media_type)}'"]
    return " \\\n  ".join(lines)


def _signed(method: str, said: Piece) -> list[str]:
    """Return how a call says who makes it: by a key where a scope opens it, else by a session."""
    security: Sequence[Mapping[str, Sequence[str]]] = said.get("security", ())
    if {} in security:
        return []
    if any(way.get("key") for way in security):
        return ['-H "Authorization: Bearer $BEARER"']
    token = [] if method == "get" else ['-H "X-CSRFToken: $TOKEN"']
    return ['-H "Cookie: $COOKIES"', *token]


def _written(example: object, media_type: str) -> str:
    if media_type == _FORM and isinstance(example, dict):
        return urlencode(example)
    return json.dumps(example, indent=2, ensure_ascii=False)


def _line(text: str) -> str:
    return " ".join(text.split())
