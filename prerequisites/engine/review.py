"""What a change in the zone opens: reviews, and proposals for a partnership. It ends nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from activities.engine.map import MAP_2008, fit_of, mode_of
from activities.engine.values import Activity, Mode, ThematicMap, Venue
from evidence.engine.values import Facts, Subject
from prerequisites.engine.changes import reach_of
from prerequisites.engine.permits import permitted
from prerequisites.engine.values import Verdict


class Trigger(StrEnum):
    """What opens a reassessment by itself."""

    ELECTION = "election"
    OFFICE_CHANGE = "office_change"
    PHASE_CHANGE = "phase_change"


class Outcome(StrEnum):
    """What is proposed to a partnership after its zone was judged anew."""

    CARRY_ON = "carry_on"
    REVIEW = "review"
    PROPOSE_PAUSE = "propose_pause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An activity at a venue."""

    activity: Activity
    venue: Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipReview:
    """What is proposed, and how help can go on without reaching into the zone."""

    outcome: Outcome
    go_on_with: tuple[Way, ...] = ()


_OPENS_A_REVIEW: Final = {
    Subject.P4: Trigger.ELECTION,
    Subject.OFFICE_CHANGE: Trigger.OFFICE_CHANGE,
}

_INDIRECT_WAYS: Final = (
    Way(activity=Activity.LEGITIMACY, venue=Venue.OUTSIDE),
    Way(activity=Activity.FORUMS, venue=Venue.OUTSIDE),
    Way(activity=Activity.ATTENTION, venue=Venue.OUTSIDE),
    Way(activity=Activity.EVENTS, venue=Venue.OUTSIDE),
)
"""Legitimacy first: it is earned in hard times. Source: L636-638, L648-650."""


def triggers_of(facts: Facts, *, after: date, known_on: date) -> tuple[Trigger, ...]:
    """Return what became known of a zone after one day, up to another, and opens a review.

    Also what staff have not confirmed: a review only looks.

    Source: L345-355, L431-452.
    """
    found = set(_found(facts, after=after, known_on=known_on))
    return tuple(trigger for trigger in Trigger if trigger in found)


def review_partnership(
    before: Verdict, after: Verdict, way: Way, thematic_map: ThematicMap = MAP_2008
) -> PartnershipReview:
    """Return what to propose to a partnership whose zone was judged anew.

    Args:
        before: the verdict it works under.
        after: the verdict now.
        way: what it does, and where.
        thematic_map: what fits the phase of the later verdict.
    """
    if reach_of(after.verdict_class) >= reach_of(before.verdict_class):
        return PartnershipReview(outcome=Outcome.CARRY_ON)
    still = permitted(after, way.activity, way.venue).allowed
    return PartnershipReview(
        outcome=Outcome.REVIEW if still else Outcome.PROPOSE_PAUSE,
        go_on_with=tuple(each for each in _INDIRECT_WAYS if _is_open(each, after, thematic_map)),
    )


def _found(facts: Facts, *, after: date, known_on: date) -> Iterator[Trigger]:
    for item in facts.evidence:
        if item.subject in _OPENS_A_REVIEW and after < item.known_on <= known_on:
            yield _OPENS_A_REVIEW[item.subject]
    for spell in facts.spells:
        if after < spell.known_on <= known_on:
            yield Trigger.PHASE_CHANGE


def _is_open(way: Way, verdict: Verdict, thematic_map: ThematicMap) -> bool:
    if verdict.phase is None or mode_of(way.activity, way.venue) is not Mode.INDIRECT:
        return False
    fit = fit_of(
        thematic_map,
        way.activity,
        verdict.phase,
        zone_of_peace=verdict.zone_of_peace,
        venue=way.venue,
    )
    return fit > 0 and permitted(verdict, way.activity, way.venue).allowed
