"""`dev.py check`: everything that can be said about the sources without running the tests."""

import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devtools import services, settings_environment
from devtools.places import ROOT

CORES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One command that must end well."""

    name: str
    command: Sequence[str]
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a check ended."""

    check: Check
    passed: bool
    seconds: float
    output: str

    def __str__(self) -> str:
        word = "OK" if self.passed else "FAILED"
        return f"{word:<8}{self.check.name:<44}{self.seconds:6.1f} s"


def check(_arguments: list[str]) -> int:
    """Run every check, two at a time; show one line each and the output of those that fail."""
    began = time.monotonic()
    with services.for_tests() as addresses:
        environment = settings_environment.for_tests(addresses) | {"LOG_LEVEL": "WARNING"}
        outcomes = _run_all(_checks(), environment)

    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n=== {outcome.check.name}: {' '.join(outcome.check.command)[:200]}")
        print(outcome.output.rstrip())
    print(f"\n{len(outcomes)} checks, {len(failed)} failed, {time.monotonic() - began:.0f} s.")
    return 1 if failed else 0


def _run_all(checks: Sequence[Check], environment: Mapping[str, str]) -> list[Outcome]:
    with ThreadPoolExecutor(CORES) as pool:
        running = [pool.submit(_run, check, environment) for check in checks]
        outcomes = []
        for finished in as_completed(running):
            outcomes.append(finished.result())
            print(outcomes[-1], flush=True)
    return outcomes


def _run(check: Check, environment: Mapping[str, str]) -> Outcome:
    began = time.monotonic()
    answer = subprocess.run(
        check.command,
        env={**environment, **check.extra},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Outcome(
        check=check,
        passed=answer.returncode == 0,
        seconds=time.monotonic() - began,
        output=answer.stdout,
    )


def _checks() -> list[Check]:
    """Return the checks, the slowest first."""
    with_linter = {"DJANGO_SETTINGS_MODULE": "devtools.check_settings"}
    return [
        _tool("types", "mypy", "."),
        _tool(
            "migrations are safe beside the running code",
            *("manage.py", "lintmigrations", "--project-root-path", str(ROOT), "--no-cache"),
            *("--ignore-initial-migrations", "--warnings-as-errors"),
            *("--include-apps", *_own_apps()),
            extra=with_linter,
        ),
        _tool("deployment", *_MANAGE_DEPLOY, extra=_production()),
        _tool("migrations are written", "manage.py", "makemigrations", "--check", "--dry-run"),
        _tool("floors and rooms", "lint-imports"),
        _tool("translations fit the sources", "devtools.messages"),
        _tool("style", "ruff", "check", "."),
        _tool("format", "ruff", "format", "--check", "."),
        _tool("templates", "djade", "--check", "--target-version", "5.2", *_templates()),
    ]


_MANAGE_DEPLOY: Final = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")


def _tool(
    name: str, program: str, *arguments: str, extra: Mapping[str, str] | None = None
) -> Check:
    beside = Path(sys.executable).with_name(program)
    if beside.exists():
        how = [str(beside)]
    else:
        how = [sys.executable, *([program] if program.endswith(".py") else ["-m", program])]
    return Check(name=name, command=[*how, *arguments], extra=extra or {})


def _production() -> dict[str, str]:
    """Return what differs where real people use the platform."""
    return {
        "DEBUG": "0",
        "DEMO": "0",
        "SECURE": "1",
        "SECRET_KEY": "a-key-for-this-check-only-" + "9f2b7c4e" * 8,
        "SEALING_KEYS": "check:" + "9f2b7c4e" * 8,
        "LOOKUP_KEY": "a-key-for-this-check-only-" + "7c4e9f2b" * 8,
        "ALLOWED_HOSTS": "cities.example",
        "CSRF_TRUSTED_ORIGINS": "https://cities.example",
    }


def _own_apps() -> list[str]:
    """Return the platform's packages that have tables."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages: list[str] = project["tool"]["importlinter"]["root_packages"]
    return [name for name in packages if (ROOT / name / "migrations" / "0001_initial.py").exists()]


def _templates() -> list[str]:
    found = {*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/templates/**/*.html")}
    return [str(path.relative_to(ROOT)) for path in sorted(found, key=Path.as_posix)]
