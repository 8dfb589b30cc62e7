"""The script that makes the environment."""

import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).parents[2]
SAME = {"lock": b"a==1", "python": "3.11.7", "machine": "linux x86_64", "place": "/a/.venv"}


def test_the_stamp_stays_while_nothing_changes():
    assert dev.stamp(**SAME) == dev.stamp(**SAME)


@pytest.mark.parametrize(
    "change",
    [{"lock": b"a==2"}, {"python": "3.12.1"}, {"machine": "darwin arm64"}, {"place": "/b/.venv"}],
)
def test_the_stamp_changes_with_everything_that_matters(change):
    assert dev.stamp(**SAME) != dev.stamp(**(SAME | change))


def test_a_python_that_is_not_there_serves_nothing(tmp_path):
    assert dev._serves(tmp_path / "python") is False


def test_this_python_serves_itself():
    assert dev._serves(Path(sys.executable)) is True


def test_an_unknown_command_is_named_and_starts_nothing():
    answer = subprocess.run(
        [sys.executable, "dev.py", "fly"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert answer.returncode == 1
    assert answer.stderr.endswith("There is no command 'fly'. Nothing was started.\n")


def test_help_names_every_command():
    for command in dev.COMMANDS:
        assert f"\n  {command} " in dev.USAGE
