"""The script that makes the environment."""

import subprocess
import sys
from pathlib import Path

import pytest

import dev

ROOT = Path(__file__).parents[2]
SAME = (b"a==1", "3.11.7", "linux x86_64", "/a/.venv")


def test_the_stamp_stays_while_nothing_changes():
    assert dev.stamp(*SAME) == dev.stamp(*SAME)


@pytest.mark.parametrize(
    "other",
    [
        (b"a==2", "3.11.7", "linux x86_64", "/a/.venv"),
        (b"a==1", "3.12.1", "linux x86_64", "/a/.venv"),
        (b"a==1", "3.11.7", "darwin arm64", "/a/.venv"),
        (b"a==1", "3.11.7", "linux x86_64", "/b/.venv"),
    ],
)
def test_the_stamp_changes_with_everything_that_matters(other):
    assert dev.stamp(*SAME) != dev.stamp(*other)


def test_one_package_is_cut_out_of_the_lock_with_all_its_hashes():
    entry = "uv==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    lock = f"a==1 \\\n    --hash=sha256:aa\n{entry}z==3 \\\n    --hash=sha256:dd\n"

    assert dev._entry("uv", lock) == entry


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
