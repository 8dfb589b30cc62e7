"""Which appeals may be the same call, each with its grounds; no score, and no word of anybody.

The words are left out on purpose: what would tell two texts alike would also let whoever holds
the database and its lookup key test guesses at them (docs/adr/0035).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from activities.engine.values import Activity
from matching.engine.values import NeedTopic

CLOSE_DAYS: Final = 21
"""Two hands that write of the same need write within so many days [ours]."""

RELATED: Final = (
    frozenset({NeedTopic.WATER, NeedTopic.WASTE}),  # one common interest: L533-538
    frozenset({NeedTopic.DIALOGUE, NeedTopic.LOCAL_DEMOCRACY, NeedTopic.HUMAN_RIGHTS}),
    frozenset({NeedTopic.HOUSING, NeedTopic.PLANNING}),
    frozenset({NeedTopic.SCHOOLS, NeedTopic.YOUTH, NeedTopic.CULTURE}),
)
"""Topics under which the same need is often filed [ours]."""


class Ground(StrEnum):
    """Why two appeals may be one call, the place first."""

    SAME_PLACE = "same_place"
    ONE_WITHIN_THE_OTHER = "one_within_the_other"
    NEAR = "near"
    SAME_TOPIC = "same_topic"
    RELATED_TOPIC = "related_topic"
    SAME_ACTIVITY = "same_activity"
    SAME_HAND = "same_hand"
    SENT_CLOSE = "sent_close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is compared of an appeal.

    Attributes:
        reference: names it.
        zone: where it asks from.
        above: the zones that this one lies in, countries left out.
        around: the zones that count as near: of the same district, or bound by a tie.
        hand: who filed it: a municipality, or an intermediary on its behalf.
        starts, ends: when help is wanted; `ends` is exclusive.
    """

    reference: str
    zone: int
    above: frozenset[int]
    around: frozenset[int]
    activity: Activity
    topic: NeedTopic
    hand: str
    sent_on: date
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Another appeal that may be the same call, and why."""

    reference: str
    grounds: tuple[Ground, ...]


def grounds_of(one: Call, other: Call) -> tuple[Ground, ...]:
    """Return why two appeals may be one call, in the order of `Ground`; empty where they are two.

    Help must be wanted at the same time. From one place, or one within the other, topic and
    activity are the same; or they were sent within three weeks, and the topic is the same or
    related, or, from one place, the activity is the same. From places that are near, all of that
    must hold, and one hand have filed them: neighbours mostly ask for themselves.

    The order of the two does not matter; an appeal is never alike itself.

    Source: ours; measured in tests/matching/test_engine_duplicates.py.
    """
    if one.reference == other.reference or not _overlap(one, other):
        return ()
    found = _grounds(one, other)
    if not any(found >= enough for enough in _ENOUGH):
        return ()
    return tuple(ground for ground in Ground if ground in found)


def alike_with(call: Call, others: Iterable[Call]) -> list[Alike]:
    """Return the appeals that may be the same call, by the first ground in which they differ.

    Equal grounds are ordered by reference, so that the order of `others` does not matter.
    """
    order = list(Ground)
    found = [
        Alike(reference=other.reference, grounds=grounds)
        for other in others
        if (grounds := grounds_of(call, other))
    ]
    return sorted(found, key=lambda each: ([order.index(g) for g in each.grounds], each.reference))


_G = Ground
_ENOUGH: Final = (
    {_G.SAME_PLACE, _G.SAME_TOPIC, _G.SAME_ACTIVITY},
    {_G.SAME_PLACE, _G.SENT_CLOSE, _G.SAME_TOPIC},
    {_G.SAME_PLACE, _G.SENT_CLOSE, _G.RELATED_TOPIC},
    {_G.SAME_PLACE, _G.SENT_CLOSE, _G.SAME_ACTIVITY},
    {_G.ONE_WITHIN_THE_OTHER, _G.SAME_TOPIC, _G.SAME_ACTIVITY},
    {_G.ONE_WITHIN_THE_OTHER, _G.SENT_CLOSE, _G.SAME_TOPIC},
    {_G.ONE_WITHIN_THE_OTHER, _G.SENT_CLOSE, _G.RELATED_TOPIC},
    {_G.NEAR, _G.SENT_CLOSE, _G.SAME_TOPIC, _G.SAME_ACTIVITY, _G.SAME_HAND},
)


def _overlap(one: Call, other: Call) -> bool:
    return one.starts < other.ends and other.starts < one.ends


def _grounds(one: Call, other: Call) -> frozenset[Ground]:
    is_close = abs((one.sent_on - other.sent_on).days) <= CLOSE_DAYS
    true = {
        _place(one, other): True,
        Ground.SAME_TOPIC: one.topic == other.topic,
        Ground.RELATED_TOPIC: one.topic != other.topic
        and any({one.topic, other.topic} <= group for group in RELATED),
        Ground.SAME_ACTIVITY: one.activity == other.activity,
        Ground.SAME_HAND: one.hand == other.hand,
        Ground.SENT_CLOSE: is_close,
    }
    return frozenset(ground for ground, holds in true.items() if ground and holds)


def _place(one: Call, other: Call) -> Ground | None:
    if one.zone == other.zone:
        return Ground.SAME_PLACE
    if one.zone in other.above or other.zone in one.above:
        return Ground.ONE_WITHIN_THE_OTHER
    if one.zone in other.around or other.zone in one.around:
        return Ground.NEAR
    return None
