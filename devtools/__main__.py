"""Carry out one command of `dev.py` inside the environment."""

import os
import signal
import sys
from collections.abc import Callable, Mapping
from types import FrameType

from devtools import bench, checks, demo, messages, services, settings_environment, testing
from devtools.places import ForeignFolder
from devtools.processes import follow
from devtools.waiting import ServiceTrouble


def main(command: str, arguments: list[str]) -> int:
    """Return the exit code of `command`."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        return COMMANDS[command](arguments)
    except (ServiceTrouble, ForeignFolder) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def manage(arguments: list[str]) -> int:
    """Run Django's manage.py with the services of the demo."""
    with services.for_demo() as addresses:
        environment = settings_environment.for_demo(addresses)
        return follow([sys.executable, "manage.py", *arguments], environment)


def shell(arguments: list[str]) -> int:
    """Open a shell, or run one command, as `manage` does."""
    with services.for_demo() as addresses:
        environment = settings_environment.for_demo(addresses)
        return follow(arguments or [os.environ.get("SHELL", "/bin/sh")], environment)


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


COMMANDS: Mapping[str, Callable[[list[str]], int]] = {
    "bench": bench.bench,
    "check": checks.check,
    "demo": demo.demo,
    "manage": manage,
    "messages": messages.messages,
    "shell": shell,
    "stop": demo.stop,
    "test": testing.test,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
