"""From an assignment to what people read: who steps in, and what changed since the last time."""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from matching.engine.assignment import Assignment
from matching.engine.columns import Columns
from matching.engine.search import Shortlists

ALTERNATES: Final = 3
"""Pledges that are named to step in, should the one that was given drop out."""

Pair = tuple[str, str]
"""An appeal and a pledge, by their references."""

NOTHING_SUPPRESSED: Final[Mapping[Pair, date]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What an allocation changes against the one before: pairs, sorted, and appeals.

    `set_aside` are pairs that no longer hold because people set them aside, and until when;
    they are not among `gone`, which the matcher itself gave up.
    """

    new: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    set_aside: tuple[tuple[Pair, date], ...]
    kept: int
    newly_answered: tuple[str, ...]
    no_longer_answered: tuple[str, ...]


def alternates_of(
    columns: Columns, lists: Shortlists, assignment: Assignment, *, most: int = ALTERNATES
) -> dict[int, list[int]]:
    """Return for each row of needs the best offers that have a place left, the best first.

    An offer is named where its capacity is not used up and the need does not have it already.
    """
    used = Counter(pair.offer for pair in assignment.pairs)
    own: dict[int, set[int]] = {}
    for pair in assignment.pairs:
        own.setdefault(pair.need, set()).add(pair.offer)
    return {
        row: [
            offer
            for offer in lists.offer[row].tolist()
            if offer >= 0
            and offer not in own.get(row, ())
            and used[offer] < columns.offer_values[offer].capacity_left
        ][:most]
        for row in range(len(columns.need_values))
    }


def delta_of(
    before: Set[Pair],
    after: Set[Pair],
    *,
    live: Set[str],
    suppressed: Mapping[Pair, date] = NOTHING_SUPPRESSED,
) -> Delta:
    """Return what changed between two allocations, for appeals that are live now.

    Args:
        before, after: the pairs of each.
        live: references of the live appeals; of others nothing is told.
        suppressed: pairs that are set aside now, and until when.
    """
    still = {pair for pair in before if pair[0] in live}
    were, are = _appeals(still), _appeals(after)
    gone = still - after
    return Delta(
        new=tuple(sorted(after - still)),
        gone=tuple(sorted(gone - suppressed.keys())),
        set_aside=tuple(sorted((pair, suppressed[pair]) for pair in gone & suppressed.keys())),
        kept=len(after & still),
        newly_answered=tuple(sorted(are - were)),
        no_longer_answered=tuple(sorted(were - are)),
    )


def _appeals(pairs: Set[Pair]) -> set[str]:
    return {appeal for appeal, _pledge in pairs}
