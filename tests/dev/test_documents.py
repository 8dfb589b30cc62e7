"""What the documents point to is there: files, headings, commands and tests."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from django.core.management import get_commands

import dev

ROOT: Final = Path(__file__).resolve().parents[2]
PAGES: Final = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
HEADING: Final = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAMED_COMMAND: Final = re.compile(r"(dev\.py manage|dev\.py|manage\.py) ([a-z_]+)")
NAMED_IMPORT: Final = re.compile(r"\bimport_[a-z_]+\b")
NAMED_TEST: Final = re.compile(r"\b(tests/[\w/]+\.py)::(test_\w+)")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def _broken_links(text: str, *, folder: Path) -> Iterator[str]:
    for target in LINK.findall(text):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        page = (folder / path).resolve()
        if not page.exists():
            yield target
            continue
        if anchor and anchor not in _anchors(page.read_text(encoding="utf-8") if path else text):
            yield target


def _anchors(text: str) -> set[str]:
    """Return the names that a reader of Markdown gives to the headings."""
    titles = HEADING.findall(FENCED.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _unknown_commands(text: str) -> set[str]:
    known = {"dev.py": set(dev.COMMANDS), "manage.py": {"help", *get_commands()}}
    known["dev.py manage"] = known["manage.py"]
    named = {
        f"{script} {command}"
        for script, command in NAMED_COMMAND.findall(text)
        if command not in known[script]
    }
    return named | (set(NAMED_IMPORT.findall(text)) - known["manage.py"])


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_within_the_project_leads_somewhere(page):
    text = page.read_text(encoding="utf-8")

    assert list(_broken_links(text, folder=page.parent)) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_that_is_named_exists(page):
    assert _unknown_commands(page.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_test_that_is_named_exists(page):
    named = NAMED_TEST.findall(page.read_text(encoding="utf-8"))

    assert [name for file, name in named if f"def {name}(" not in _text_of(file)] == []


def test_every_page_is_reached_from_the_first_one():
    assert set(PAGES) - _reached_from(ROOT / "README.md") == set()


def test_every_import_command_is_described():
    described = (ROOT / "docs/imports.md").read_text(encoding="utf-8")

    commands = {name for name in get_commands() if name.startswith("import_")}

    assert {name for name in commands if f"### `{name} " not in described} == set()


def test_the_links_the_commands_and_the_headings_are_really_read(tmp_path):
    (tmp_path / "other.md").write_text("# What it is, today\n", encoding="utf-8")
    text = (
        "[a](other.md) [b](other.md#what-it-is-today) [c](gone.md) [d](other.md#gone) [e](#gone)\n"
        "python3 dev.py demo; python3 dev.py fly; python manage.py soar; `import_dreams FILE`"
    )

    broken = list(_broken_links(text, folder=tmp_path))

    assert broken == ["gone.md", "other.md#gone", "#gone"]
    assert _unknown_commands(text) == {"dev.py fly", "manage.py soar", "import_dreams"}


def _text_of(file: str) -> str:
    path = ROOT / file
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _reached_from(first: Path) -> set[Path]:
    """Return the pages that links lead to, any number of steps away."""
    reached: set[Path] = set()
    ahead = [first]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = LINK.findall(page.read_text(encoding="utf-8"))
        paths = {(page.parent / target.partition("#")[0]).resolve() for target in targets}
        ahead += [path for path in paths if path.suffix == ".md" and path.exists()]
    return reached
