"""The token endpoint, as RFC 6749 has it."""

import base64
from typing import Final

import pytest
import time_machine
from django.test import Client

from api.engine.quotas import EACH_CALLER, EACH_KEY_S_TOKENS
from api.engine.scopes import Scope
from tests import factories
from tests.api.programs import a_key, a_program, a_token, calling
from tests.clock import NOON

pytestmark = pytest.mark.django_db
TOKEN: Final = "/api/v1/oauth/token/"
REVOKE: Final = "/api/v1/oauth/revoke/"
GRANT: Final = {"grant_type": "client_credentials"}


@pytest.fixture
def issued():
    return a_key(factories.someone_in(factories.a_network()), scopes=[Scope.READ_PLEDGES])


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def asked_in_form(said: dict[str, str], headers: dict[str, str] | None = None):
    pairs = "&".join(f"{name}={value}" for name, value in said.items())
    kind = "application/x-www-form-urlencoded"
    return Client().post(TOKEN, pairs, content_type=kind, headers=headers or {})


def test_id_and_secret_in_the_header_give_a_token(issued):
    answer = asked_in_form(GRANT, basic(issued.key.client_id, issued.secret))

    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert {**told, "access_token": len(told["access_token"])} == {
        "access_token": 43,
        "token_type": "Bearer",
        "expires_in": 900,
        "scope": "pledges:read",
    }


def test_id_and_secret_in_the_body_give_a_token_that_opens(issued):
    pair = {"client_id": issued.key.client_id, "client_secret": issued.secret}
    token = asked_in_form({**GRANT, **pair}).json()["access_token"]

    answer = Client().get("/api/v1/pledges/", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 200


@pytest.mark.parametrize("pair", [("%00", "x"), ("x%00y", "x")])
def test_an_id_that_is_no_text_once_it_is_unquoted_is_refused(pair):
    answer = asked_in_form(GRANT, basic(*pair))

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


@pytest.mark.parametrize(
    ("said", "error", "status"),
    [
        ({}, "invalid_request", 400),
        ({"grant_type": "password"}, "unsupported_grant_type", 400),
        ({**GRANT, "scope": "appeals:read"}, "invalid_scope", 400),
        ({**GRANT, "scope": "pledges:write"}, "invalid_scope", 400),
        ({**GRANT, "scope": "+"}, "invalid_scope", 400),
        ({**GRANT, "client_secret": "twice"}, "invalid_request", 400),
        ({**GRANT, "scope": "a" * 300}, "invalid_request", 400),
    ],
)
def test_a_refusal_is_in_the_words_of_the_standard(said, error, status, issued):
    answer = asked_in_form(said, basic(issued.key.client_id, issued.secret))

    assert (answer.status_code, answer.json()) == (status, {"error": error})


@pytest.mark.parametrize(
    "header",
    ["", "Basic", "Basic !!!", "Basic YQ==", "Bearer YTpi", "Basic /////w==", "Basic AGE6Yg=="],
)
def test_a_header_that_says_nothing_is_an_invalid_request(header):
    answer = asked_in_form(GRANT, {"Authorization": header} if header else {})

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_json_is_no_form():
    answer = Client().post(TOKEN, GRANT, content_type="application/json")

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_a_wrong_id_and_a_wrong_secret_are_told_alike(issued):
    answers = [
        asked_in_form(GRANT, basic(client_id, secret))
        for client_id, secret in [(issued.key.client_id, "wrong"), ("wrong", issued.secret)]
    ]

    told = {(each.status_code, each["WWW-Authenticate"], each.text) for each in answers}
    assert told == {(401, "Basic", '{"error":"invalid_client"}')}


def test_a_key_that_asks_for_too_many_tokens_waits(issued):
    headers = basic(issued.key.client_id, issued.secret)
    statuses = [
        asked_in_form(GRANT, headers).status_code for _try in range(EACH_KEY_S_TOKENS.burst)
    ]

    refused = asked_in_form(GRANT, headers)

    assert set(statuses) == {200}
    assert (refused.status_code, refused["Retry-After"]) == (429, "10")


def test_a_flood_of_wrong_secrets_shuts_out_no_key_that_is_right(issued):
    for _try in range(70):
        last = asked_in_form(GRANT, basic(issued.key.client_id, "wrong"))

    right = asked_in_form(GRANT, basic(issued.key.client_id, issued.secret))

    assert (last.status_code, right.status_code) == (429, 200)


def revoked(issued, token: str, *, secret: str = ""):
    return Client().post(
        REVOKE,
        f"token={token}&token_type_hint=access_token",
        content_type="application/x-www-form-urlencoded",
        headers=basic(issued.key.client_id, secret or issued.secret),
    )


def opens(token: str) -> int:
    return calling(token).get("/api/v1/pledges/").status_code


def test_a_revoked_token_is_shut_from_the_next_call_on_and_no_other(issued):
    first, second = a_token(issued), a_token(issued)
    before = opens(first)

    answer = revoked(issued, first)

    assert (before, answer.status_code, answer.content) == (200, 200, b"")
    assert (opens(first), opens(second)) == (401, 200)
    assert revoked(issued, first).status_code == 200


def test_a_key_revokes_no_token_of_another_and_is_not_told_that_it_is_there(issued):
    other = a_key(factories.someone_in(factories.a_network()), scopes=[Scope.READ_PLEDGES])
    token = a_token(other)

    answers = [revoked(issued, each) for each in (token, "nothing")]

    assert [(each.status_code, each.content) for each in answers] == [(200, b"")] * 2
    assert opens(token) == 200


def test_a_wrong_secret_revokes_nothing(issued):
    token = a_token(issued)

    answer = revoked(issued, token, secret="wrong")

    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    assert opens(token) == 200


def test_who_names_no_token_is_told_so(issued):
    answer = revoked(issued, "")

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})


def test_every_answer_tells_how_many_calls_are_left():
    with time_machine.travel(NOON, tick=False):
        client = a_program(factories.someone_in(factories.a_network()))
        first, second = client.get("/api/v1/pledges/"), client.get("/api/v1/runs/")

    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    assert [first[name] for name in names] == ["300", "299", "1"]
    assert (second.status_code, [second[name] for name in names]) == (403, ["300", "298", "1"])


def test_whoever_has_used_up_the_quota_waits_and_is_told_how_long():
    with time_machine.travel(NOON, tick=False):
        client = a_program(factories.someone_in(factories.a_network()))
        statuses = [
            client.get("/api/v1/appeals/").status_code for _call in range(EACH_CALLER.burst)
        ]
        refused = client.get("/api/v1/pledges/")

    assert set(statuses) == {403}
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert (refused["RateLimit-Remaining"], refused["Retry-After"]) == ("0", "1")
