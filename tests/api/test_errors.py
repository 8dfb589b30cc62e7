"""Every reason has one stable code, and its words are in the caller's language."""

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, OperationalError, transaction
from django.http import Http404
from rest_framework import exceptions

from api.errors import PROBLEMS, answer
from matching.engine.lifecycle import IllegalTransition
from matching.models import Appeal, MatchRun
from matching.services.appeals import AlreadyTaken, CannotAppeal, NotWaiting
from matching.services.pledges import BelowEngaged, CannotHelp
from matching.services.runs import RunGoesOn
from matching.services.steps import AlreadyAsked
from tests.clock import NOON


@pytest.mark.parametrize(
    ("reason", "status", "code"),
    [
        (IllegalTransition(), 409, "illegal_transition"),
        (AlreadyAsked(), 409, "already_asked"),
        (AlreadyTaken(), 409, "already_taken"),
        (CannotAppeal(), 409, "cannot_appeal"),
        (CannotHelp(), 409, "cannot_help"),
        (BelowEngaged(), 409, "below_engaged"),
        (RunGoesOn(), 409, "run_goes_on"),
        (NotWaiting(), 404, "not_found"),
        (Appeal.DoesNotExist(), 404, "not_found"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "not_allowed"),
        (exceptions.NotAuthenticated(), 401, "not_signed_in"),
        (exceptions.Throttled(wait=3), 429, "too_many_requests"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_each_reason_has_its_status_and_code(reason, status, code):
    problem = answer(reason, {})

    assert problem is not None
    assert (problem.status_code, problem.data["code"], problem.data["status"]) == (
        status,
        code,
        status,
    )


@pytest.mark.parametrize(
    "fault", [KeyError("x"), OperationalError(), IntegrityError(), ValueError()]
)
def test_a_fault_of_ours_is_left_to_the_platform(fault):
    assert answer(fault, {}) is None


def test_codes_are_told_apart():
    codes = [problem.code for problem in PROBLEMS]

    assert len(set(codes)) == len(codes)


def test_only_the_two_of_the_platform_are_no_fault_of_the_caller():
    ours = [problem for problem in PROBLEMS if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR]

    assert [problem.code for problem in ours] == ["fault", "away"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("nothing/", 404, "not_found"),
        ("appeals/%00/", 400, "broken_text"),
        ("appeals/" + "a" * 2_000 + "/", 400, "too_long"),
    ],
)
def test_what_never_reaches_the_api_has_a_code_too(path, status, code, client):
    answer = client.get(f"/api/v1/{path}")

    assert (answer.status_code, answer.json()["code"], answer.json()["type"]) == (
        status,
        code,
        f"/api/v1/reference/problems/#{code}",
    )


def _run() -> MatchRun:
    return MatchRun(as_of=NOON.date(), policy_version=1, appeals_total=0, started_at=NOON)


@pytest.mark.django_db
def test_a_race_lost_at_a_constraint_is_a_conflict():
    _run().save()

    with pytest.raises(IntegrityError) as lost, transaction.atomic():
        _run().save()

    problem = answer(lost.value, {})
    assert problem is not None
    assert (problem.status_code, problem.data["code"]) == (409, "run_goes_on")


@pytest.mark.django_db
def test_a_missing_value_is_a_fault_of_ours_and_no_race():
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        MatchRun(policy_version=1, appeals_total=0, started_at=NOON).save()

    assert answer(fault.value, {}) is None


def test_errors_inside_fields_are_named_by_their_path():
    invalid = exceptions.ValidationError(
        {"outer": {"inner": ["Wrong."]}, "items": [{}, {"name": ["Missing."]}], "flat": ["Bad."]}
    )

    problem = answer(invalid, {})

    assert problem is not None
    assert sorted(problem.data["errors"]) == ["flat", "items.1.name", "outer.inner"]


def test_a_problem_is_told_in_the_caller_s_language(client_of):
    client = client_of("stranger")
    address = "/api/v1/appeals/00000000-0000-4000-8000-000000000000/"

    english = client.get(address, HTTP_ACCEPT_LANGUAGE="en")
    french = client.get(address, HTTP_ACCEPT_LANGUAGE="fr")

    assert (english["Content-Language"], french["Content-Language"]) == ("en", "fr")
    assert english.json() == {
        "type": "/api/v1/reference/problems/#not_found",
        "title": "Not found",
        "status": 404,
        "detail": "There is nothing here, or nothing for you.",
        "code": "not_found",
    }


def test_who_is_not_signed_in_is_told_how_one_is(client_of):
    answered = client_of("anonymous").get("/api/v1/appeals/")

    assert (answered.status_code, answered["WWW-Authenticate"]) == (401, "Bearer")
