"""Where the story may be loaded, and where never."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from demo.management.commands.load_demo import Command
from places.models import Zone
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_refuses_where_the_demo_is_off(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match=r"DEMO is off\. Nothing was changed\."):
        call_command(Command())

    assert not Zone.objects.exists()


def test_it_refuses_a_database_with_people_in_it(settings: Settings) -> None:
    settings.DEMO = True
    factories.an_officer()

    with pytest.raises(CommandError, match="holds people that the demo did not make"):
        call_command(Command())

    assert not Zone.objects.exists()


def test_it_tells_what_it_loads_and_then_that_it_is_there(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True

    call_command(Command())
    first = capsys.readouterr().out
    call_command(Command())
    second = capsys.readouterr().out

    assert "Ukraine, today ..." in first
    assert "The story is loaded: 82 towns and helpers" in first
    assert second == "The story is loaded already. Nothing was changed.\n"
