"""A whole platform of its own, made to be killed: database, broker, web server, worker, beat."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import psutil
import psycopg

from benchmarks.faults.world import Case, people_of
from devtools import places, settings_environment
from devtools.broker import Broker
from devtools.owner import Owner
from devtools.postgres import Postgres
from devtools.services import Addresses
from devtools.waiting import ServiceTrouble, turns_true

DATABASE: Final = "faults"
READY_SECONDS: Final = 120
CELERY: Final = (sys.executable, "-m", "celery", "--quiet", "-A", "citydiplomacy")
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "web": (
        *(sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"),
        "citydiplomacy.wsgi",
    ),
    "worker": (
        *CELERY,
        *("worker", "-Q", "outbox,matching,default", "--concurrency", "2"),
        *("--without-gossip", "--without-mingle"),
    ),
    "beat": (*CELERY, "beat"),
}


@dataclass(slots=True, kw_only=True)
class Rig:
    """The parts, and how each is killed and started again."""

    folder: Path
    postgres: Postgres
    broker: Broker
    port: int
    programs: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def prepare(self, towns: int) -> list[Case]:
        """Start database and broker, and make tables and people.

        Raises:
            ServiceTrouble: it could not be prepared.
        """
        self.postgres.start()
        self.broker.start()
        self.postgres.create_database(DATABASE)
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.faults.world", str(towns)],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServiceTrouble(f"The people could not be made.\n{made.stderr[-2000:]}")
        return people_of(made.stdout.splitlines()[-1])

    def start(self) -> None:
        """Start what serves people, and wait until it says that it can do its work.

        Raises:
            ServiceTrouble: it does not say so.
        """
        for name in COMMANDS:
            self.start_program(name)
        if not turns_true(self.is_ready, READY_SECONDS):
            raise ServiceTrouble(f"The platform is not ready; its logs lie in {self.folder}.")

    def start_program(self, name: str) -> None:
        """Start one program in a process group of its own; its words go into a log."""
        with self.log(name).open("ab") as log:
            self.programs[name] = subprocess.Popen(
                COMMANDS[name],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def log(self, name: str) -> Path:
        """Return the file in which the words of a program lie."""
        return self.folder / f"{name}.log"

    def is_ready(self) -> bool:
        """Test whether the platform says that each of its parts does its work."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def database(self) -> psycopg.Connection:
        """Connect to the database, past all services."""
        return psycopg.connect(self.postgres.url(DATABASE), autocommit=True, connect_timeout=5)

    def kill_web(self) -> None:
        """Kill one process that serves pages; its parent starts another."""
        serving = psutil.Process(self.programs["web"].pid).children()
        for process in serving[:1]:
            process.kill()

    def kill_program(self, name: str) -> None:
        """Kill a program and its children, as a power cut would, and start it again."""
        _end(self.programs[name], signal.SIGKILL)
        self.start_program(name)

    def kill_broker(self) -> None:
        """Kill the broker and start it again."""
        self.broker.kill()
        self.broker.start()

    def kill_database(self) -> None:
        """Let the database drop everything at once, and start it again from its log."""
        self.postgres.stop_at_once()
        self.postgres.start()

    def stop(self) -> None:
        """Stop everything."""
        for process in self.programs.values():
            _end(process, signal.SIGTERM)
        self.broker.stop()
        self.postgres.stop()

    def environment(self) -> dict[str, str]:
        """Return what the programs read: the real settings, over plain HTTP."""
        addresses = Addresses(
            database_url=self.postgres.url(DATABASE), redis_url=self.broker.url(0)
        )
        return settings_environment.for_tests(addresses) | {
            "DEBUG": "0",
            "STATIC_ROOT": str(self.folder / "static"),
            "BEAT_SCHEDULE_FILE": str(self.folder / "beat-schedule"),
            "WEB_BIND": f"127.0.0.1:{self.port}",
            "WEB_WORKERS": "2",
            "PYTHONUNBUFFERED": "1",
        }


@contextmanager
def a_rig(name: str) -> Iterator[Rig]:
    """Give a platform in an empty folder; at the end all of it is gone."""
    owner = Owner.current()
    folder = places.home(f"{name}-{os.getpid()}", owner)
    rig = Rig(
        folder=folder,
        postgres=Postgres(folder=folder, owner=owner),
        broker=Broker(folder=folder, owner=owner, durable=True),
        port=_free_port(),
    )
    try:
        yield rig
    finally:
        rig.stop()
        for place in (places.socket_folder(folder), folder):
            shutil.rmtree(place, ignore_errors=True)


def journal_in(folder: Path, number: int) -> IO[str]:
    """Open the file in which one client writes down what it was told."""
    return (folder / f"client-{number}.jsonl").open("a", encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
