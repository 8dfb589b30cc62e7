"""The pages that come when something is wrong come without database and session."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from citydiplomacy import errors, urls


def _fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Halyna Petrenko")


def _forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Halyna Petrenko")


urlpatterns = [
    path("fault", _fault),
    path("forbidden", _forbidden),
    path("api/v1/forbidden", _forbidden),
    path("", include(urls)),
]
handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error


@pytest.fixture
def caller() -> Client:
    return Client(raise_request_exception=False)


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_is_told_without_database_and_without_its_message(caller):
    # No mark of pytest-django here: any query would fail this test.
    answer = caller.get("/fault")

    assert answer.status_code == 500
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.text
    assert "Halyna" not in answer.text


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("/forbidden", 403), ("/nowhere", 404)])
def test_a_refusal_is_a_page_in_the_frame_of_the_platform(address, status, caller):
    answer = caller.get(address)

    assert answer.status_code == status
    assert '<main id="content"' in answer.text
    assert "Halyna" not in answer.text


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(("address", "status"), [("/api/v1/forbidden", 403), ("/api/x", 404)])
def test_a_machine_is_refused_in_problem_json(address, status, caller):
    answer = caller.get(address)

    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert "Halyna" not in answer.text


@pytest.mark.django_db
def test_the_administration_has_no_door_of_its_own(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_the_language_can_be_chosen(client, settings):
    answer = client.post("/language/", {"language": "ar", "next": "/"})

    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "ar"


def test_a_host_that_is_not_ours_is_refused_in_plain_words(caller):
    answer = caller.get("/", headers={"Host": "elsewhere.test"})

    assert answer.status_code == 400
    assert "elsewhere" not in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_page_for_someone_signed_in_waits_while_the_database_is_away(caller, settings):
    caller.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"
    address = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")

    answer = caller.get("/nowhere")

    connection.close()
    connection.settings_dict.update(address)
    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
