"""The tools that other tests stand on: a browser, a broker of one's own, a real worker."""

import os

import pytest
from django.conf import settings
from django.db import connection


def test_a_real_browser_opens_the_live_server(page):
    answer = page.goto("/")

    assert answer.status == 200


@pytest.mark.processes
def test_a_real_worker_answers_and_can_be_killed(celery_worker_process):
    worker = celery_worker_process()

    worker.kill()

    assert worker.process.returncode == -9


def test_each_test_worker_has_a_broker_database_of_its_own(empty_broker):
    empty_broker.set("mine", os.environ.get("PYTEST_XDIST_WORKER", "gw0"))

    assert empty_broker.keys() == [b"mine"]
    assert settings.REDIS_URL.split("://", 1)[1] in settings.CELERY_BROKER_URL.replace(
        "virtual_host", "db"
    )


@pytest.mark.django_db
def test_the_tests_are_no_superuser_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")

        assert cursor.fetchone() == (False,)
