"""What the demo's processes say, with their names; honcho's own remarks are left out."""

from typing import Protocol, TextIO


class Line(Protocol):
    """A line from a process, as honcho hands it over."""

    data: bytes | str
    name: str


class Screen:
    """A printer for honcho's manager."""

    width: int = 0  # honcho widens it to the longest name

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._is_stopping = False

    def write(self, message: Line) -> None:
        """Print one message; what is said while everything stops would only alarm."""
        text = message.data
        shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        if message.name == "system":
            self._notice(shown)
        elif not self._is_stopping:
            for line in shown.splitlines():
                print(f"{message.name.ljust(self.width)} | {line}", file=self._output, flush=True)

    def _notice(self, remark: str) -> None:
        """Watch honcho's own remarks for the one that tells of Ctrl-C."""
        if remark.startswith("SIG") and not self._is_stopping:
            self._is_stopping = True
            print("\nStopping ...", file=self._output, flush=True)
