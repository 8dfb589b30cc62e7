"""Invariant I9: a call with an Idempotency-Key has its effect once, and one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from api.engine.digests import fingerprint_of
from api.models import KeptAnswer
from api.services import answers
from api.services.answers import InFlight, Said
from matching.models import Pledge
from sealing.services import fingerprint
from tests import factories
from tests.api.programs import a_program
from tests.api.world import World
from tests.clock import NOON
from tests.invariants import MUST_BE_EMPTY
from tests.races import in_own_connection

ONCE: Final = {"Idempotency-Key": "sync-2026-11-26/1"}


def a_pledge(world: World, **other: object) -> dict[str, object]:
    return {
        "municipality": str(world.lund.reference),
        "activities": ["forums"],
        "capacity": 2,
        "languages": ["en"],
        "starts": "2026-04-01",
        "ends": "2027-04-01",
        **other,
    }


def test_the_same_call_writes_once_and_answers_the_same(world):
    program = a_program(world.users["network"])
    before = Pledge.objects.count()

    first, second = (
        program.post("/api/v1/pledges/", a_pledge(world), format="json", headers=ONCE)
        for _time in range(2)
    )

    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.content, first["ETag"]) == (second.content, second["ETag"])
    assert (first.has_header("Idempotency-Replayed"), second["Idempotency-Replayed"]) == (
        False,
        "true",
    )
    assert Pledge.objects.count() == before + 1


def test_what_was_asked_is_kept_so_that_nobody_can_guess_at_it(world):
    body = a_pledge(world)
    plain = fingerprint_of(method="POST", path="/api/v1/pledges/", body=body, expects="")

    a_program(world.users["network"]).post("/api/v1/pledges/", body, format="json", headers=ONCE)

    kept = KeptAnswer.objects.get().fingerprint
    assert kept == fingerprint(purpose="api.call", text=plain).hex() != plain


def test_another_call_with_the_same_key_is_refused(world):
    program = a_program(world.users["network"])
    program.post("/api/v1/pledges/", a_pledge(world), format="json", headers=ONCE)
    before = Pledge.objects.count()

    other = program.post(
        "/api/v1/pledges/", a_pledge(world, capacity=3), format="json", headers=ONCE
    )

    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Pledge.objects.count() == before


def test_the_same_key_of_another_caller_is_another_key(world):
    for caller in ("network", "network"):
        program = a_program(world.users[caller])
        program.post("/api/v1/pledges/", a_pledge(world), format="json", headers=ONCE)

    assert KeptAnswer.objects.count() == 2


def test_a_refusal_keeps_nothing_so_that_the_key_can_be_used_again(world):
    program = a_program(world.users["network"])

    refused = program.post(
        "/api/v1/pledges/", a_pledge(world, capacity=0), format="json", headers=ONCE
    )
    again = program.post("/api/v1/pledges/", a_pledge(world), format="json", headers=ONCE)

    assert (refused.status_code, again.status_code) == (400, 201)


@pytest.mark.parametrize("name", ["", "two words", "a" * 129, "clé"])
def test_what_is_no_key_is_refused(name, world):
    program = a_program(world.users["network"])

    answer = program.post(
        "/api/v1/pledges/", a_pledge(world), format="json", headers={"Idempotency-Key": name}
    )

    assert (answer.status_code, answer.json()["errors"]["Idempotency-Key"][0]["code"]) == (
        400,
        "not_a_key",
    )


def test_a_step_is_taken_once_though_it_is_asked_for_twice(client_of, world):
    helper = client_of("helper")
    address = f"/api/v1/pledges/{world.pledge.reference}/pause/"

    with_key = [helper.post(address, headers=ONCE).status_code for _time in range(2)]
    without = helper.post(address).status_code

    assert (with_key, without) == ([200, 200], 409)


SAID: Final = Said(status=201, body="{}")


def _call(user: User, deed) -> Said:
    return answers.once(by=user, name="one", fingerprint="f" * 64, deed=deed, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_i9_a_twin_in_flight_is_refused_and_later_gets_the_answer_of_the_first():
    user, done = factories.a_user(), []

    def first() -> Said:
        done.append("first")
        with ThreadPoolExecutor(max_workers=1) as elsewhere:
            twin = elsewhere.submit(in_own_connection(_call), user, second)
            with pytest.raises(InFlight):
                twin.result(timeout=20)
        return SAID

    def second() -> Said:
        done.append("second")
        return SAID

    _call(user, first)
    later = _call(user, second)

    assert (done, later.is_repeated) == (["first"], True)


@pytest.mark.django_db(transaction=True)
def test_i9_of_fifty_twins_at_once_one_has_the_effect():
    user, done = factories.a_user(), []

    def deed() -> Said:
        done.append(1)
        return SAID

    def one_call(_number: int) -> int:
        try:
            return _call(user, deed).status
        except InFlight:
            return 409

    with ThreadPoolExecutor(max_workers=10) as pool:
        statuses = set(pool.map(in_own_connection(one_call), range(50)))

    assert (len(done), KeptAnswer.objects.count()) == (1, 1)
    assert statuses <= {201, 409}


@pytest.mark.django_db
def test_i9_an_effect_that_fails_keeps_no_answer():
    user = factories.a_user()

    def fails() -> Said:
        factories.a_user()
        raise RuntimeError("The light went out.")

    before = User.objects.count()
    with pytest.raises(RuntimeError):
        _call(user, fails)

    assert (User.objects.count(), KeptAnswer.objects.count()) == (before, 0)


TWICE: Final = """
    INSERT INTO api_keptanswer (user_id, name, fingerprint, status, body, version, kept_at)
    SELECT user_id, name, fingerprint, status, body, version, kept_at FROM api_keptanswer
"""
DROP: Final = "ALTER TABLE api_keptanswer DROP CONSTRAINT api_keptanswer_one_for_each_key"


def by_hand(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.django_db
def test_i9_no_statement_keeps_two_answers_under_one_key():
    _call(factories.a_user(), lambda: SAID)

    refused = pytest.raises(IntegrityError, match="api_keptanswer_one_for_each_key")
    with refused, transaction.atomic():
        by_hand(TWICE)

    assert KeptAnswer.objects.count() == 1


@pytest.mark.django_db
def test_i9_mutant_without_the_constraint_the_invariant_finds_two_answers():
    _call(factories.a_user(), lambda: SAID)
    query = MUST_BE_EMPTY["I9 two answers kept for one call"]

    with connection.cursor() as cursor:
        cursor.execute(query)
        before = cursor.fetchall()
        by_hand(DROP, TWICE)
        cursor.execute(query)
        after = cursor.fetchall()

    assert (before, len(after)) == ([], 1)


@pytest.mark.django_db
def test_no_statement_keeps_a_refusal():
    _call(factories.a_user(), lambda: SAID)

    with pytest.raises(IntegrityError, match="api_keptanswer_is_of_an_effect"):
        by_hand("UPDATE api_keptanswer SET status = 409")


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day():
    _call(factories.a_user(), lambda: SAID)

    forgotten = [answers.forget_old_answers(at=NOON + timedelta(hours=hours)) for hours in (24, 25)]

    assert forgotten == [0, 1]
