"""The services: where they live, and that nothing is left of them."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from devtools import demo, orphans, places, postgres, preparation, services
from devtools.broker import Broker
from devtools.owner import Owner
from devtools.postgres import Postgres
from devtools.waiting import ServiceTrouble


def test_sockets_lie_beside_the_data(tmp_path):
    assert places.socket_folder(tmp_path) == tmp_path / "run"


def test_a_path_too_long_for_a_socket_becomes_a_short_one(tmp_path):
    deep = tmp_path / ("x" * 100)

    folder = places.socket_folder(deep)

    assert folder != deep / "run"
    assert len(os.fsencode(folder / places.LONGEST_NAME)) <= places.LONGEST_SOCKET
    assert folder == places.socket_folder(deep)


def test_a_private_folder_is_closed_to_others(tmp_path):
    folder = places.private(tmp_path / "run", Owner.current())

    assert folder.stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_uid == Owner.current().uid


def test_a_link_in_place_of_our_folder_is_refused(tmp_path):
    (tmp_path / "run").symlink_to(tmp_path)

    with pytest.raises(places.ForeignFolder, match="Nothing was started"):
        places.private(tmp_path / "run", Owner.current())


def test_postgres_never_runs_as_root():
    assert Owner.current().uid != 0


def test_a_secret_is_made_once_and_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "DEV", tmp_path)

    first = places.secret("key")

    assert places.secret("key") == first
    assert len(first) >= 50
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_the_addresses_name_the_sockets(tmp_path):
    owner = Owner.current()

    assert (
        Postgres(folder=tmp_path, owner=owner).url("name")
        == f"postgresql://citydiplomacy@/name?host={tmp_path}/run"
    )
    assert (
        Broker(folder=tmp_path, owner=owner, durable=True).url(7)
        == f"unix://{tmp_path}/run/redis.sock?db=7"
    )


def test_given_addresses_are_used_and_nothing_is_started(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/one")
    monkeypatch.setenv("REDIS_URL", "redis://broker/0")

    with services.for_demo() as addresses:
        assert addresses == services.Addresses(
            database_url="postgresql://db/one", redis_url="redis://broker/0"
        )


@pytest.mark.parametrize(
    ("version", "options"),
    [
        (
            "initdb (PostgreSQL) 18.6",
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"],
        ),
        ("initdb (PostgreSQL) 15.14 (Debian 15.14-0)", ["--locale=C.UTF-8"]),
    ],
)
def test_the_order_of_letters_is_asked_for_as_each_version_knows_it(version, options):
    assert postgres._locale(version)[: len(options)] == options


def test_the_letters_of_every_alphabet_are_letters():
    (asked,) = postgres._locale("initdb (PostgreSQL) 18.6")[3:]

    assert asked.startswith("--lc-ctype=")
    assert asked.upper().endswith("UTF-8")


def test_a_number_that_now_belongs_to_an_innocent_process_is_not_our_server(tmp_path):
    server = Postgres(folder=tmp_path, owner=Owner.current())
    server.data.mkdir()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n")

    assert server._process() is None


def test_a_port_that_is_taken_is_refused_in_one_sentence():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(ServiceTrouble, match=f"Port {port} is taken .* Nothing was started"):
            demo._refuse_taken(port)


def test_a_process_that_a_killed_demo_left_is_found_by_its_mark_and_ended(tmp_path):
    sleep = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
    marked = {**os.environ, orphans.MARK: str(tmp_path)}
    with subprocess.Popen(sleep, env=marked, stdout=subprocess.PIPE) as orphan:
        assert orphan.stdout is not None
        assert orphan.stdout.readline() == b"up\n"

        found = orphans.left_behind(str(tmp_path))
        orphans.end(found)

        assert [process.pid for process in found] == [orphan.pid]
        assert not psutil.pid_exists(orphan.pid) or orphan.poll() is not None


def test_processes_of_another_checkout_are_left_alone(tmp_path):
    assert orphans.left_behind(str(tmp_path)) == []


def test_a_second_demo_of_the_same_checkout_is_told_where_the_first_is(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "DEV", tmp_path)

    with (
        demo._only_one(8000),
        pytest.raises(ServiceTrouble, match="running already: http://localhost:8000"),
        demo._only_one(8001),
    ):
        pytest.fail("two demos ran at once")


def test_the_preparation_is_repeated_when_a_migration_is_added(tmp_path):
    migrations = tmp_path / "places" / "migrations"
    migrations.mkdir(parents=True)
    before = preparation._state_of(tmp_path)

    (migrations / "0002_more.py").write_text("")

    assert preparation._state_of(tmp_path) != before


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder for services, where also the user who runs them may go."""
    with tempfile.TemporaryDirectory(prefix="city-") as folder:
        Path(folder).chmod(0o755)
        yield places.private(Path(folder) / "home", Owner.current())


@pytest.mark.processes
def test_services_survive_a_killed_starter_and_the_last_user_stops_them(home):
    owner = Owner.current()
    ours = services.Services(
        folder=home,
        postgres=Postgres(folder=home, owner=owner),
        broker=Broker(folder=home, owner=owner, durable=True),
    )
    ours._start()  # as if its starter had been killed: nobody holds the lock

    with ours.in_use():
        with ours.in_use():
            assert (ours.postgres.is_running(), ours.broker.is_running()) == (True, True)
        assert (ours.postgres.is_running(), ours.broker.is_running()) == (True, True)

    assert (ours.postgres.is_running(), ours.broker.is_running()) == (False, False)
