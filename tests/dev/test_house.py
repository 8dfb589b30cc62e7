"""The rules of the house are held by machines, and the machines are awake."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).with_name("lint-imports")
SUPPRESSIONS = re.compile(r"#\s*(noqa|type:\s*ignore|pragma)")
CEILING = 43  # may only fall


def test_the_house_as_it_stands_keeps_every_contract():
    answer = _lint(ROOT)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize(
    ("place", "line", "complaint"),
    [
        ("places/engine/values.py", "import random", "places.engine is not allowed to import"),
        ("audit/models.py", "import accounts.models", "audit is not allowed to import accounts"),
        ("accounts/labels.py", "import accounts.models", "accounts.labels is not allowed"),
        ("places/helpers.py", "", "places.helpers"),
        ("web/public/views.py", "import places.models", "web.public.views is not allowed"),
        ("audit/services.py", "import rest_framework", "audit.services is not allowed to import"),
    ],
)
def test_one_bad_import_is_caught(tmp_path, place, line, complaint):
    house = _copy_of_the_house(tmp_path)
    with (house / place).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")

    answer = _lint(house)

    assert answer.returncode == 1
    assert complaint in " ".join(answer.stdout.split())


def test_every_package_of_the_platform_stands_on_a_floor():
    on_a_floor = set(_project()["tool"]["importlinter"]["root_packages"])
    not_the_platform = {"benchmarks", "devtools", "tests"}

    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert packages - not_the_platform == on_a_floor


def test_suppressions_stay_few():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in _sources()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if SUPPRESSIONS.search(line)
    ]

    assert len(found) <= CEILING, "\n".join(found)


def test_every_dependency_is_pinned():
    project = _project()
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

    pinned = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")

    names = {name for line in wanted for name in re.findall(r"^[\w-]+", line)}
    assert {name for name in names if f"\n{name}==" not in f"\n{pinned}"} == set()


def test_no_lock_names_a_host():
    locks = [path.read_text(encoding="utf-8") for path in (ROOT / "requirements").glob("*.txt")]

    assert [line for lock in locks for line in lock.splitlines() if "://" in line] == []


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache"],
        cwd=house,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(house), "PATH": "", "COLUMNS": "200"},
    )


def _copy_of_the_house(folder: Path) -> Path:
    house = folder / "house"
    house.mkdir()
    shutil.copy(ROOT / "pyproject.toml", house)
    for package in _project()["tool"]["importlinter"]["root_packages"]:
        shutil.copytree(
            ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return house


def _project() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _sources() -> list[Path]:
    outside = {".venv", ".dev", "build", "node_modules", "migrations"}
    return [path for path in ROOT.rglob("*.py") if not outside & set(path.relative_to(ROOT).parts)]
