"""What is done without an assignment: one appeal after the other takes the best that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.engine.assignment import Assignment
from matching.engine.columns import Columns, Ints
from matching.engine.score import largest_score
from matching.engine.search import worth_adding
from matching.engine.values import Urgency

BLOCK: Final = 128
LIST: Final = 20
BELOW_ALL: Final = -(2**61)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of giving pledges to appeals."""

    answered: int
    urgent: int  # answered appeals that are urgent or critical
    critical: int
    priority: int  # summed over the answered
    quality: int  # scores of all pairs


def outcome_of(
    columns: Columns, priorities: Sequence[int], given: Sequence[tuple[int, int, int]]
) -> Outcome:
    """Return what (need, offer, score) amounts to."""
    answered = {need for need, _offer, _score in given}
    urgencies = [columns.need_values[need].urgency for need in answered]
    return Outcome(
        answered=len(answered),
        urgent=sum(urgency is not Urgency.ORDINARY for urgency in urgencies),
        critical=sum(urgency is Urgency.CRITICAL for urgency in urgencies),
        priority=sum(priorities[need] for need in answered),
        quality=sum(score for _need, _offer, score in given),
    )


def given_by(found: Assignment) -> list[tuple[int, int, int]]:
    """Return the pairs of an assignment as plain numbers."""
    return [(pair.need, pair.offer, pair.score) for pair in found.pairs]


def most_urgent_first(columns: Columns) -> list[tuple[int, int, int]]:
    """Give each appeal, the most urgent first, the best pledge that is left for it."""
    rank = {urgency: -at for at, urgency in enumerate(Urgency)}
    order = np.argsort([rank[need.urgency] for need in columns.need_values], kind="stable")
    return hand_out(columns, order, np.zeros(len(columns.offer_values), np.int64))


def scarcest_first(
    columns: Columns, priorities: Sequence[int], options: Sequence[int]
) -> list[tuple[int, int, int]]:
    """Give each appeal, by priority and then the fewest options, the pledge wanted by fewest."""
    order = np.lexsort((np.array(options), -np.array(priorities)))
    price = demand(columns) * (largest_score(columns.policy) + 1)
    return hand_out(columns, order, price)


def demand(columns: Columns, *, depth: int = 200) -> Ints:
    """Return in how many lists of the best `depth` each pledge stands."""
    nothing = np.zeros(len(columns.offer_values), np.int64)
    floor = np.full(len(columns.need_values), -1, np.int64)
    found = worth_adding(columns, nothing, floor, top=depth).offer
    return np.bincount(found[found >= 0], minlength=len(columns.offer_values))


def hand_out(columns: Columns, order: Ints, price: Ints) -> list[tuple[int, int, int]]:
    """Return (need, offer, score): each need in order takes what scores most less its price."""
    left = np.array([offer.capacity_left for offer in columns.offer_values], np.int64)
    given: list[tuple[int, int, int]] = []
    for first in range(0, len(order), BLOCK):
        if not left.any():
            break
        rows = order[first : first + BLOCK]
        offers, scores = _lists(columns, rows, price, left)
        for row, listed, score in zip(rows.tolist(), offers, scores, strict=True):
            choice = _choice(columns, row, listed, score, price, left)
            if choice is not None:
                given.append((row, *choice))
                left[choice[0]] -= 1
    return given


def _lists(columns: Columns, rows: Ints, price: Ints, left: Ints) -> tuple[Ints, Ints]:
    floor = np.full(len(rows), BELOW_ALL, np.int64)
    among = np.flatnonzero(left > 0)
    found = worth_adding(columns, price, floor, rows, top=LIST, among=among)
    return found.offer, found.score + price[found.offer]


def _choice(
    columns: Columns, row: int, offers: Ints, scores: Ints, price: Ints, left: Ints
) -> tuple[int, int] | None:
    """Return the first that is left; where a full list is used up, look again."""
    there = _left_of(offers, left)
    if not len(there) and offers[-1] >= 0 and left.any():
        again, again_scores = _lists(columns, np.array([row]), price, left)
        offers, scores = again[0], again_scores[0]
        there = _left_of(offers, left)
    return (int(offers[there[0]]), int(scores[there[0]])) if len(there) else None


def _left_of(offers: Ints, left: Ints) -> Ints:
    return np.flatnonzero((offers >= 0) & (left[offers] > 0))
