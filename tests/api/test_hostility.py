"""Hostile calls to every operation, made from the description: a new route is met by itself.

`dev.py bench hostile` sends many times as many, and lets Schemathesis make more.
"""

import logging
from collections import Counter
from typing import Final

import pytest
from django.urls import reverse

from api.v1.description import described
from api.v1.urls import urlpatterns
from benchmarks.hostile import generated
from benchmarks.hostile.callers import ROLES, a_caller
from benchmarks.hostile.doors import operations
from benchmarks.hostile.judge import complaints
from benchmarks.hostile.run import call_all
from benchmarks.hostile.tally import Tally
from benchmarks.hostile.tries import tries
from benchmarks.hostile.wire import Answer, Call, send
from citydiplomacy.wsgi import application
from tests.api.test_rights import DOORS

MOST: Final = 450  # of each role
UNDESCRIBED: Final = {("schema", "get")}


@pytest.fixture(autouse=True)
def _nothing_is_written_down(caplog):
    """Keep pytest from holding a line for each refusal."""
    with caplog.at_level(logging.CRITICAL):
        yield


@pytest.mark.django_db
def test_every_door_of_the_map_is_an_operation_of_the_description():
    assert {operation.door for operation in operations(described())} == {*DOORS} - UNDESCRIBED


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_whatever_is_sent_the_answer_is_calm(role, world):
    tally = Tally()

    call_all(application, role, world, most=MOST, seed=2008 + ROLES.index(role), tally=tally)

    assert tally.wrong == []
    assert tally.calls == MOST
    assert len(tally.doors) == len(operations(described()))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["key", "helper"])
def test_what_schemathesis_makes_of_the_description_is_answered_as_described(role, world):
    tally = Tally()
    caller = a_caller(role, application, world)

    generated.draw_all(caller, examples=4, seed=2008, tally=tally)

    assert tally.wrong == []
    assert tally.calls > 150


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["1e3", "abc", "-1", "٣", "0x3", " "])
def test_a_length_that_is_no_number_is_a_problem_of_the_caller(length):
    headers = {"Content-Length": length, "Content-Type": "application/json"}

    answer = send(
        application, Call(method="POST", path="/api/v1/pledges/", headers=headers, body=b"{}")
    )

    assert (answer.status, answer.media_type) == (400, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "kind", "body", "complaint"),
    [
        ("500 Fault", "application/problem+json", b"{}", "a fault (500)"),
        ("400 Bad", "text/html", b"<p>", "400 as text/html is not described"),
        ("400 Bad", "application/problem+json", b'{"code":"new"}', "a code that is on no list"),
        ("404 No", "application/problem+json", b'{"code":"invalid","status":404}', "invalid with"),
        ("200 OK", "application/json", b'{"secret":1}', "the answer 200 does not fit"),
        ("200 OK", "application/json", b"psycopg.errors", "it tells of our insides"),
    ],
)
def test_the_judge_is_awake(status, kind, body, complaint):
    operation = next(each for each in operations(described()) if each.door == DOORS[0])
    answer = Answer(status_line=status, lines=[("Content-Type", kind)], body=body)

    found = complaints(Call(method="GET", path="/"), answer, operation)

    assert [each for each in found if each.startswith(complaint)] != []


@pytest.mark.django_db
def test_a_field_that_nobody_described_is_complained_of(world):
    operation = next(each for each in operations(described()) if each.name == "words-problems")
    body = b'[{"code": "x", "name": "y", "id": 7}]'
    answer = Answer(status_line="200 OK", lines=[("Content-Type", "application/json")], body=body)

    found = complaints(Call(method="GET", path=reverse("v1:words-problems")), answer, operation)

    assert [each for each in found if "Additional properties" in each] != []


def test_the_dictionary_reaches_every_place_of_every_operation():
    attempts = tries(operations(described()), most=10**9, seed=1)

    places = {(attempt.operation.door, attempt.place) for attempt in attempts}
    counted = Counter(place for _door, place in places)
    assert len(urlpatterns) <= counted["method"] == counted["header"] == counted["query"]
    assert len(attempts) > 20_000
