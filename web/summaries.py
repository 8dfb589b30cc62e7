"""Lines of `components/summary_list.html`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a summary list."""

    label: str
    value: str
