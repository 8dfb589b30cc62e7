"""The door of the demonstration: no password, and no door at all where the demo is off."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from demo.cast import PARTS, Kind
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo.urls")]


@pytest.fixture
def officer() -> User:
    user = factories.a_user()
    user.email = PARTS[Kind.OFFICER].email
    user.save(update_fields=["email"])
    return user


def test_a_visitor_becomes_who_they_chose(
    officer: User, client: Client, settings: Settings
) -> None:
    settings.DEMO = True

    answer = client.post("/demo/sign-in", {"kind": "officer"})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(officer.pk)


def test_the_session_of_the_one_before_ends(
    officer: User, client: Client, settings: Settings
) -> None:
    settings.DEMO = True
    client.force_login(factories.a_user())
    before = client.session.session_key

    client.post("/demo/sign-in", {"kind": "officer"})

    assert client.session.session_key != before
    assert not client.session.exists(before or "")


def test_where_the_demo_is_off_there_is_no_door(
    officer: User, client: Client, settings: Settings
) -> None:
    settings.DEMO = False

    answer = client.post("/demo/sign-in", {"kind": "officer"})

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("kind", ["", "administrator", "officer@demo.example"])
def test_nobody_else_can_be_chosen(
    officer: User, client: Client, settings: Settings, kind: str
) -> None:
    settings.DEMO = True

    answer = client.post("/demo/sign-in", {"kind": kind})

    assert answer.status_code == 404


def test_a_form_from_elsewhere_is_refused(officer: User, settings: Settings) -> None:
    settings.DEMO = True
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post("/demo/sign-in", {"kind": "officer"})

    assert answer.status_code == 403


def test_a_link_signs_nobody_in(officer: User, client: Client, settings: Settings) -> None:
    settings.DEMO = True

    answer = client.get("/demo/sign-in", {"kind": "officer"})

    assert answer.status_code == 405
