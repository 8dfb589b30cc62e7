"""The words of published cards: what a card tells of an appeal, and which towns could be meant.

Source: ours, against whoever combines public data (docs/safety.md, A3 and A8).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from activities.engine.values import Activity
from evidence.engine.values import Phase

K: Final = 10
"""A card is published only where at least so many municipalities could be meant."""


class SizeClass(StrEnum):
    """How many people live in a municipality, coarsely."""

    SMALL = "small"  # fewer than 10,000
    MEDIUM = "medium"  # fewer than 50,000
    LARGE = "large"


class ActivityGroup(StrEnum):
    """Activities that are named together where one of them alone would tell too much."""

    SERVICES = "services"
    VOICE = "voice"
    MEETING = "meeting"


class Step(StrEnum):
    """How coarse a card is, the finest first."""

    EXACT = "exact"
    SIZE_DROPPED = "size_dropped"
    ACTIVITY_GROUPED = "activity_grouped"
    REGION_WIDENED = "region_widened"


class Obstacle(StrEnum):
    """Why a card is not published at a step."""

    TOO_FEW = "too_few"  # fewer than K municipalities fit
    OTHERS_STAND_OUT = "others_stand_out"  # those that cannot be named so would be too few
    EARLIER_CARD = "earlier_card"  # with an earlier card of the appeal, fewer than K fit both


GROUPS: Final[Mapping[ActivityGroup, frozenset[Activity]]] = MappingProxyType(
    {
        ActivityGroup.SERVICES: frozenset({Activity.SECONDMENT, Activity.SERVICE_DEPARTMENTS}),
        ActivityGroup.VOICE: frozenset({Activity.ATTENTION, Activity.FORUMS, Activity.VISITS}),
        ActivityGroup.MEETING: frozenset(
            {Activity.EVENTS, Activity.ZONES_OF_PEACE, Activity.LEGITIMACY}
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality of the gazetteer, as anyone may know it.

    `region` and `country` are ids of zones; `is_enclave` says that it is calm where its
    surroundings are not. Nothing here tells whether it has asked for anything.
    """

    id: int
    region: int | None
    country: int | None
    phase: Phase | None
    population: int | None
    is_enclave: bool = False

    @property
    def size(self) -> SizeClass | None:
        """Return its size class, or None where nobody has counted its people."""
        if self.population is None:
            return None
        if self.population < 10_000:
            return SizeClass.SMALL
        return SizeClass.MEDIUM if self.population < 50_000 else SizeClass.LARGE

    def could_ask_for(self, activity: Activity) -> bool:
        """Test whether an appeal for `activity` could come from here, for all that is public.

        Any town may ask for anything but one: to speak of a zone of peace is to say that the
        town is calm amid violence (report, L618-638).
        """
        return activity is not Activity.ZONES_OF_PEACE or self.is_enclave


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a card tells, but for its month and its words. `place` is the id of a zone.

    `activity` is None where only its group is named, `size` where it was dropped.
    """

    place: int
    phase: Phase | None
    group: ActivityGroup
    activity: Activity | None
    size: SizeClass | None


def group_of(activity: Activity) -> ActivityGroup:
    """Return the one group that an activity is in."""
    return next(group for group, activities in GROUPS.items() if activity in activities)
