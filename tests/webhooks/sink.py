"""A consumer for tests that takes, refuses, hangs, redirects or lies: real HTTP on loopback."""

import os
import signal
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ANSWERS = {
    "takes": b"HTTP/1.1 204 No Content\r\n\r\n",
    "gone": b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
    "busy": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n",
    "away": b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 9999999\r\n\r\n",
    "fails": b"HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nbang",
    "lies": b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\nshort",
    "lies_less": b"HTTP/1.1 200 OK\r\nContent-Length: -7\r\n\r\n" + b"x" * 4_000,
    "talks": b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 100_000,
    "babbles": b"\x00\x01 no HTTP at all\r\n\r\n",
    "drops": b"",
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came: the first line, the headers in lower case, the bytes."""

    line: str
    headers: dict[str, str]
    body: bytes


class Sink(socketserver.ThreadingTCPServer):
    """Keeps every request that came whole."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mood: str, elsewhere: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mood = mood
        self.elsewhere = elsewhere
        self.taken: list[Request] = []
        self.go = threading.Event()
        self.arrived = threading.Semaphore(0)
        self.victim = 0  # the process that dies once its message is here

    @property
    def url(self) -> str:
        return f"http://localhost:{self.server_address[1]}/hook"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: callers that hang up are what the tests are about."""


class _Talk(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.server.taken.append(self._read())
        self.server.arrived.release()
        mood = self.server.mood
        if mood == "kills":
            os.kill(self.server.victim, signal.SIGKILL)
        elif mood == "hangs":
            self.server.go.wait(30)
        elif mood == "drips":
            self._drip()
        elif mood == "redirects":
            where = f"HTTP/1.1 307 There\r\nLocation: {self.server.elsewhere}\r\n\r\n"
            self.wfile.write(where.encode())
        else:
            self.wfile.write(ANSWERS[mood])

    def _read(self) -> Request:
        line = self.rfile.readline().decode().strip()
        rows = iter(lambda: self.rfile.readline().decode().strip(), "")
        headers = {name.lower(): value for name, _, value in (row.partition(": ") for row in rows)}
        return Request(
            line=line,
            headers=headers,
            body=self.rfile.read(int(headers.get("content-length", "0"))),
        )

    def _drip(self) -> None:
        while not self.server.go.is_set():
            self.wfile.write(b"H")
            self.wfile.flush()
            time.sleep(0.02)


@contextmanager
def listening(mood: str, elsewhere: str = "") -> Iterator[Sink]:
    """Run a sink in this mood until the block ends."""
    with Sink(mood, elsewhere) as sink:
        threading.Thread(target=sink.serve_forever, args=(0.01,), daemon=True).start()
        yield sink
        sink.go.set()
        sink.shutdown()
