"""What a partner call asks for, when it may be listed, and for whom it fits.

Source: report L476-497 (a host gives access, security and logistics, and keeps its own ways),
L526-528 (hosts ask cities for experts), L745 (secondment) and footnote 16. A call asks for
experts on loan and for nothing else [ours]: it names no municipality, so no verdict could permit
an activity that enters one; secondment through a host is what every verdict permits.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activities.engine.map import actor_fit, fit_of
from activities.engine.values import Activity, ActorMode, HelperTest, ThematicMap, Venue
from evidence.engine.values import Phase
from matching.engine.values import NeedTopic, Window
from prerequisites.engine.readiness import HelpMode, Readiness, missing_for

ACTIVITY: Final = Activity.SECONDMENT
ACTOR: Final = ActorMode.THROUGH_ORGANISATIONS

MOST_EXPERTS: Final = 100
"""More is a programme, not a call [ours]."""


class NegativePeace(StrEnum):
    """Whether the fighting has ended where the experts would work, as the officer knows it."""

    HOLDS = "holds"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Obstacle(StrEnum):
    """What keeps a pledge from fitting a call."""

    NO_SECONDMENT = "no_secondment"
    OTHER_TOPICS = "other_topics"
    NO_LANGUAGE = "no_language"
    OTHER_DAYS = "other_days"
    COUNTRY_EXCLUDED = "country_excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A call as far as a pledge can fit it."""

    topic: NeedTopic
    languages: frozenset[str]
    country_code: str
    window: Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A pledge as far as it can fit a call."""

    activities: frozenset[Activity]
    topics: frozenset[NeedTopic]  # empty: any
    languages: frozenset[str]
    has_interpreter: bool
    window: Window
    excluded: frozenset[str]


def may_be_listed(thematic_map: ThematicMap, phase: Phase) -> bool:
    """Test that a map lets organisations borrow experts in a phase.

    Args:
        thematic_map: the one in force.
        phase: of the place where the experts would work.
    """
    fit = fit_of(thematic_map, ACTIVITY, phase, zone_of_peace=False, venue=Venue.INSIDE)
    return fit > 0 and actor_fit(thematic_map, ACTIVITY, ACTOR) > 0


def is_outside_strict_definition(peace: NegativePeace) -> bool:
    """Test that experts lent there are recorded and not counted as city diplomacy (fn 16)."""
    return peace is not NegativePeace.HOLDS


def missing_tests(readiness: Readiness) -> tuple[HelperTest, ...]:
    """Return what a city must complete before it lends experts to a host.

    That is direct help with a partner, and an offer is an introduction: the host reads its name.
    """
    return missing_for(readiness, HelpMode.DIRECT, partner_needed=True, introducing=True)


def obstacles(ask: Ask, pledge: Standing) -> tuple[Obstacle, ...]:
    """Return why a pledge does not fit a call; empty where it does."""
    found = {
        Obstacle.NO_SECONDMENT: ACTIVITY not in pledge.activities,
        Obstacle.OTHER_TOPICS: bool(pledge.topics) and ask.topic not in pledge.topics,
        Obstacle.NO_LANGUAGE: (
            ask.languages.isdisjoint(pledge.languages) and not pledge.has_interpreter
        ),
        Obstacle.OTHER_DAYS: not ask.window.overlap_days(pledge.window),
        Obstacle.COUNTRY_EXCLUDED: ask.country_code in pledge.excluded,
    }
    return tuple(obstacle for obstacle, stands in found.items() if stands)
