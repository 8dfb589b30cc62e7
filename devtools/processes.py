"""Run a command in the foreground and end it with us."""

import subprocess
from collections.abc import Mapping, Sequence


def follow(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run `command` to its end and return its exit code.

    Ctrl-C reaches it from the terminal itself, so here it only means to go on waiting.
    """
    with subprocess.Popen(command, env=environment) as process:
        try:
            return _wait(process)
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue
