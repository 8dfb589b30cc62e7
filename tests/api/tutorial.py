"""The tutorial, read as it stands and run: its blocks of shell and of Python, in their order."""

import base64
import json
import re
import runpy
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

DOCUMENT: Final = settings.BASE_DIR / "docs" / "partners-afternoon.md"
_BLOCK: Final = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED: Final = re.compile(r"export (\w+)='\.\.\.' +# ([\w.]+) of the answer")
_GIVEN: Final = re.compile(r"export (\w+)=")


@dataclass(kw_only=True)
class Reader:
    """Somebody who does what the tutorial says, with the values of one platform."""

    known: dict[str, str]
    folder: Path  # where the blocks of Python are written to be run
    answers: list[str] = field(default_factory=list)
    code: dict[str, Any] = field(default_factory=dict)  # Any: functions of the tutorial

    def reads_on(self, blocks: Iterator[tuple[str, str]]) -> str:
        """Do what the next block says, and return what the last call in it answered."""
        kind, text = next(blocks)
        if kind == "python":
            written = self.folder / "block.py"
            written.write_text(text)
            self.code |= runpy.run_path(str(written))
            return ""
        for command in text.replace("\\\n", " ").splitlines():
            self._does(command)
        return self.answers[-1] if self.answers else ""

    def _does(self, command: str) -> None:
        if named := _NAMED.match(command):
            self.known[named[1]] = str(_within(json.loads(self.answers[-1]), named[2]))
        elif given := _GIVEN.match(command):
            assert given[1] in self.known
        elif command:
            self.answers.append(_called(command, self.known))


def blocks() -> Iterator[tuple[str, str]]:
    """Yield each block with its language."""
    yield from _BLOCK.findall(Path(DOCUMENT).read_text())


def _called(command: str, known: Mapping[str, str]) -> str:
    """Do what a line of curl says, and return what came back; no curl need be there."""
    word, *words = shlex.split(_expanded(command, known))
    options, address = _options(words)
    assert (word, set(options)) == ("curl", {"-H", "-d", "-u"})
    headers = dict(each.split(": ", 1) for each in options["-H"])
    if options["-u"]:
        basic = base64.b64encode(options["-u"][0].encode()).decode()
        headers["Authorization"] = f"Basic {basic}"
    body = "&".join(options["-d"]).encode() if options["-d"] else None
    parts = urlsplit(address)
    line = HTTPConnection(str(parts.hostname), parts.port, timeout=30)
    whole = f"{parts.path}?{parts.query}" if parts.query else parts.path
    line.request("POST" if body else "GET", whole, body, _typed(headers, body))
    answer = line.getresponse()
    said = answer.read().decode()
    line.close()
    assert answer.status < 300, said
    return said


def _typed(headers: dict[str, str], body: bytes | None) -> dict[str, str]:
    """Say what curl says of a body for which no type is named."""
    return {"Content-Type": "application/x-www-form-urlencoded", **headers} if body else headers


def _expanded(command: str, known: Mapping[str, str]) -> str:
    """Put the values in as a shell does."""
    return re.sub(r"\$(\w+)", lambda name: known[name[1]], command)


def _options(words: Sequence[str]) -> tuple[dict[str, list[str]], str]:
    found: dict[str, list[str]] = {"-H": [], "-d": [], "-u": []}
    addresses, rest = [], iter(words)
    for word in rest:
        if word in found:
            found[word].append(next(rest))
        elif word != "-s":
            addresses.append(word)
    (address,) = addresses
    return found, address


def _within(answer: Any, path: str) -> object:  # Any: whatever JSON holds
    for step in path.split("."):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer
