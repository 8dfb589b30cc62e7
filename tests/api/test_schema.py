"""The description of v1 is kept in the repository, and is true."""

from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.core.management import call_command

from api.errors import PROBLEMS

KEPT: Final = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
TUTORIAL: Final = Path(settings.BASE_DIR) / "docs" / "api.md"


def test_the_kept_description_is_what_the_code_says(tmp_path):
    said = tmp_path / "openapi.yaml"

    call_command("spectacular", "--validate", "--fail-on-warn", file=str(said))

    assert said.read_text(encoding="utf-8") == KEPT.read_text(encoding="utf-8")


@pytest.mark.django_db
def test_the_description_is_served_as_openapi(client):
    answer = client.get("/api/v1/schema/")

    assert (answer.status_code, answer.json()["openapi"]) == (200, "3.1.0")


def test_the_tutorial_names_every_code_of_a_problem():
    told = TUTORIAL.read_text(encoding="utf-8")

    assert [problem.code for problem in PROBLEMS if f"`{problem.code}`" not in told] == []
