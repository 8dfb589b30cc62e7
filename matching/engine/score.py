"""One whole number for a pair, so that comparing numbers is comparing criteria in their order.

A number in mixed radix, as hours, minutes and seconds are: one step of an earlier criterion is
worth more than all later ones together. The last digit is for a pair that stands already.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from matching.engine.criteria import (
    CROWDED,
    MOST_ENGAGED,
    MOST_EVEN,
    Criterion,
    Policy,
    Value,
)

SPANS: Final[Mapping[Criterion, tuple[int, int]]] = {
    Criterion.FIT_OF_NEED: (0, 3),
    Criterion.FORM_OF_HELP: (0, 3),
    Criterion.LINK: (0, 5),
    Criterion.LANGUAGES: (1, 2),
    Criterion.ENDURANCE: (0, 10),
    Criterion.EXPERIENCE: (0, 5),
    Criterion.BALANCE: (-MOST_ENGAGED, 0),
    Criterion.COMPLEMENTARITY: (0, CROWDED),
    Criterion.EVENNESS: (0, MOST_EVEN),
}
"""The least and the most points that a criterion gives."""

FOR_STANDING: Final = 1
"""What a standing pair has over its equals: people who have met are not swapped for nothing."""


def weights_of(policy: Policy) -> dict[Criterion, int]:
    """Return what one point of each criterion is worth; 0 for one that the policy leaves out."""
    weights = dict.fromkeys(Criterion, 0)
    worth = FOR_STANDING + 1
    for criterion in reversed(policy.order):
        weights[criterion] = worth
        low, high = SPANS[criterion]
        worth *= high - low + 1
    return weights


def largest_score(policy: Policy) -> int:
    """Return a score that no pair exceeds."""
    weights = weights_of(policy)
    most = sum(weights[each] * (high - low) for each, (low, high) in SPANS.items())
    return most + FOR_STANDING


def digit_of(criterion: Criterion, points: int) -> int:
    """Return points counted from the least that a criterion gives.

    Raises:
        ValueError: the criterion does not give such points.
    """
    low, high = SPANS[criterion]
    if not low <= points <= high:
        raise ValueError(f"{criterion} gives {low} to {high} points, not {points}.")
    return points - low


def score_of(values: Sequence[Value], policy: Policy, *, stands: bool) -> int:
    """Return the number of a pair: the greater, the earlier it is listed."""
    weights = weights_of(policy)
    digits = (weights[each.criterion] * digit_of(each.criterion, each.points) for each in values)
    return sum(digits) + (FOR_STANDING if stands else 0)
