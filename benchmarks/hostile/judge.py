"""Say what is wrong with an answer: a fault, a nameless refusal, or what nobody described."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jsonschema_rs import Draft202012Validator

from api.errors import MEDIA_TYPE, PROBLEMS
from api.v1.description import described
from api.v1.filters import FIELDS
from benchmarks.hostile.doors import Operation
from benchmarks.hostile.wire import Answer, Call

if TYPE_CHECKING:
    from api.v1.examples import Piece

JSON_TYPE: Final = "application/json"
_STATUS_OF: Final = {problem.code: problem.status.value for problem in PROBLEMS}
_FIRST_ERROR: Final = 400
_FIRST_FAULT: Final = 500
_AWAY: Final = 503
_EMPTY: Final = frozenset({204, 304})
_NEVER: Final = ("Traceback", "DETAIL:", "psycopg", "SELECT ", "/site-packages/")


def complaints(call: Call, answer: Answer, operation: Operation | None) -> list[str]:
    """Return what is wrong with an answer; nothing where it is as described.

    Args:
        operation: which one the call was for; None where its address or method is no one's.
    """
    return list(_complaints(call, answer, operation))


def _complaints(call: Call, answer: Answer, operation: Operation | None) -> Iterator[str]:
    if answer.status >= _FIRST_FAULT:
        is_a_pause = answer.status == _AWAY and "retry-after" in answer.headers
        yield f"a pause ({answer.status})" if is_a_pause else f"a fault ({answer.status})"
    if any(word in answer.body.decode("utf-8", "replace") for word in _NEVER):
        yield "it tells of our insides"
    yield from _missing_headers(answer)
    if call.method == "HEAD":
        return  # the gateway leaves the body out
    if answer.status in _EMPTY:
        if answer.body:
            yield "a body where none belongs"
        return
    if answer.status >= _FIRST_ERROR and answer.media_type == MEDIA_TYPE:
        yield from _as_a_problem(answer)
    elif operation is None:
        yield f"{answer.status} as {answer.media_type or 'nothing'}, which is no problem"
    else:
        yield from _as_described(answer, operation, is_narrowed=f"{FIELDS}=" in call.query)


def _missing_headers(answer: Answer) -> Iterator[str]:
    for name in ("x-content-type-options", "cache-control", "content-security-policy"):
        if name not in answer.headers:
            yield f"no {name}"


def _as_a_problem(answer: Answer) -> Iterator[str]:
    said = _json(answer)
    if not isinstance(said, dict):
        yield "a problem that is no JSON object"
        return
    code = said.get("code")
    if code not in _STATUS_OF:
        yield f"a code that is on no list: {code!r}"
    elif _STATUS_OF[str(code)] != answer.status or said.get("status") != answer.status:
        yield f"{code} with {answer.status}"
    yield from _misfits(said, _strict("Problem"), "the problem")


def _as_described(answer: Answer, operation: Operation, *, is_narrowed: bool) -> Iterator[str]:
    declared = operation.responses.get(str(answer.status))
    if declared is None:
        yield f"{answer.status} as {answer.media_type or 'nothing'} is not described"
        return
    content: Mapping[str, Piece] = declared.get("content", {})
    if answer.media_type not in content:
        yield f"{answer.status} as {answer.media_type or 'nothing'} is not described"
    elif answer.media_type == JSON_TYPE:
        schema = content[answer.media_type]["schema"]
        validator = _strict(json.dumps(schema, sort_keys=True), is_narrowed=is_narrowed)
        yield from _misfits(_json(answer), validator, f"the answer {answer.status}")


def _misfits(said: object, validator: Draft202012Validator, what: str) -> Iterator[str]:
    for error in validator.iter_errors(said):
        where = "/".join(str(step) for step in error.instance_path)
        yield f"{what} does not fit its description at {where or 'its root'}: {error.message[:200]}"
        return


def _json(answer: Answer) -> object:
    try:
        return json.loads(answer.body)
    except ValueError:
        return None


@cache
def _strict(schema: str, *, is_narrowed: bool = False) -> Draft202012Validator:
    """Return a validator of a component, or of a schema in JSON, in which nothing is left over.

    A field that an answer has and its description has not would be told to everybody who reads,
    and looked at by nobody.
    """
    whole = described()
    piece = json.loads(schema) if schema[:1] == "{" else {"$ref": f"#/components/schemas/{schema}"}
    root = _closed({**piece, "components": whole["components"]})
    if is_narrowed:  # only the fields that were asked for are there
        root = _without_required(root)
    return Draft202012Validator(root, validate_formats=True)


def _without_required(piece: Any) -> Any:
    """Return a schema in which no field must be there."""
    if isinstance(piece, list):
        return [_without_required(inner) for inner in piece]
    if not isinstance(piece, dict):
        return piece
    return {
        name: _without_required(inner)
        for name, inner in piece.items()
        if name != "required" or not isinstance(inner, list)
    }


def _closed(piece: Any) -> Any:
    """Return a schema in which each object takes only the fields that it declares."""
    if isinstance(piece, list):
        return [_closed(inner) for inner in piece]
    if not isinstance(piece, dict):
        return piece
    found = {name: _closed(inner) for name, inner in piece.items()}
    is_open = "properties" in piece and "additionalProperties" not in piece
    return {**found, "additionalProperties": False} if is_open else found
