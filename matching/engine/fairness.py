"""Who waits how long: the same questions asked of every group, so that none is left behind [ours].

A group that is answered later than others may be so for a good reason. The figures do not say
why; they say where somebody should look.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final, Generic, TypeVar

from matching.engine.clocks import Clock, within_days

Group = TypeVar("Group", bound=Hashable)

TOO_FEW: Final = 5
"""Below this many appeals a group is counted, and nothing is read out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long one appeal waited for its answer, or waits still, in days."""

    days: int
    is_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Generic[Group]):
    """What a group of appeals met with.

    `in_time` and `days` are None in a group of fewer than TOO_FEW. `in_time` is the share, from
    0 to 1, answered within the days that the clock of the answer gives, among those that were
    answered or have waited longer than that; None as well where there is none yet. `days` is the
    median wait: half of the group waited, or waits, no longer.
    """

    group: Group
    appeals: int
    answered: int
    in_time: float | None
    days: float | None


def shares_of(waits: Iterable[tuple[Group, Wait]]) -> list[Share[Group]]:
    """Return each group with its share; who waits longest stands first, small groups last.

    An appeal may be in several groups, and counts in each.
    """
    groups: defaultdict[Group, list[Wait]] = defaultdict(list)
    for group, wait in waits:
        groups[group].append(wait)
    shares = [_share(group, held) for group, held in groups.items()]
    return sorted(shares, key=_longest_first)


def _share(group: Group, waits: list[Wait]) -> Share[Group]:
    answered = sum(wait.is_answered for wait in waits)
    if len(waits) < TOO_FEW:
        return Share(group=group, appeals=len(waits), answered=answered, in_time=None, days=None)
    return Share(
        group=group,
        appeals=len(waits),
        answered=answered,
        in_time=_in_time(waits),
        days=float(median(wait.days for wait in waits)),
    )


def _in_time(waits: list[Wait]) -> float | None:
    given = within_days(Clock.ANSWER, at_once=False)
    decided = [wait for wait in waits if wait.is_answered or wait.days > given]
    if not decided:
        return None
    return sum(wait.is_answered and wait.days <= given for wait in decided) / len(decided)


def _longest_first(share: Share[Group]) -> tuple[bool, float, int, str]:
    days = -1.0 if share.days is None else share.days
    return share.days is None, -days, -share.appeals, str(share.group)
