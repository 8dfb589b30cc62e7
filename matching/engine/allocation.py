"""From an assignment to what people read: who steps in, and what changed since the last time."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from matching.engine.assignment import Assignment
from matching.engine.columns import Columns
from matching.engine.search import Shortlists

ALTERNATES: Final = 3
"""Pledges that are named to step in, should the one that was given drop out."""

Pair = tuple[str, str]
"""An appeal and a pledge, by their references."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What an allocation changes against the one before: pairs, sorted, and appeals."""

    new: tuple[Pair, ...]
    gone: tuple[Pair, ...]
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


def delta_of(before: Set[Pair], after: Set[Pair], *, live: Set[str]) -> Delta:
    """Return what changed between two allocations, for appeals that are live now.

    Args:
        before, after: the pairs of each.
        live: references of the live appeals; of others nothing is told.
    """
    still = {pair for pair in before if pair[0] in live}
    were, are = _appeals(still), _appeals(after)
    return Delta(
        new=tuple(sorted(after - still)),
        gone=tuple(sorted(still - after)),
        kept=len(after & still),
        newly_answered=tuple(sorted(are - were)),
        no_longer_answered=tuple(sorted(were - are)),
    )


def _appeals(pairs: Set[Pair]) -> set[str]:
    return {appeal for appeal, _pledge in pairs}
