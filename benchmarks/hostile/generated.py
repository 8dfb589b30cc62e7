"""What Schemathesis makes of the description: its own edges of each field, and chance."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import hypothesis
import schemathesis
from django.db import DEFAULT_DB_ALIAS, connections
from django.urls import Resolver404, resolve, reverse
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok
from schemathesis.engine import Status, events, from_schema

from api.v1.description import described
from benchmarks.hostile.callers import Caller, undone
from benchmarks.hostile.doors import NOWHERE, Operation, operations
from benchmarks.hostile.judge import complaints
from benchmarks.hostile.tally import Tally
from benchmarks.hostile.wire import Answer, Call, answered

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from hypothesis.strategies import SearchStrategy

THERE: Final = "11111111-1111-4111-8111-111111111111"
"""Stands for something that the caller may know of, which is made when the call comes."""

CHECKS: Final = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
    *("response_headers_conformance", "response_schema_conformance"),
    *("unsupported_method", "ignored_auth"),
)
"""What Schemathesis judges beside us. It knows nothing of rights, so not what is accepted."""


def call_all(caller: Caller, *, examples: int, seed: int, tally: Tally) -> None:
    """Let Schemathesis call as one role, about what is there and about what is not."""
    for about in (THERE, NOWHERE):
        watched = Watched(caller, operations(described()), tally)
        config = _config(caller, watched.doors, about, examples=examples, seed=seed)
        schema = schemathesis.openapi.from_wsgi(reverse("v1:schema"), watched, config=config)
        for event in from_schema(schema).execute():
            for complaint in _complaints(event):
                tally.complain(f"{caller.role}: {complaint}")


def draw_all(caller: Caller, *, examples: int, seed: int, tally: Tally) -> None:
    """Send so many cases of each operation, right ones and wrong ones, and none of the edges."""
    watched = Watched(caller, operations(described()), tally)
    config = _config(caller, watched.doors, THERE, examples=examples, seed=seed)
    schema = schemathesis.openapi.from_wsgi(reverse("v1:schema"), watched, config=config)
    for found in schema.get_all_operations():
        if not isinstance(found, Ok):
            tally.complain(f"{caller.role}: {found.err()}")
            continue
        for mode in GenerationMode:
            with suppress(Unsatisfiable):  # nothing can be wrong with what takes nothing
                _send(caller, found.ok().as_strategy(mode), examples=examples, seed=seed)


def _send(
    caller: Caller, cases: "SearchStrategy[schemathesis.Case[Any]]", *, examples: int, seed: int
) -> None:
    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=examples,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        deadline=None,
        database=None,
    )
    @hypothesis.given(cases)
    def call(case: "schemathesis.Case[Any]") -> None:
        case.call(headers=dict(caller.signature))

    call()


def _complaints(event: events.EngineEvent) -> Iterator[str]:
    if isinstance(event, events.NonFatalError):
        yield f"{event.label}: {event.info.format()[:300]}"
    if isinstance(event, events.ScenarioFinished):
        for checks in event.recorder.checks.values():
            for check in checks:
                told = _told(check.failure_info)
                if check.status is Status.FAILURE and _NARROWED not in told:
                    yield f"{event.label}: {check.name}: {told}"


_NARROWED: Final = "is a required property"
"""A call that asks for some fields gets no others; our own judge knows which calls do."""


def _told(failure: object) -> str:
    return str(getattr(failure, "failure", failure))[:300].replace("\n", " ")


def _config(
    caller: Caller, doors: Iterable[Operation], about: str, *, examples: int, seed: int
) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "workers": 1,
            "continue-on-failure": True,
            "headers": dict(caller.signature),
            "generation": {"max-examples": examples, "mode": "all", "no-shrink": True}
            | {"with-security-parameters": False},  # the caller signs
            "phases": {"stateful": {"enabled": False}},
            "checks": {"enabled": False} | {name: {"enabled": True} for name in CHECKS},
            "operations": [
                {"include-name": str(door), "parameters": dict.fromkeys(door.places, about)}
                for door in doors
                if door.places
            ],
        }
    )


class Watched:
    """The application with somebody who counts and judges each of its answers."""

    def __init__(self, caller: Caller, doors: list[Operation], tally: Tally) -> None:
        self.caller = caller
        self.doors = doors
        self.tally = tally
        self._by_door = {operation.door: operation for operation in doors}
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._connection.inc_thread_sharing()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Hand a call on, judge what comes back, and hand that back."""
        connections[DEFAULT_DB_ALIAS] = self._connection  # Schemathesis calls from its own threads
        with undone():
            self.caller.lift_quota()
            call = Call(
                method=environ["REQUEST_METHOD"],
                path=environ["PATH_INFO"],
                query=environ.get("QUERY_STRING", ""),
            )
            operation = self._operation(call)
            if operation and THERE in call.path:
                there = call.path.replace(THERE, self.caller.subject(operation))
                environ["PATH_INFO"] = there
            answer = answered(self.caller.application, environ)
        if call.path != reverse("v1:schema"):  # it describes all but itself
            self._judge(call, answer, operation)
        start_response(answer.status_line, list(answer.lines))
        return [answer.body]

    def _judge(self, call: Call, answer: Answer, operation: Operation | None) -> None:
        found = complaints(call, answer, operation)
        self.tally.add(self.caller.role, str(operation), answer.status, found, ascii(call)[:200])

    def _operation(self, call: Call) -> Operation | None:
        try:
            name = resolve(call.path).url_name or ""
        except Resolver404:
            return None
        return self._by_door.get((name, call.method.lower()))
