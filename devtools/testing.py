"""`dev.py test`: the tests with their own database, broker and browser."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from devtools import chromium, messages, services, settings_environment
from devtools.processes import follow

OUR_OWN_WORKERS: Final = ("-n", "--numprocesses", "--pdb", "--trace", "--collect-only", "-p")


def test(arguments: list[str]) -> int:
    """Run pytest with `arguments`; without a path it runs everything, on two cores."""
    messages.compile_all()
    if _names_no_path(arguments):
        chromium.executable()
    with services.for_tests() as addresses:
        environment = settings_environment.for_tests(addresses)
        command = [sys.executable, "-m", "pytest", *_in_parallel(arguments), *arguments]
        return follow(command, environment)


def _in_parallel(arguments: Sequence[str]) -> list[str]:
    """Return xdist's options, unless so little is asked for that they would cost time."""
    chosen = any(argument.startswith(OUR_OWN_WORKERS) for argument in arguments)
    if chosen or not _names_no_path(arguments):
        return []
    return ["-n", "2", "--dist", "worksteal"]


def _names_no_path(arguments: Sequence[str]) -> bool:
    return not any(Path(argument.split("::")[0]).exists() for argument in arguments)
