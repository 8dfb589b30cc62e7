"""Who stands on which side of which conflict, and which two are opposed.

Nothing here is public: a list of sides is a list of targets. Unknown is not neutral; a
municipality of which nothing is recorded is opposed to nobody, and nobody's outsider by that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """That a municipality stands on one side of a conflict; `ends` is exclusive."""

    conflict: str
    side: str
    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Test whether it stands there on `day`."""
        return self.starts <= day and (self.ends is None or day < self.ends)


def sides_on(standings: Iterable[Standing], *, day: date) -> dict[str, str]:
    """Return the side by conflict on `day`; a conflict without a side is absent.

    Raises:
        ValueError: one municipality stands on two sides of one conflict at once.
    """
    sides: dict[str, str] = {}
    for standing in standings:
        if not standing.holds_on(day):
            continue
        if sides.setdefault(standing.conflict, standing.side) != standing.side:
            raise ValueError("Two sides of one conflict on one day.")
    return sides


def opposed(one: Iterable[Standing], other: Iterable[Standing], *, day: date) -> frozenset[str]:
    """Return the conflicts in which the two stand on different sides on `day`.

    Source: report L568-L571; that it is computed and never written down is ours.
    """
    ones, others = sides_on(one, day=day), sides_on(other, day=day)
    return frozenset(
        conflict for conflict in ones.keys() & others.keys() if ones[conflict] != others[conflict]
    )
