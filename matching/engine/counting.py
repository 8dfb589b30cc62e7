"""Numbers that do not move by one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rounded:
    """From `low` to `high`, both included."""

    low: int
    high: int


def rounded(count: int) -> Rounded:
    """Return the step in which a number lies: under 5, 5 to 9, then tens.

    Raises:
        ValueError: the number is negative.
    """
    if count < 0:
        raise ValueError("A count is never negative.")
    if count < 5:
        return Rounded(0, 4)
    if count < 10:
        return Rounded(5, 9)
    low = count - count % 10
    return Rounded(low, low + 9)
