"""Where a rule comes from: lines of the 2008 report, and whose words they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How far a rule is the report's own."""

    SEED = "seed"  # the report says it
    READING = "reading"  # the report is ambiguous there, and this is how we read it
    OURS = "ours"  # our addition


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The lines of the report a rule rests on, and its mark; no lines where the rule is ours."""

    mark: Mark
    lines: tuple[int, ...] = ()


def cite(mark: Mark, spans: Sequence[tuple[int, int]]) -> Citation:
    """Return the citation of some spans of lines, first and last line included."""
    lines = {line for first, last in spans for line in range(first, last + 1)}
    return Citation(mark=mark, lines=tuple(sorted(lines)))


def spans_of(citation: Citation) -> list[tuple[int, int]]:
    """Return the cited lines as spans, first and last line included, to be shown shortly."""
    spans: list[tuple[int, int]] = []
    for line in citation.lines:
        if spans and spans[-1][1] == line - 1:
            spans[-1] = (spans[-1][0], line)
        else:
            spans.append((line, line))
    return spans
