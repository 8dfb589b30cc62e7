"""Real Celery workers for tests that start, stop and kill them."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connection

from citydiplomacy.celery import app

QUEUES = "outbox,matching,default"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerProcess:
    """One `celery worker` in a process group of its own, on the database of this test."""

    name: str
    process: subprocess.Popen[str]
    log: Path

    @classmethod
    def start(cls, *options: str, queues: str = QUEUES, concurrency: int = 1) -> Self:
        """Start a worker and wait until it answers.

        Raises:
            AssertionError: it ended, or did not answer within 90 seconds; with its log.
        """
        name = f"test{time.monotonic_ns()}@localhost"
        log = Path(tempfile.mkstemp(prefix="worker-", suffix=".log")[1])
        command = [sys.executable, "-m", "celery", "-A", "citydiplomacy", "worker"]
        command += ["-Q", queues, "--concurrency", str(concurrency), "-n", name]
        command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle", *options]
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                command,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                text=True,
                start_new_session=True,
            )
        worker = cls(name=name, process=process, log=log)
        worker._wait_until_it_answers()
        return worker

    def kill(self) -> None:
        """End the worker and its children at once, as a power cut would."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Let the worker finish what it is doing; kill it when that takes ten seconds."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def _signal(self, number: int) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait(10)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and self.process.poll() is None:
            if app.control.ping(destination=[self.name], timeout=0.5):
                return
        self._signal(signal.SIGKILL)
        raise AssertionError(f"The worker did not answer.\n{self.log.read_text()[-4000:]}")


def environment() -> dict[str, str]:
    """Return the environment for a process that shares this test's database and broker."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    database = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return {**os.environ, "DATABASE_URL": database, "REDIS_URL": settings.REDIS_URL}
