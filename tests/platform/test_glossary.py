"""The glossary has every word of the engines, in four languages."""

import re
from pathlib import Path

import pytest

from activities.labels import ACTIVITY_LABELS
from evidence.labels import PHASES
from prerequisites.labels import VALUE_LABELS, VERDICT_LABELS

PAGE = Path(__file__).resolve().parents[2] / "docs/glossary.md"
ARABIC = re.compile("[\u0600-\u06ff]")
CYRILLIC = re.compile("[\u0400-\u04ff]")


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under `heading`, without its head."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize(
    ("heading", "labels"),
    [
        ("Phases", PHASES),
        ("The eight activities", ACTIVITY_LABELS),
        ("Verdicts", VERDICT_LABELS),
        ("Values of a prerequisite", VALUE_LABELS),
    ],
)
def test_the_glossary_says_what_the_pages_say(heading, labels):
    told = {cells[0].strip("`"): cells[1] for cells in rows(heading)}

    assert told == {word.value: str(label).lower() for word, label in labels.items()}


@pytest.mark.parametrize(
    "heading",
    ["The words of the platform", "Phases", "The eight activities", "Verdicts"],
)
def test_every_word_has_its_form_in_each_language(heading):
    found = rows(heading)

    assert [cells[0] for cells in found if not (cells[1] and cells[2])] == []
    assert [cells[0] for cells in found if not CYRILLIC.search(cells[3])] == []
    assert [cells[0] for cells in found if not ARABIC.search(cells[4])] == []
