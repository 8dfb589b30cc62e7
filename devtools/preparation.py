"""What must be done once before the demo runs: texts, tables, static files, the story."""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import django
from django.core.management import call_command, get_commands

from devtools import messages, places
from devtools.processes import follow
from devtools.waiting import ServiceTrouble

WATCHED: Final = ("*/migrations/*.py", "static/**/*", "demo/**/*.py", "requirements/dev.txt")


def prepare(environment: Mapping[str, str], stamp: Path | None) -> None:
    """Prepare everything, unless nothing changed since `stamp` was written.

    Raises:
        ServiceTrouble: a step failed; its own output stands above.
    """
    messages.compile_all()
    state = _state_of(places.ROOT)
    if stamp and stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    print("Preparing the tables, the pages and the story ...", flush=True)
    if follow([sys.executable, "-m", "devtools.preparation"], environment):
        raise ServiceTrouble("The demo could not be prepared (the reason stands above).")
    if stamp:
        stamp.write_text(state, encoding="utf-8")


def _state_of(root: Path) -> str:
    return hashlib.sha256("\n".join(_watched(root)).encode()).hexdigest()


def _watched(root: Path) -> Iterator[str]:
    for pattern in WATCHED:
        for path in sorted(root.glob(pattern)):
            if path.is_file():
                found = path.stat()
                yield f"{path.relative_to(root)} {found.st_size} {found.st_mtime_ns}"


def _main() -> None:
    """Carry the steps out in one process, so that Django starts once."""
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if "load_demo" in get_commands():
        call_command("load_demo")


if __name__ == "__main__":
    _main()
