"""What the platform refuses to start with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from citydiplomacy import checks

ROOT = Path(__file__).resolve().parents[2]


def person(email: str) -> None:
    get_user_model().objects.create(email=email, display_name="Someone", language="en")


def codes(messages) -> list[str]:
    return [message.id for message in messages]


def test_a_short_key_is_refused(settings):
    settings.SECRET_KEY = "x" * 49

    assert codes(checks.secret_key_is_long(None)) == ["citydiplomacy.E001"]


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [(2, 9, []), (1, 1, []), (0, 9, ["citydiplomacy.E004"]), (9, 2, ["citydiplomacy.E004"])],
)
def test_a_card_waits_a_day_that_can_be_drawn(least, most, expected, settings):
    settings.PUBLICATION_DAYS_LEAST, settings.PUBLICATION_DAYS_MOST = least, most

    assert codes(checks.cards_wait_some_days(None)) == expected


@pytest.mark.parametrize(
    ("ref", "name", "kind", "start", "expected"),
    [
        ("", "", "", "", []),
        ("XX-EXAMPLE-1", "Cities", "40", "2026-01-01", []),
        ("XX-EXAMPLE-1", "", "40", "2026-01-01", ["citydiplomacy.E005"]),
        ("XX-EXAMPLE-1", "Cities", "41", "2026-01-01", ["citydiplomacy.E005"]),
        ("XX-EXAMPLE-1", "Cities", "40", "January", ["citydiplomacy.E005"]),
        ("XX-EXAMPLE-1", "Cities", "40", "", ["citydiplomacy.E005"]),
        ("XX-A&B", "Cities", "40", "2026-01-01", ["citydiplomacy.E005"]),
        ("XX-A B", "Cities", "40", "2026-01-01", ["citydiplomacy.E005"]),
        ("12345", "Cities", "40", "2026-01-01", ["citydiplomacy.E005"]),
    ],
)
def test_who_publishes_is_said_whole_or_not_at_all(ref, name, kind, start, expected, settings):
    settings.IATI_REPORTING_ORG, settings.IATI_REPORTING_ORG_NAME = ref, name
    settings.IATI_REPORTING_ORG_TYPE, settings.IATI_PROGRAMME_START = kind, start

    assert codes(checks.a_publisher_is_whole(None)) == expected


def test_a_long_key_is_accepted(settings):
    settings.SECRET_KEY = "x" * 50

    assert checks.secret_key_is_long(None) == []


@pytest.mark.parametrize(
    ("demo", "secure", "expected"),
    [(True, True, ["citydiplomacy.E002"]), (True, False, []), (False, True, [])],
)
def test_the_demo_never_faces_the_world(demo, secure, expected, settings):
    settings.DEMO, settings.SECURE = demo, secure

    assert codes(checks.demo_is_not_public(None)) == expected


@pytest.mark.django_db
def test_the_demo_refuses_a_database_with_real_people(settings):
    settings.DEMO = True
    person("mayor@town.example")
    person("someone@city.ua")

    found = checks.demo_has_no_real_people(None, databases=["default"])

    assert codes(found) == ["citydiplomacy.E003"]


@pytest.mark.django_db
def test_the_demo_accepts_invented_people(settings):
    settings.DEMO = True
    person("mayor@town.example")

    assert checks.demo_has_no_real_people(None, databases=["default"]) == []


@pytest.mark.django_db
def test_real_people_are_no_matter_where_there_is_no_demo(settings):
    settings.DEMO = False
    person("someone@city.ua")

    assert checks.demo_has_no_real_people(None, databases=["default"]) == []


def test_a_production_environment_passes_every_check_for_deployment():
    environment = {
        **os.environ,
        "DEBUG": "0",
        "DEMO": "0",
        "SECURE": "1",
        "SECRET_KEY": "kE3vq-0P" * 9,
        "ALLOWED_HOSTS": "city.example",
        "CSRF_TRUSTED_ORIGINS": "https://city.example",
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # a browser in this process needs it

    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert checked.stderr == ""
    assert checked.returncode == 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL"])
def test_a_variable_that_is_missing_is_named(name):
    environment = {key: value for key, value in os.environ.items() if key != name}

    started = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert started.returncode != 0
    assert f"The environment variable {name} is not set." in started.stderr
