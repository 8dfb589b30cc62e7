"""How a place in the report is written on a page."""

from collections.abc import Sequence

from evidence.engine.citation import Citation, Mark, spans_of


def cited(lines: Sequence[int]) -> str:
    """Return lines of the report as spans: "L224-227, L230"; empty where none are cited."""
    spans = spans_of(Citation(mark=Mark.SEED, lines=tuple(sorted(lines))))
    return ", ".join(f"L{a}" if a == b else f"L{a}-{b}" for a, b in spans)
