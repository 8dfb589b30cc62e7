"""Speak to the WSGI application as a gateway does, with lines no client library would send."""

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote_to_bytes

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

HOST: Final = "localhost"
_OF_THE_ENCODING: Final = frozenset({"Content-Encoding", "Content-Length"})
_AS_THEY_ARE: Final = {"Content-Type": "CONTENT_TYPE", "Content-Length": "CONTENT_LENGTH"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is sent; `query` is as it stands in the address."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `lines` are its headers as they were sent."""

    status_line: str
    lines: Sequence[tuple[str, str]]
    body: bytes

    @property
    def status(self) -> int:
        """The number at the start of the status line."""
        return int(self.status_line.partition(" ")[0])

    @property
    def headers(self) -> dict[str, str]:
        """The headers by their names in small letters."""
        return {name.lower(): value for name, value in self.lines}

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0]


def send(application: "WSGIApplication", call: Call) -> Answer:
    """Return what the application answers to a call."""
    return answered(application, _environ(call))


def answered(application: "WSGIApplication", environ: "WSGIEnvironment") -> Answer:
    """Return what the application answers, read to its end, closed, and not compressed."""
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(
        status: str, headers: list[tuple[str, str]], _exc_info: object = None, /
    ) -> Callable[[bytes], object]:
        begun.append((status, headers))
        return lambda _chunk: None

    body = _read(application(environ, start_response))
    status, headers = begun[-1]
    if ("Content-Encoding", "gzip") in headers:
        body = gzip.decompress(body)
        headers = [line for line in headers if line[0] not in _OF_THE_ENCODING]
    return Answer(status_line=status, lines=headers, body=body)


def quoted(text: str) -> str:
    """Return text as a client writes it into an address; half a surrogate pair as its bytes."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _read(chunks: Iterable[bytes]) -> bytes:
    try:
        return b"".join(chunks)
    finally:
        close = getattr(chunks, "close", None)
        if close:
            close()


def _environ(call: Call) -> "WSGIEnvironment":
    lines = {_name(name): _line(value) for name, value in call.headers.items()}
    return {
        "REQUEST_METHOD": call.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(call.path).decode("latin-1"),
        "QUERY_STRING": call.query,
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": HOST,
        "CONTENT_LENGTH": str(len(call.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(call.body),
        "wsgi.errors": _Unheard(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **lines,
    }


def _name(header: str) -> str:
    return _AS_THEY_ARE.get(header, f"HTTP_{header.upper().replace('-', '_')}")


def _line(text: str) -> str:
    """Return a line as a gateway hands it over: each of its bytes as one character."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


class _Unheard:
    """Where a gateway would write what the application complains of."""

    def flush(self) -> None:
        """Do nothing."""

    def write(self, text: str, /) -> int:
        """Forget `text`."""
        return len(text)

    def writelines(self, lines: list[str], /) -> None:
        """Forget `lines`."""
