"""Which appeals are answered first where help is scarce.

Urgency before waiting, waiting before how hard an appeal is to match: an appeal that few could
help goes before one that many could help, or it would be left over (report L712-L718; the steps
are ours). The numbers are places in that order, so that they stay small.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matching.engine.values import Urgency

URGENCY_STEP: Final[Mapping[Urgency, int]] = {
    Urgency.ORDINARY: 0,
    Urgency.URGENT: 1,
    Urgency.CRITICAL: 2,
}
WAITING_DAYS: Final = (14, 28, 56)
"""After so many days an appeal has waited one step longer. 28 days: an answer is owed in 30."""

OPTIONS: Final = (2, 4, 8, 16)
"""From so many pledges that could help, an appeal is one step easier to match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where waiting longer, and having more options, begins to count; each list rises."""

    waiting_days: tuple[int, ...] = WAITING_DAYS
    options: tuple[int, ...] = OPTIONS


STEPS_1: Final = Steps()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides who comes first; told with every scarce pledge."""

    urgency: Urgency
    days_waiting: int
    options: int  # pledges that pass every gate for it

    def place(self, steps: Steps = STEPS_1) -> tuple[int, int, int]:
        """Return its place in the order: the greater, the earlier it is answered."""
        return (
            URGENCY_STEP[self.urgency],
            sum(self.days_waiting >= days for days in steps.waiting_days),
            -sum(self.options >= number for number in steps.options),
        )


def priorities_of(standings: Sequence[Standing], steps: Steps = STEPS_1) -> list[int]:
    """Return for each appeal a whole number from 1: the greater, the earlier it is answered.

    Equal standings have equal numbers. There are at most 3 x 4 x 5 with the steps of today, so
    that the flow stays fast.
    """
    places = [standing.place(steps) for standing in standings]
    number = {place: at for at, place in enumerate(sorted(set(places)), start=1)}
    return [number[place] for place in places]


class Before(StrEnum):
    """Why one appeal is answered before another, in the order in which it is asked."""

    MORE_URGENT = "more_urgent"
    WAITS_LONGER = "waits_longer"
    HARDER_TO_MATCH = "harder_to_match"


def why_before(winner: Standing, loser: Standing, steps: Steps = STEPS_1) -> Before | None:
    """Return the first thing that puts `winner` before `loser`; None where nothing does.

    Where an earlier thing speaks for the loser, nothing puts the winner before it.
    """
    for reason, wins, loses in zip(Before, winner.place(steps), loser.place(steps), strict=True):
        if wins != loses:
            return reason if wins > loses else None
    return None
