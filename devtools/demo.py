"""`dev.py demo`: the whole platform on this machine, with an invented story in it."""

import argparse
import fcntl
import http.client
import os
import shlex
import signal
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

import psutil
from honcho.manager import Manager

from devtools import orphans, places, preparation, services, settings_environment
from devtools.screen import Screen
from devtools.waiting import ServiceTrouble, turns_true

READY_SECONDS: Final = 60
STOP_SECONDS: Final = 15
# Celery warns root at every start; here root is somebody who tries the demo in a container.
SILENCED: Final = "ignore:You're running the worker with superuser privileges"


def demo(arguments: list[str]) -> int:
    """Start everything, print the address and stop it all at Ctrl-C."""
    began = time.monotonic()
    options = _options(arguments)
    with _only_one(options.port):
        orphans.end(orphans.left_behind(str(places.ROOT)))
        _refuse_taken(options.port)
        if options.fresh:
            services.forget_demo()
        with services.for_demo() as addresses:
            environment = settings_environment.for_demo(addresses) | {
                orphans.MARK: str(places.ROOT),
                "LOG_LEVEL": "WARNING",
                "PYTHONUNBUFFERED": "1",
                "PYTHONWARNINGS": SILENCED,
            }
            preparation.prepare(environment, addresses.prepared)
            _announce_when_ready(options.port, began, wants_browser=not options.no_browser)
            return _run(environment, options.port)


def stop(_arguments: list[str]) -> int:
    """Stop the demo, what a killed one left behind, and every service."""
    running = _running()
    if running:
        os.kill(running, signal.SIGTERM)
        turns_true(lambda: _running() is None, STOP_SECONDS)
    orphans.end(orphans.left_behind(str(places.ROOT)))
    services.stop_all()
    print("Everything is stopped.")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python3 dev.py demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-browser", action="store_true", help="open no browser")
    parser.add_argument("--fresh", action="store_true", help="forget what was entered before")
    return parser.parse_args(arguments)


def _run(environment: Mapping[str, str], port: int) -> int:
    """Keep the three processes running until one ends or a signal comes."""
    manager = Manager(Screen(sys.stdout))
    for name, command in _commands(port).items():
        manager.add_process(name, f"exec {shlex.join(command)}", env=dict(environment))
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    asked_for = {130, 143}
    return 0 if manager.returncode in asked_for else 1


def _commands(port: int) -> dict[str, list[str]]:
    gunicorn = ["gunicorn", "citydiplomacy.wsgi", "--bind", f"127.0.0.1:{port}"]
    celery = ["celery", "--quiet", "-A", "citydiplomacy"]
    return {
        "web": _python(
            *gunicorn, "--threads", "8", "--no-control-socket", "--log-level", "warning"
        ),
        "worker": _python(
            *celery,
            *("worker", "-Q", "outbox,matching,default", "--concurrency", "2"),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        ),
        "beat": _python(*celery, "beat", "--loglevel", "WARNING"),
    }


def _python(*arguments: str) -> list[str]:
    return [sys.executable, "-m", *arguments]


def _announce_when_ready(port: int, began: float, *, wants_browser: bool) -> None:
    """Print the address from another thread as soon as the first page can be had."""

    def announce() -> None:
        address = f"http://localhost:{port}"
        if not _answers(port):
            print(f"\n  {address} does not answer well; the lines above tell why.\n", flush=True)
            return
        print(f"\n  The demo is ready after {time.monotonic() - began:.1f} s:  {address}")
        print("  Everything in it is invented. Ctrl-C stops it.\n", flush=True)
        if wants_browser and _has_screen():
            webbrowser.open(address)

    threading.Thread(target=announce, daemon=True).start()


def _answers(port: int) -> bool:
    """Return whether the first page came without a fault before the patience ended."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if _status(port) < http.client.INTERNAL_SERVER_ERROR:
            return True
        time.sleep(0.1)
    return False


def _status(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except OSError:
        return http.client.SERVICE_UNAVAILABLE
    finally:
        connection.close()


def _has_screen() -> bool:
    if "CI" in os.environ or "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )


def _refuse_taken(port: int) -> None:
    """Stop before anything starts where `port` is taken.

    Raises:
        ServiceTrouble: another program listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as taken:
            raise ServiceTrouble(
                f"Port {port} is taken by another program. Nothing was started. "
                f"Choose another: python3 dev.py demo --port {port + 1}"
            ) from taken


@contextmanager
def _only_one(port: int) -> Iterator[None]:
    """Hold the lock of the demo; the file tells others who holds it and where.

    Raises:
        ServiceTrouble: a demo of this checkout is running.
    """
    with _lock_file().open("a+", encoding="utf-8") as lock:
        if not _is_free(lock) and not _freed_from_the_dead(lock):
            raise ServiceTrouble(
                f"The demo is running already: {_holder(lock)[1]} Nothing was started. "
                "To end it: python3 dev.py stop"
            )
        lock.truncate(0)
        lock.write(f"{os.getpid()} http://localhost:{port}")
        lock.flush()
        yield
        lock.truncate(0)


def _freed_from_the_dead(lock: TextIO) -> bool:
    """End what a killed demo left behind, which would hold its lock for ever."""
    if psutil.pid_exists(_holder(lock)[0]):
        return False
    orphans.end(orphans.left_behind(str(places.ROOT)))
    return turns_true(lambda: _is_free(lock), STOP_SECONDS)


def _is_free(lock: TextIO) -> bool:
    """Test whether nobody holds `lock`; then hold it."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(lock: TextIO) -> tuple[int, str]:
    """Return the process that holds `lock` and the address of its demo."""
    lock.seek(0)
    pid, _, address = lock.read().partition(" ")
    return int(pid or 0), address


def _lock_file() -> Path:
    places.DEV.mkdir(exist_ok=True)
    return places.DEV / "demo.lock"


def _running() -> int | None:
    """Return the process of the demo that is running, None where none is."""
    with _lock_file().open("a+", encoding="utf-8") as lock:
        if _is_free(lock):
            return None
        pid = _holder(lock)[0]
    return pid if psutil.pid_exists(pid) else None
