#!/usr/bin/env python3
"""Set up, run, test and check the project: `python3 dev.py demo` is all a newcomer needs.

Needs only Python. It makes `.venv`, installs the pinned packages there and hands over to
`devtools`, which runs inside. A stamp makes every later call start at once.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_PYTHON = (3, 11)
if sys.version_info[:2] < OLDEST_PYTHON:
    sys.exit(
        f"The project needs Python 3.11 or newer, this is {platform.python_version()}. "
        "Nothing was changed. Start it with a newer one, for example: python3.11 dev.py demo"
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")
LOCK = ROOT / "requirements" / "dev.txt"
PINNED = ("--require-hashes", "--only-binary", ":all:")
# Python compiles what it imports; compiling everything takes longer than all the rest.
PIP = (PYTHON, "-m", "pip", "install", "--no-deps", "--no-compile", *PINNED)
USAGE = """Usage: python3 dev.py COMMAND

  demo [--port 8000]    start everything with an invented story and print its address
                        (--fresh forgets what was entered, --no-browser opens none)
  test [pytest args]    run the tests
  check                 run every check: style, types, floors, migrations, templates, texts
  bench NAME            measure something (matcher, replay, verdicts, ukraine, run, desk, slowlink,
                        weights, faults, hostile, api)
  shell [command]       a shell, or one command, inside the environment
  manage ...            Django's manage.py with the services of the demo
  messages              bring the translation files up to date with the sources
  lock                  pin the packages again (requirements/)
  stop                  stop everything that was left running

DATABASE_URL and REDIS_URL, where set, are used instead of services of our own.
"""
COMMANDS = ("demo", "test", "check", "bench", "shell", "manage", "messages", "lock", "stop")


def main(arguments: list[str]) -> None:
    """Prepare the environment and hand `arguments` over to it; never returns."""
    command = arguments[0] if arguments else "help"
    if command not in COMMANDS:
        wanted_help = command in ("help", "-h", "--help")
        print(USAGE, file=sys.stdout if wanted_help else sys.stderr)
        sys.exit(0 if wanted_help else f"There is no command {command!r}. Nothing was started.")

    os.chdir(ROOT)
    if command == "lock":
        _become(sys.executable, ["-m", "devtools.lock", *arguments[1:]])
    prepare()
    _become(PYTHON, ["-m", "devtools", *arguments])


def prepare() -> None:
    """Make `.venv` hold exactly what the lock names, unless it already does."""
    wanted = stamp(
        LOCK.read_bytes(), sys.version, f"{sys.platform} {platform.machine()}", str(VENV)
    )
    if _is_ready(wanted):
        return

    folder = ROOT / ".dev"
    folder.mkdir(exist_ok=True)
    with (folder / "install.lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # someone else may be installing: wait for them
        if not _is_ready(wanted):
            _install()
            (VENV / "stamp").write_text(wanted, encoding="utf-8")


def stamp(lock: bytes, python: str, machine: str, place: str) -> str:
    """Return a digest that changes whenever the environment must be made again."""
    parts = (hashlib.sha256(lock).hexdigest(), python, machine, place)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _is_ready(wanted: str) -> bool:
    written = VENV / "stamp"
    if not (VENV / "bin" / "python").exists() or not written.exists():
        return False
    return written.read_text(encoding="utf-8") == wanted


def _install() -> None:
    uv = shutil.which("uv")
    if uv is None and importlib.util.find_spec("ensurepip") is None:
        sys.exit(
            "This Python has no venv module. Nothing was changed. "
            "On Debian and Ubuntu, as root: apt-get install python3-venv"
        )
    print("Preparing the environment; the first time takes up to a minute.", flush=True)
    (VENV / "stamp").unlink(missing_ok=True)
    _make_venv([] if uv is None else ["--without-pip"])

    uv = uv or _pinned_uv()
    if uv is None or not _install_with_uv(uv):
        _install_with_pip()


def _pinned_uv() -> str | None:
    """Fetch the uv that the lock names: with it the rest takes seconds instead of a minute."""
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        wanted = VENV / "uv.txt"
        wanted.write_text(_entry("uv", LOCK.read_text(encoding="utf-8")), encoding="utf-8")
        _ensure_pip()
        subprocess.run([*PIP, "--quiet", "-r", str(wanted)], capture_output=True, check=False)
    return str(uv) if uv.exists() else None


def _entry(name: str, lock: str) -> str:
    """Return the lines of `lock` that pin the package `name`."""
    lines = lock.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    last = next(i for i, line in enumerate(lines[first:], first) if not line.endswith("\\"))
    return "\n".join(lines[first : last + 1]) + "\n"


def _install_with_uv(uv: str) -> bool:
    """Make `.venv` hold what the lock names; False where uv cannot (a mirror only pip knows)."""
    print("Fetching and installing the packages ...", flush=True)
    mirror = os.environ.get("PIP_INDEX_URL")
    command = [uv, "pip", "sync", "--quiet", "--python", PYTHON, *PINNED, str(LOCK)]
    answer = subprocess.run(
        command,
        env={**({"UV_DEFAULT_INDEX": mirror} if mirror else {}), **os.environ},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return answer.returncode == 0


def _install_with_pip() -> None:
    """Do the same with pip, slowly; one growing line stands for its hundreds."""
    _ensure_pip()
    total = sum(1 for line in LOCK.read_text(encoding="utf-8").splitlines() if "==" in line)
    lines: list[str] = []
    found = 0
    with subprocess.Popen(
        [*PIP, "-r", str(LOCK)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith(("Collecting ", "Processing ", "Ignoring ")):
                found += 1
                if sys.stdout.isatty() or found % 25 == 0:
                    _show(f"Fetching packages: {found} of {total}")
            if line.startswith("Installing "):
                _show("Installing them ...")
    print(flush=True)
    if pip.returncode:
        sys.stderr.writelines(lines)
        _give_up()


def _ensure_pip() -> None:
    """Bring pip into an environment that uv made without it."""
    if not (VENV / "bin" / "pip").exists():
        subprocess.run([PYTHON, "-m", "ensurepip"], capture_output=True, check=False)


def _make_venv(options: list[str]) -> None:
    if _serves(VENV / "bin" / "python"):
        return
    command = [sys.executable, "-m", "venv", "--clear", *options, str(VENV)]
    if subprocess.run(command, stdin=subprocess.DEVNULL, check=False).returncode:
        _give_up()


def _serves(python: Path) -> bool:
    """Test whether an environment is there already and belongs to this Python."""
    if not python.exists():
        return False
    asked = [str(python), "-c", "import sys; print(sys.version)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.stdout.rstrip("\n") == sys.version


def _show(progress: str) -> None:
    start, end = ("\r", "\033[K") if sys.stdout.isatty() else ("", "\n")
    print(f"{start}{progress}", end=end, flush=True)


def _give_up() -> None:
    sys.exit("The environment could not be made (the reason stands above). Nothing was started.")


def _become(python: str, arguments: list[str]) -> None:
    sys.stdout.flush()
    known = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(known)}
    os.execve(python, [python, *arguments], environment)


if __name__ == "__main__":
    main(sys.argv[1:])
