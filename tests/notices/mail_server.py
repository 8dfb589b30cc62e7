"""A mail server for tests that takes, refuses, hangs or drops what comes: real SMTP on loopback."""

import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Mood = Literal["takes", "refuses", "hangs", "drops", "waits", "kills"]


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps the bytes of every mail it took. `go` lets those through that wait."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mood: Mood) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.mood = mood
        self.taken: list[bytes] = []
        self.go = threading.Event()
        self.arrived = threading.Semaphore(0)
        self.victim = 0  # the process that dies once its mail is here

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.arrived.release()
        if self.server.mood in {"hangs", "waits"}:
            self.server.go.wait(30)
        if self.server.mood == "hangs":
            return
        self._say("220 ready")
        for line in self.rfile:
            if not self._answer(line.upper().split(b" ")[0].strip()):
                return

    def _answer(self, command: bytes) -> bool:
        if command == b"RCPT" and self.server.mood == "refuses":
            return self._say("550 no such box")
        if command == b"DATA":
            return self._data()
        if command == b"QUIT":
            self._say("221 bye")
            return False
        return self._say("250 yes")

    def _data(self) -> bool:
        self._say("354 go on")
        mail = b"".join(iter(self.rfile.readline, b".\r\n"))
        if self.server.mood == "drops":
            return False
        self.server.taken.append(mail)
        if self.server.mood == "kills":
            os.kill(self.server.victim, signal.SIGKILL)
            return False
        return self._say("250 taken")

    def _say(self, line: str) -> bool:
        self.wfile.write(f"{line}\r\n".encode())
        return True


@contextmanager
def serving(mood: Mood) -> Iterator[MailServer]:
    """Run a server in this mood until the block ends."""
    with MailServer(mood) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.go.set()
        server.shutdown()
