"""Who got a scarce pledge, and which criterion decided against each of the others.

Whoever assigns the pledges says who got them; this only reads why, from the same values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matching.engine.criteria import POLICY_1, Criterion, Policy, Value


class Decided(StrEnum):
    """How it was decided between the appeal that got a pledge and one that did not."""

    BY_CRITERION = "by_criterion"  # the winner is better in the first that differs
    BY_SCARCITY = "by_scarcity"  # the loser is better; the winner was harder to match
    BY_LOT = "by_lot"  # nothing differs: the random references decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """One appeal that competed for a pledge and did not get it.

    `winner` is, of those who got it, the one that was nearest to giving way: the least good by
    the policy. `criterion` is the first in which the two differ, None where none does.
    """

    appeal: str
    pledge: str
    winner: str
    decided: Decided
    criterion: Criterion | None = None
    winners_points: int = 0
    losers_points: int = 0


Pair = tuple[str, str]
"""A pledge and an appeal, by their references."""


def losers_of(
    assigned: Mapping[str, Sequence[str]],
    values: Mapping[Pair, Sequence[Value]],
    *,
    policy: Policy = POLICY_1,
) -> list[Lost]:
    """Return why each appeal that a pledge could help did not get it, by pledge and appeal.

    Args:
        assigned: for each pledge, the appeals that got it.
        values: what the criteria say of every pair that passed the gates.
        policy: the order in which the criteria count.

    Raises:
        KeyError: a pledge was given to an appeal whose pair never passed the gates.
    """
    return [
        _lost(pledge, appeal, _nearest_winner(pledge, winners, values, policy), values, policy)
        for pledge, winners in sorted(assigned.items())
        if winners
        for appeal in _competing(pledge, values)
        if appeal not in winners
    ]


def _competing(pledge: str, values: Mapping[Pair, Sequence[Value]]) -> list[str]:
    return [appeal for offered, appeal in sorted(values) if offered == pledge]


def _nearest_winner(
    pledge: str,
    winners: Sequence[str],
    values: Mapping[Pair, Sequence[Value]],
    policy: Policy,
) -> str:
    return min(winners, key=lambda appeal: (_points(values[pledge, appeal], policy), appeal))


def _lost(
    pledge: str,
    appeal: str,
    winner: str,
    values: Mapping[Pair, Sequence[Value]],
    policy: Policy,
) -> Lost:
    theirs = _points(values[pledge, winner], policy)
    own = _points(values[pledge, appeal], policy)
    for criterion, wins, loses in zip(policy.order, theirs, own, strict=True):
        if wins != loses:
            return Lost(
                appeal=appeal,
                pledge=pledge,
                winner=winner,
                decided=_BY[wins > loses],
                criterion=criterion,
                winners_points=wins,
                losers_points=loses,
            )
    return Lost(appeal=appeal, pledge=pledge, winner=winner, decided=Decided.BY_LOT)


_BY: Final = {True: Decided.BY_CRITERION, False: Decided.BY_SCARCITY}


def _points(values: Sequence[Value], policy: Policy) -> tuple[int, ...]:
    points = {value.criterion: value.points for value in values}
    return tuple(points[criterion] for criterion in policy.order)
