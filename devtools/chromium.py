"""Find a Chromium for the tests in a browser, or install one; never go without silently."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from devtools import places
from devtools.waiting import ServiceTrouble

NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
APPLICATIONS: Final = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
QUIET: Final = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def executable() -> Path:
    """Return a Chromium; CHROMIUM names one that the search would miss.

    Raises:
        ServiceTrouble: there is none and none could be installed.
    """
    places.DEV.mkdir(exist_ok=True)
    with (places.DEV / "chromium.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # several workers may ask at the same time
        found = _installed() or _from_playwright() or _from_debian()
    if found is None:
        raise ServiceTrouble(
            "There is no Chromium and none could be installed, so the tests in a browser cannot "
            "run. Install Chromium, or set CHROMIUM to its path."
        )
    return found


def arguments() -> list[str]:
    """Return the options that keep it quiet; root cannot have Chromium's own sandbox."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _installed() -> Path | None:
    named = os.environ.get("CHROMIUM")
    on_path = (shutil.which(name) for name in ([named] if named else NAMES))
    candidates = [Path(path) for path in on_path if path]
    return next((path for path in [*candidates, *APPLICATIONS] if path.exists()), None)


def _from_playwright() -> Path | None:
    found = _downloaded()
    if found is None:
        _say("Installing Chromium with playwright ...")
        options = ["--with-deps"] if os.geteuid() == 0 else []
        _run([sys.executable, "-m", "playwright", "install", *options, "chromium"])
        found = _downloaded()
    return found


def _downloaded() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def _from_debian() -> Path | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    _say("Installing Chromium with apt-get ...")
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    return _installed()


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _run(command: list[str]) -> None:
    """Run one attempt; what it leaves on the disk tells whether it worked."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, check=False)
