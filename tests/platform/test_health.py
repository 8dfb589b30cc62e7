"""Whether the process lives, whether the platform works, and how it says that it does not."""

from datetime import timedelta

import pytest
import redis
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from audit.models import Heartbeat
from citydiplomacy import errors, health

NOWHERE = "redis://127.0.0.1:1/0"


def _database_gone(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection to server at 10.0.0.7 failed")


def _connection_closed(request: HttpRequest) -> HttpResponse:
    raise InterfaceError("connection already closed")


def _counters_gone(request: HttpRequest) -> HttpResponse:
    raise redis.ConnectionError("connecting to 10.0.0.7 failed")


def _counters_slow(request: HttpRequest) -> HttpResponse:
    raise redis.TimeoutError("10.0.0.7 does not answer")


urlpatterns = [
    path("gone", _database_gone),
    path("uncounted", _counters_gone),
    path("slow", _counters_slow),
    path("closed", _connection_closed),
    path("api/v1/gone", _database_gone),
    path("readyz", health.ready),
]
handler500 = errors.server_error


def heartbeat(*, seconds_ago: int) -> None:
    Heartbeat.objects.update_or_create(
        name="worker", defaults={"at": timezone.now() - timedelta(seconds=seconds_ago)}
    )


def test_the_process_is_alive_without_asking_the_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"state": "up"})


@pytest.mark.django_db
def test_the_platform_is_ready_when_all_three_parts_work(client):
    heartbeat(seconds_ago=5)

    answer = client.get("/readyz")

    parts = {"database": "up", "broker": "up", "worker": "up"}
    assert (answer.status_code, answer.json()) == (200, {"state": "up", "parts": parts})


@pytest.mark.django_db
def test_a_worker_that_has_run_nothing_for_a_minute_is_down(client):
    heartbeat(seconds_ago=61)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "up", "broker": "up", "worker": "down"}


@pytest.mark.django_db
def test_a_worker_that_never_ran_is_down(client):
    assert client.get("/readyz").json()["parts"]["worker"] == "down"


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_is_down_and_not_named(client, settings):
    settings.REDIS_URL = NOWHERE
    heartbeat(seconds_ago=5)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "up", "broker": "down", "worker": "up"}
    assert "127.0.0.1" not in answer.text


@pytest.mark.django_db(transaction=True)
def test_a_database_that_does_not_answer_is_down_and_not_named(client, unreachable_database):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "down", "broker": "up", "worker": "down"}


@pytest.fixture
def unreachable_database(settings):
    """The database's address leads nowhere while the test runs."""
    connection.close()
    address = dict(connection.settings_dict)
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1", CONN_MAX_AGE=0)
    yield
    connection.close()
    connection.settings_dict.update(address)


@pytest.mark.django_db(transaction=True)
def test_a_page_without_its_database_asks_to_come_back(unreachable_database, settings, caplog):
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = "abcdefghijklmnopqrstuvwxyz012345"

    answer = client.get("/accounts/login/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert "127.0.0.1" not in answer.text


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("address", ["/gone", "/closed", "/uncounted", "/slow"])
def test_a_connection_that_breaks_inside_a_page_is_a_pause_not_a_fault(address):
    answer = Client(raise_request_exception=False).get(address)

    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert "10.0.0.7" not in answer.text


@override_settings(ROOT_URLCONF=__name__)
def test_a_machine_is_told_the_pause_in_problem_json():
    answer = Client(raise_request_exception=False).get("/api/v1/gone")

    assert (answer.status_code, answer["Retry-After"]) == (503, "15")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_read_only(address, client):
    assert client.post(address).status_code == 405


@override_settings(SECURE_SSL_REDIRECT=True)
def test_health_answers_the_neighbour_that_speaks_plain_http(client):
    assert client.get("/healthz").status_code == 200
