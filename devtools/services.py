"""The database and the broker of the demo, and those of the tests: never the same ones."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final, Self

from devtools import places
from devtools.broker import Broker
from devtools.owner import Owner
from devtools.postgres import WITHOUT_SAFETY, Postgres

DATABASE: Final = "citydiplomacy"
SLOTS: Final = 32  # runs of the tests that may go on side by side in one checkout
REDIS_PER_SLOT: Final = 32  # databases of the broker for one run, one for each of its workers


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What DATABASE_URL and REDIS_URL should say."""

    database_url: str
    redis_url: str
    prepared: Path | None = None  # where the demo notes what it prepared; none on foreign services


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """A database and a broker that share a folder and live and die together."""

    folder: Path
    postgres: Postgres
    broker: Broker

    @classmethod
    def of_demo(cls) -> Self:
        """Return the services that keep what people enter in the demo."""
        owner = Owner.current()
        folder = places.home("demo", owner)
        return cls(
            folder=folder,
            postgres=Postgres(folder=folder, owner=owner),
            broker=Broker(folder=folder, owner=owner, durable=True),
        )

    @classmethod
    def of_tests(cls) -> Self:
        """Return the services that trade durability for speed and forget everything."""
        owner = Owner.current()
        folder = places.home("test", owner)
        return cls(
            folder=folder,
            postgres=Postgres(folder=folder, owner=owner, options=WITHOUT_SAFETY),
            broker=Broker(folder=folder, owner=owner, durable=False),
        )

    @contextmanager
    def in_use(self, *, fresh: bool = False) -> Iterator[None]:
        """Keep both running inside the block; the last one to leave stops them.

        Args:
            fresh: begin with empty data, unless others use them at this moment.
        """
        with (self.folder / "users.lock").open("w") as users:
            with self._gate():
                if fresh and _alone(users):
                    self.stop()
                    self.postgres.forget()
                self._start()
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield
            finally:
                with self._gate():
                    if _alone(users):
                        self.stop()

    def stop(self) -> None:
        """Stop both, also those that a killed process left behind."""
        self.broker.stop()
        self.postgres.stop()

    def _start(self) -> None:
        self.postgres.start()
        self.broker.start()

    @contextmanager
    def _gate(self) -> Iterator[None]:
        """Let one process at a time start or stop these services."""
        with (self.folder / "gate.lock").open("w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield


@contextmanager
def for_demo() -> Iterator[Addresses]:
    """Give the addresses for the demo: from the environment, else services of our own."""
    with ExitStack() as stack:
        given = _given()
        if given:
            yield given
            return
        services = Services.of_demo()
        stack.enter_context(services.in_use())
        services.postgres.create_database(DATABASE)
        addresses = _addresses(services.postgres.url(DATABASE), services.broker.url(0))
        is_ours = addresses.database_url == services.postgres.url(DATABASE)
        yield replace(addresses, prepared=services.folder / "prepared" if is_ours else None)


@contextmanager
def for_tests() -> Iterator[Addresses]:
    """Give addresses that no other run of the tests uses at the same time."""
    with ExitStack() as stack:
        given = _given()
        if given:
            yield given
            return
        services = Services.of_tests()
        slot = stack.enter_context(_slot(services.folder))
        stack.enter_context(services.in_use(fresh=True))
        services.postgres.create_database(f"run_{slot}")
        yield _addresses(
            services.postgres.url(f"run_{slot}"), services.broker.url(slot * REDIS_PER_SLOT)
        )


def forget_demo() -> None:
    """Remove everything that was entered in the demo."""
    services = Services.of_demo()
    services.stop()
    for name in ("postgres", "redis"):
        shutil.rmtree(services.folder / name, ignore_errors=True)
    (services.folder / "prepared").unlink(missing_ok=True)


def stop_all() -> None:
    """Stop the services of the demo and of the tests."""
    for services in (Services.of_demo(), Services.of_tests()):
        services.stop()


def _addresses(database_url: str, redis_url: str) -> Addresses:
    """Return the two addresses; one that the environment names comes first."""
    return Addresses(
        database_url=os.environ.get("DATABASE_URL", database_url),
        redis_url=os.environ.get("REDIS_URL", redis_url),
    )


def _given() -> Addresses | None:
    """Return the environment's addresses where it names both."""
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        return _addresses("", "")
    return None


def _alone(users: IO[str]) -> bool:
    """Test whether no other process holds the lock `users`; then hold it alone."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _slot(folder: Path) -> Iterator[int]:
    """Hold the first free number below SLOTS."""
    for number in range(SLOTS):
        with (folder / f"slot-{number}.lock").open("w") as lock:
            if _alone(lock):
                yield number
                return
    raise RuntimeError(f"{SLOTS} runs of the tests are going on. Nothing was started.")
