"""Pin the packages again; runs without the environment, so that a broken lock can be mended.

Pins are at least a week old: a stolen package is usually found within days.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COOL_DOWN = timedelta(days=7)
LOCKS = {"dev.txt": ["--group", "dev"], "production.txt": []}


def main() -> None:
    """Write every file of `requirements/` from pyproject.toml.

    Pins that still hold are kept; `dev.py lock --upgrade` moves them all.
    """
    with tempfile.TemporaryDirectory() as scratch:
        ready = str(ROOT / ".venv" / "bin" / "uv")
        uv = shutil.which("uv") or shutil.which(ready) or _borrow_uv(Path(scratch))
        for name, options in LOCKS.items():
            _pin(uv, ROOT / "requirements" / name, [*options, *sys.argv[1:]])
            print(f"requirements/{name} is up to date.")


def _pin(uv: str, target: Path, options: list[str]) -> None:
    target.parent.mkdir(exist_ok=True)
    newest = (datetime.now(UTC) - COOL_DOWN).date().isoformat()
    command = [uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
    command += ["--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--exclude-newer", newest, "--python-version", "3.11"]
    subprocess.run(
        [*command, *options, "pyproject.toml", "-o", str(target)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        check=True,
    )


def _borrow_uv(scratch: Path) -> str:
    """Install uv for this one run, since only it makes a lock that holds on every system."""
    subprocess.run([sys.executable, "-m", "venv", str(scratch / "venv")], check=True)
    python = scratch / "venv" / "bin" / "python"
    subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "uv"],
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
        stdin=subprocess.DEVNULL,
        check=True,
    )
    return str(python.with_name("uv"))


if __name__ == "__main__":
    main()
