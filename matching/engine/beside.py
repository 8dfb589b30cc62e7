"""Two candidates of one appeal beside each other: which criterion put the one before the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FEWEST_BESIDE: Final = 2
MOST_BESIDE: Final = 3
"""More candidates than these are a list, and the list is there already [ours]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The points that one criterion, by its code, gives to a candidate."""

    code: str
    points: int


def decided_by(one: Sequence[Said], other: Sequence[Said]) -> str | None:
    """Return the code of the first criterion in which two candidates differ, None where none does.

    Args:
        one: what the criteria say of one candidate, in the order of the policy.
        other: the same of the other one, of the same policy.

    Raises:
        ValueError: the two were not judged by the same criteria in the same order.

    Source: domain.md section 7: criteria are compared one after the other, nothing is added up.
    """
    if [each.code for each in one] != [each.code for each in other]:
        raise ValueError("Two candidates are compared by one policy.")
    differing = (
        mine.code for mine, theirs in zip(one, other, strict=True) if mine.points != theirs.points
    )
    return next(differing, None)
