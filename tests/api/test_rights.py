"""Who may do what, for every route and method that the router knows."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.urls import URLPattern, reverse

from api.services.records import version_of_pledge
from api.v1.urls import urlpatterns
from matching.engine.lifecycle import PledgeAction
from matching.services.pledges import move_pledge
from matching.services.runs import cancel_run
from tests.api.many import a_row, in_quarantine, kept
from tests.api.world import World, a_draft_appeal, a_draft_pledge, a_run, an_own_call
from tests.clock import NOON
from tests.partnerships.builders import an_agreed_partnership, an_introduction
from tests.publication.cards import a_case, listed

ROLES: Final = (
    *("anonymous", "stranger", "asker", "helper", "network"),
    *("officer", "other_officer", "supervisor"),
)
METHODS: Final = ("get", "post", "put", "patch", "delete", "options")


def _for(anonymous, stranger, asker, helper, network, officer, other_officer, supervisor):
    return {
        "anonymous": anonymous,
        "stranger": stranger,
        "asker": asker,
        "helper": helper,
        "network": network,
        "officer": officer,
        "other_officer": other_officer,
        "supervisor": supervisor,
    }


PUBLIC: Final = dict.fromkeys(ROLES, 200)
SIGNED_IN: Final = {**PUBLIC, "anonymous": 401}
FOR_KEYS: Final = {**dict.fromkeys(ROLES, 403), "anonymous": 401}
# fmt: off
#                    anonymous stranger asker helper network officer other supervisor
EXPECTED: Final = {
    ("appeal-list", "get"): SIGNED_IN,
    ("appeal-list", "post"):      _for(401, 400, 201, 400, 403, 403, 403, 403),
    ("appeal-detail", "get"):     _for(401, 404, 200, 404, 404, 200, 404, 404),
    ("appeal-matches", "get"):    _for(401, 404, 403, 404, 404, 200, 404, 404),
    ("appeal-outcome", "get"):    _for(401, 404, 200, 404, 404, 200, 404, 404),
    ("appeal-submit", "post"):    _for(401, 404, 200, 404, 404, 404, 404, 404),
    ("appeal-withdraw", "post"):  _for(401, 404, 200, 404, 404, 403, 404, 404),
    ("pledge-list", "get"): SIGNED_IN,
    ("pledge-list", "post"):      _for(401, 400, 400, 201, 201, 403, 403, 403),
    ("pledge-detail", "get"):     _for(401, 404, 404, 200, 200, 200, 200, 200),
    ("pledge-detail", "put"):     _for(401, 404, 404, 200, 403, 403, 403, 403),
    ("pledge-fit", "get"):        _for(401, 404, 404, 200, 403, 403, 403, 403),
    ("pledge-offer", "post"):     _for(401, 404, 404, 200, 404, 404, 404, 404),
    ("pledge-pause", "post"):     _for(401, 404, 404, 200, 403, 403, 403, 403),
    ("pledge-resume", "post"):    _for(401, 404, 404, 200, 403, 403, 403, 403),
    ("pledge-withdraw", "post"):  _for(401, 404, 404, 200, 403, 403, 403, 403),
    ("municipality-list", "get"): SIGNED_IN,
    ("municipality-detail", "get"): _for(401, 404, 404, 200, 200, 404, 404, 404),
    ("need-list", "get"): PUBLIC,
    ("need-detail", "get"): PUBLIC,
    ("proposal-list", "get"):     _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("proposal-detail", "get"):   _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("partnership-list", "get"):  _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("partnership-detail", "get"): _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("partner-call-list", "get"): SIGNED_IN,
    ("partner-call-list", "post"): _for(401, 403, 403, 403, 201, 403, 403, 403),
    ("partner-call-detail", "get"): SIGNED_IN,
    ("partner-call-end", "post"): _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("token", "post"): dict.fromkeys(ROLES, 400),
    ("bulk-list", "post"):        _for(401, 403, 403, 403, 202, 403, 403, 403),
    ("bulk-detail", "get"):       _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("bulk-rows", "get"):         _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("quarantine-list", "get"):   _for(401, 403, 403, 403, 200, 403, 403, 403),
    ("quarantine-detail", "delete"): _for(401, 403, 403, 403, 204, 403, 403, 403),
    ("revoke", "post"): dict.fromkeys(ROLES, 400),
    ("run-list", "get"):          _for(401, 403, 403, 403, 403, 200, 200, 200),
    ("run-list", "post"):         _for(401, 403, 403, 403, 403, 201, 201, 201),
    ("run-detail", "get"):        _for(401, 403, 403, 403, 403, 200, 200, 200),
    ("run-cancel", "post"):       _for(401, 403, 403, 403, 403, 200, 200, 200),
    ("needs-csv", "get"): PUBLIC,
    ("needs-jsonl", "get"): PUBLIC,
    ("3w", "get"): PUBLIC,
    ("regions", "get"): PUBLIC,
    ("iati", "get"): PUBLIC,
    ("pledges-csv", "get"): FOR_KEYS,
    ("pledges-jsonl", "get"): FOR_KEYS,
    ("thematic-map", "get"): PUBLIC,
    ("words-activities", "get"): PUBLIC,
    ("words-topics", "get"): PUBLIC,
    ("words-phases", "get"): PUBLIC,
    ("answers", "get"): PUBLIC,
    ("rules", "get"): PUBLIC,
    ("words-languages", "get"): PUBLIC,
    ("words-countries", "get"): PUBLIC,
    ("words-problems", "get"): PUBLIC,
    ("schema", "get"): PUBLIC,
}
# fmt: on


def _doors() -> Iterator[tuple[str, str]]:
    """Yield each route with each method it answers to."""
    by_name: dict[str, set[str]] = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        actions = getattr(pattern.callback, "actions", None)
        view = getattr(pattern.callback, "cls", None)
        methods = actions or [method for method in METHODS if hasattr(view, method)]
        by_name.setdefault(str(pattern.name), set()).update(methods)
    for name, methods in by_name.items():
        yield from ((name, method) for method in sorted(methods - {"head", "options"}))


DOORS: Final = list(_doors())


def _new_pledge(world: World) -> dict[str, object]:
    return {
        "municipality": str(world.lund.reference),
        "activities": ["forums"],
        "capacity": 2,
        "languages": ["en"],
        "starts": "2026-04-01",
        "ends": "2027-04-01",
    }


def _no_body(_world: World) -> dict[str, object]:
    return {}


def _rewritten(world: World) -> dict[str, object]:
    return {name: value for name, value in _new_pledge(world).items() if name != "municipality"}


def _new_appeal(world: World) -> dict[str, object]:
    return {
        "municipality": str(world.kvitka.reference),
        "kinds": ["support"],
        "activity": "forums",
        "topic": "water",
        "summary": "The pumps stand still.",
        "languages": ["uk"],
        "urgency": "urgent",
        "starts": "2026-04-01",
        "ends": "2027-04-01",
    }


NEW_CALL: Final[Mapping[str, object]] = {
    "topic": "water",
    "summary": "Two engineers who know pumping stations.",
    "experts": 2,
    "languages": ["en"],
    "country_code": "GE",
    "starts": "2098-01-01",
    "ends": "2099-01-01",
    **dict.fromkeys(("gives_access", "gives_security", "gives_logistics"), True),
    "shows_name": False,
    "contact": "Nino, +995 32 000 000",
}
FORMS: Final = dict.fromkeys(("token", "revoke"), "application/x-www-form-urlencoded")
BODIES: Final[Mapping[tuple[str, str], Callable[[World], dict[str, object]]]] = {
    ("appeal-list", "post"): _new_appeal,
    ("pledge-list", "post"): _new_pledge,
    ("pledge-detail", "put"): _rewritten,
    ("partner-call-list", "post"): lambda _world: dict(NEW_CALL),
    ("bulk-list", "post"): lambda world: {"pledges": [a_row(world)]},
}


def _version(world: World) -> dict[str, str]:
    world.pledge.refresh_from_db()
    return {"If-Match": f'"{version_of_pledge(world.pledge)}"'}


def _draft(world: World) -> UUID:
    return a_draft_pledge(world.lund, by=world.users["helper"]).reference


def _draft_appeal(world: World) -> UUID:
    return a_draft_appeal(world.kvitka, by=world.users["asker"]).reference


def _paused(world: World) -> UUID:
    reference = world.pledge.reference
    move_pledge(reference=reference, action=PledgeAction.PAUSE, by=world.users["helper"], at=NOON)
    return reference


SUBJECTS: Final = {
    "appeal-detail": lambda world: world.appeal.reference,
    "appeal-matches": lambda world: world.appeal.reference,
    "appeal-outcome": lambda world: world.appeal.reference,
    "appeal-submit": _draft_appeal,
    "appeal-withdraw": lambda world: world.appeal.reference,
    "pledge-detail": lambda world: world.pledge.reference,
    "pledge-fit": lambda world: world.pledge.reference,
    "pledge-offer": _draft,
    "pledge-pause": lambda world: world.pledge.reference,
    "pledge-resume": _paused,
    "pledge-withdraw": lambda world: world.pledge.reference,
    "municipality-detail": lambda world: world.lund.reference,
    "need-detail": lambda _world: listed(a_case()).reference,
    "proposal-detail": lambda world: an_introduction(pledge=world.pledge).reference,
    "partnership-detail": lambda world: (
        an_agreed_partnership(an_introduction(pledge=world.pledge)).reference
    ),
    "partner-call-detail": lambda world: an_own_call(world).reference,
    "partner-call-end": lambda world: an_own_call(world).reference,
    "bulk-detail": lambda world: kept(world).reference,
    "bulk-rows": lambda world: kept(world).reference,
    "quarantine-detail": lambda world: in_quarantine(world).reference,
    "run-detail": lambda world: a_run(world).reference,
    "run-cancel": lambda world: a_run(world).reference,
}
"""What a route is about, in a state in which its step exists."""


def _address(name: str, world: World) -> str:
    return reverse(f"v1:{name}", args=[SUBJECTS[name](world)] if name in SUBJECTS else [])


def test_every_door_has_a_row_and_every_row_a_door():
    assert set(DOORS) == set(EXPECTED)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("name", "method"), DOORS, ids=[f"{m} {n}" for n, m in DOORS])
def test_each_role_gets_the_answer_of_the_table(name, method, role, world, client_of):
    address, body = _address(name, world), BODIES.get((name, method), _no_body)(world)

    client, kind = client_of(role), FORMS.get(name, "application/json")
    said = urlencode(body) if name in FORMS else json.dumps(body)
    headers = {**_version(world), "Idempotency-Key": "once"}
    answer = client.generic(method.upper(), address, said, kind, headers=headers)

    assert answer.status_code == EXPECTED[name, method][role]


@pytest.mark.parametrize("name", sorted({name for name, _method in DOORS}))
def test_a_method_that_is_not_declared_is_refused(name, world, client_of):
    address = _address(name, world)
    client = client_of("supervisor")
    declared = {method for door, method in DOORS if door == name}

    answers = {method: getattr(client, method)(address).status_code for method in METHODS}

    undeclared = {method: status for method, status in answers.items() if method not in declared}
    assert undeclared == dict.fromkeys(set(METHODS) - declared, 405)


@pytest.mark.parametrize("role", ["stranger", "helper", "network", "other_officer"])
def test_what_is_hidden_answers_as_what_is_missing(role, world, client_of):
    client = client_of(role)
    missing = "/api/v1/appeals/00000000-0000-4000-8000-000000000000/"

    hidden = client.get(f"/api/v1/appeals/{world.appeal.reference}/")

    assert (hidden.status_code, hidden.json()) == (404, client.get(missing).json())


def test_a_cancelled_run_is_cancelled_once(world, client_of):
    run = a_run(world)
    cancel_run(reference=run.reference, by=world.users["officer"], at=NOON)

    answer = client_of("officer").post(f"/api/v1/runs/{run.reference}/cancel/")

    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
