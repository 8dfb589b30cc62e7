"""What programs may: every route, every method, every scope, own things and foreign ones.

The doors come from the URL map: a new route without a row fails here and in test_rights.py.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.engine.roles import Role
from api.engine.scopes import Scope
from api.v1.urls import urlpatterns
from matching.selectors import reading
from tests import factories
from tests.api.programs import a_program
from tests.api.test_rights import BODIES, DOORS, SUBJECTS, _no_body
from tests.api.world import World

R, W, M = Scope.READ_PLEDGES, Scope.WRITE_PLEDGES, Scope.READ_MUNICIPALITIES
P, T = Scope.READ_PROPOSALS, Scope.READ_PARTNERSHIPS
C, E = Scope.READ_CALLS, Scope.WRITE_CALLS
PUBLIC: Final = {
    *("thematic-map", "schema", "words-activities", "words-topics", "words-languages"),
    *("words-countries", "words-problems", "need-list", "need-detail"),
    *("answers", "rules", "words-phases"),
    *("needs-csv", "needs-jsonl", "3w", "iati", "regions"),
}
# fmt: off
#                              scope, own, member's own record, foreign
OPEN: Final = {
    ("pledge-list", "get"):         (R, 200, 200, 200),
    ("pledge-list", "post"):        (W, 201, 201, 400),
    ("pledge-detail", "get"):       (R, 200, 200, 404),
    ("pledge-detail", "put"):       (W, 200, 403, 404),
    ("pledge-pause", "post"):       (W, 200, 403, 404),
    ("pledge-resume", "post"):      (W, 200, 403, 404),
    ("pledge-withdraw", "post"):    (W, 200, 403, 404),
    ("pledges-csv", "get"):         (R, 200, 200, 200),
    ("pledges-jsonl", "get"):       (R, 200, 200, 200),
    ("bulk-list", "post"):          (W, 202, 202, 202),
    ("bulk-detail", "get"):         (R, 200, 200, 404),
    ("bulk-rows", "get"):           (R, 200, 200, 404),
    ("quarantine-list", "get"):     (R, 200, 200, 200),
    ("quarantine-detail", "delete"): (W, 204, 204, 404),
    ("municipality-list", "get"):   (M, 200, 200, 200),
    ("municipality-detail", "get"): (M, 200, 200, 404),
    ("proposal-list", "get"):       (P, 200, 200, 200),
    ("proposal-detail", "get"):     (P, 200, 200, 404),
    ("partnership-list", "get"):    (T, 200, 200, 200),
    ("partnership-detail", "get"):  (T, 200, 200, 404),
    ("partner-call-list", "get"):   (C, 200, 200, 200),
    ("partner-call-list", "post"):  (E, 201, 201, 201),
    ("partner-call-detail", "get"): (C, 200, 200, 200),  # each network reads what is listed
    ("partner-call-end", "post"):   (E, 200, 200, 403),
}
CLOSED: Final = [
    ("appeal-list", "get"), ("appeal-list", "post"), ("appeal-detail", "get"),
    ("appeal-matches", "get"), ("appeal-outcome", "get"), ("appeal-submit", "post"),
    ("appeal-withdraw", "post"),
    ("pledge-fit", "get"), ("pledge-offer", "post"),
    ("run-list", "get"), ("run-list", "post"), ("run-detail", "get"), ("run-cancel", "post"),
]
# fmt: on
NAMED: Final = [f"{method} {name}" for name, method in OPEN]


def test_every_door_is_open_closed_public_or_of_oauth():
    public = {door for door in DOORS if door[0] in PUBLIC}

    assert set(DOORS) == {*OPEN, *CLOSED, *public, ("token", "post"), ("revoke", "post")}


def _declared() -> Iterator[tuple[tuple[str, str], Scope]]:
    """Yield each door whose view names a scope for it."""
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        scopes = getattr(getattr(pattern.callback, "cls", None), "scopes", {})
        actions = getattr(pattern.callback, "actions", None) or {}
        for method in sorted(actions.keys() - {"head"}):
            if actions[method] in scopes:
                yield (str(pattern.name), method), scopes[actions[method]]


def test_every_scope_of_a_view_is_in_the_table():
    assert dict(_declared()) == {door: scope for door, (scope, *_statuses) in OPEN.items()}


def _sent(world: World, program, door: tuple[str, str], reference: UUID, version: str):
    name, method = door
    address = reverse(f"v1:{name}", args=[reference] if name in SUBJECTS else [])
    said = json.dumps(BODIES.get(door, _no_body)(world))
    headers = {"If-Match": version, "Idempotency-Key": "once"}
    return program.generic(method.upper(), address, said, "application/json", headers=headers)


def _version(world: World, reference: UUID) -> str:
    """Return the version of a pledge; of a municipality, which has none, nothing."""
    reader = a_program(world.users["network"])
    return str(reader.get(f"/api/v1/pledges/{reference}/").headers.get("ETag", ""))


def _of_the_network(world: World, name: str) -> UUID:
    """Return a record of the network itself, in a state in which the step exists."""
    if not name.startswith("pledge"):
        return _of_the_member(world, name)
    program = a_program(world.users["network"])
    body = BODIES["pledge-list", "post"](world)
    reference = program.post("/api/v1/pledges/", body, format="json").json()["reference"]
    if name == "pledge-resume":
        program.post(f"/api/v1/pledges/{reference}/pause/")
    return UUID(reference)


def _of_the_member(world: World, name: str) -> UUID:
    return UUID(str(SUBJECTS[name](world))) if name in SUBJECTS else world.pledge.reference


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("door", OPEN, ids=NAMED)
def test_a_scope_opens_its_own_doors_and_no_other(door, scope, world):
    needed, status = OPEN[door][:2]
    reference = _of_the_network(world, door[0])
    version = _version(world, reference)
    program = a_program(world.users["network"], scopes=[scope])

    answer = _sent(world, program, door, reference, version)

    code = "" if scope is needed else answer.json()["code"]
    assert (answer.status_code, code) == (
        (status, "") if scope is needed else (403, "insufficient_scope")
    )


@pytest.mark.parametrize("door", OPEN, ids=NAMED)
def test_what_a_member_wrote_itself_is_read_and_not_changed(door, world):
    reference = _of_the_member(world, door[0])
    version = _version(world, reference)

    answer = _sent(world, a_program(world.users["network"]), door, reference, version)

    assert answer.status_code == OPEN[door][2]


@pytest.mark.parametrize("door", OPEN, ids=NAMED)
def test_what_belongs_to_another_network_is_as_if_it_were_not_there(door, world):
    reference = _of_the_network(world, door[0])
    version = _version(world, reference)
    stranger = a_program(factories.someone_in(factories.a_network()))

    answer = _sent(world, stranger, door, reference, version)

    assert answer.status_code == OPEN[door][3]
    assert _rows_of(answer) == []


def _rows_of(answer) -> list[object]:
    """Return what a list holds; a file's first line is what its columns are called."""
    if answer.streaming:
        lines = answer.getvalue().decode().splitlines()
        return [line for line in lines if not line.startswith("\ufeff")]
    return list(answer.json().get("results", []))


@pytest.mark.parametrize("door", CLOSED, ids=[f"{method} {name}" for name, method in CLOSED])
def test_what_has_no_scope_is_closed_to_a_key_with_every_scope(door, world):
    program = a_program(world.users["network"])
    name = door[0]
    reference = SUBJECTS[name](world) if name in SUBJECTS else world.pledge.reference

    answer = _sent(world, program, door, reference, "")

    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert answer["WWW-Authenticate"] == 'Bearer error="insufficient_scope"'


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_what_is_public_is_public_to_programs_too(name, world):
    program = a_program(world.users["network"])
    address = reverse(f"v1:{name}", args=[SUBJECTS[name](world)] if name in SUBJECTS else [])

    assert program.get(address).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a" * 129, "a" * 43, "clé", "two words"])
def test_a_token_that_is_none_opens_nothing_even_beside_a_session(token, world, client_of):
    client = client_of("helper")

    answer = client.get("/api/v1/pledges/", headers={"Authorization": f"Bearer {token}"})

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


def test_a_list_holds_what_changed_since_a_moment(world):
    program = a_program(world.users["network"])
    reference = _of_the_network(world, "pledge-list")
    recently = (timezone.now() - timedelta(minutes=5)).isoformat()

    answer = program.get("/api/v1/pledges/", {"updated_since": recently})

    assert [row["reference"] for row in answer.json()["results"]] == [str(reference)]


@pytest.mark.parametrize(
    "moment",
    [
        *("yesterday", "2026-11-26", "2026-11-26T10:00:00", "0000-01-01T00:00:00Z", "9" * 60),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-26T10:00:00+99:00"),
    ],
)
def test_what_is_no_moment_is_a_problem_of_the_caller(moment, world):
    program = a_program(world.users["network"])

    answer = program.get("/api/v1/pledges/", {"updated_since": moment})

    errors = answer.json()["errors"]
    assert (answer.status_code, errors["updated_since"][0]["code"]) == (400, "not_a_moment")


@pytest.mark.parametrize(
    "moment",
    ["2026-11-26T10:00:00-23:59:59", "2000-01-01T00:00:00+23:59", "2999-12-31T23:59:59-16:00"],
)
def test_a_moment_with_an_offset_that_only_python_knows_is_a_moment(moment, world):
    program = a_program(world.users["network"])

    assert program.get("/api/v1/pledges/", {"updated_since": moment}).status_code == 200


def test_a_list_takes_as_many_queries_for_three_rows_as_for_one(world, django_assert_num_queries):
    one, three = a_program(world.users["network"]), a_program(world.users["network"])
    for client in (one, three):
        with django_assert_num_queries(3):
            client.get("/api/v1/pledges/")
        _of_the_network(world, "pledge-list")
        _of_the_network(world, "pledge-list")


def test_one_pledge_takes_three_queries(world, django_assert_num_queries):
    program = a_program(world.users["network"])

    with django_assert_num_queries(3):
        answer = program.get(f"/api/v1/pledges/{world.pledge.reference}/")

    assert answer.status_code == 200


def test_a_member_of_two_networks_of_a_reader_stands_in_the_list_once(world):
    person, network = world.users["network"], factories.a_network(world.lund)
    factories.acts_as(person, Role.NETWORK, network=network)

    program = a_program(person)

    for address in ("/api/v1/pledges/", "/api/v1/municipalities/"):
        assert len(program.get(address).json()["results"]) == 1


def test_the_first_page_does_not_gather_all_members_of_a_network(world):
    rows = reading.pledges_for(world.users["network"]).order_by("-pk")[:20]

    assert "DISTINCT" not in str(rows.query)
