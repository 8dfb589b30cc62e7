"""Whatever comes in, the answer is calm: a problem with a code, never a fault of ours."""

import json
from typing import Final

import pytest
from django.test import Client

from tests.api.world import World

PROBLEM: Final = "application/problem+json"
BODIES: Final = {
    "nothing": b"",
    "no json": b"{",
    "a list": b"[]",
    "990 deep": b'{"activities":' + b"[" * 990 + b"]" * 990 + b"}",
    "twice": b'{"capacity":1,"capacity":2}',
    "a NUL": b'{"languages":["\\u0000"]}',
    "half a pair": b'{"languages":["\\ud800"]}',
    "bytes": b'{"languages":["\xff"]}',
    "a giant number": b'{"capacity":' + b"9" * 20 + b"}",
    "infinity": b'{"capacity":1e999}',
    "too large": b'{"languages":["' + b"a" * 70_000 + b'"]}',
    "unknown field": b'{"state":"offered"}',
    "null": b'{"activities":null,"languages":null,"starts":null}',
    "objects": b'{"activities":[{}],"languages":[[]],"starts":{},"capacity":[],"actor":{}}',
    "year 0": b'{"starts":"0000-01-01","ends":"9999-99-99"}',
    "bidi": '{"languages":["\u202een"],"excluded":["\u2066UA"]}'.encode(),
    "no uuid": b'{"municipality":"../../etc"}',
}


def _valid(world: World) -> dict[str, object]:
    return {
        "municipality": str(world.lund.reference),
        "activities": ["forums"],
        "capacity": 2,
        "languages": ["en"],
        "starts": "2026-04-01",
        "ends": "2027-04-01",
    }


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_hostile_body_is_a_problem_of_the_caller(body, client_of):
    answer = client_of("helper").post("/api/v1/pledges/", body, content_type="application/json")

    assert (answer.status_code in {400, 413}, answer["Content-Type"]) == (True, PROBLEM)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("activities", [], "min_length"),
        ("activities", ["war"], "invalid_choice"),
        ("capacity", 0, "min_value"),
        ("capacity", 1_001, "max_value"),
        ("languages", ["xx-klingon"], "max_length"),
        ("languages", ["qq"], "unknown_language"),
        ("excluded", ["\u202eUA"], "not_a_code"),
        ("starts", "2026-13-01", "invalid"),
        ("ends", "2026-04-01", "ends_too_early"),
        ("municipality", "00000000-0000-4000-8000-000000000000", "not_yours"),
        ("engaged", 5, "unknown_field"),
    ],
)
def test_a_wrong_field_is_named_with_a_code(field, value, code, world, client_of):
    body = {**_valid(world), field: value}

    answer = client_of("helper").post("/api/v1/pledges/", body, format="json")

    errors = answer.json()["errors"]
    name = next(iter(errors))
    assert (answer.status_code, name.split(".")[0], errors[name][0]["code"]) == (400, field, code)


@pytest.mark.parametrize(
    "query",
    [
        "cursor=garbage",
        "cursor=",
        "cursor=%F0%9F%95%8A",
        "cursor=00000000-0000-4000-8000-000000000000:forged",
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=12345678901234567890",
        "limit=%D9%A1",
        "limit=1e3",
        "limit=1&limit=2",
        "state=open",
        "state=draft&state=offered",
        "state__regex=(",
        "starts__year=0",
        "ordering=municipality",
        "state=%E2%80%AEdraft",
        "kind=" + "a" * 3_000,
    ],
)
@pytest.mark.parametrize("path", ["appeals", "pledges", "runs", "partner-calls"])
def test_a_hostile_query_is_a_problem_of_the_caller(path, query, client_of):
    answer = client_of("officer").get(f"/api/v1/{path}/?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("appeals/%00/", 400),
        ("appeals/%FF/", 400),
        ("appeals/?state=%00", 400),
        ("appeals/1/", 404),
        ("appeals/00000000-0000-4000-8000-00000000000g/", 404),
        ("appeals/" + "a" * 2_000 + "/", 400),
        ("nothing/", 404),
    ],
)
def test_a_hostile_path_is_a_problem_of_the_caller(path, status, client_of):
    answer = client_of("officer").get(f"/api/v1/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"CONTENT_TYPE": "text/plain"}, 415, "not_json"),
        ({"CONTENT_TYPE": "application/x-www-form-urlencoded"}, 415, "not_json"),
        ({"CONTENT_TYPE": "application/json", "HTTP_ACCEPT": "text/html"}, 406, "not_acceptable"),
    ],
)
def test_only_json_is_read_and_spoken(headers, status, code, client_of):
    answer = client_of("helper").generic("POST", "/api/v1/pledges/", b"{}", **_typed(headers))

    assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)


def _typed(headers: dict[str, str]) -> dict[str, str]:
    return {"content_type": headers["CONTENT_TYPE"], **headers}


def test_a_change_without_the_token_of_the_session_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users["helper"])

    answer = client.post(f"/api/v1/pledges/{world.pledge.reference}/pause/")

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
