"""What a change in the zone opens: reviews, and proposals for a partnership. It ends nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from activities.engine.map import fit_of, mode_of
from activities.engine.values import Activity, Mode, ThematicMap, Venue
from evidence.engine.values import Facts, Phase, Subject
from prerequisites.engine.changes import reach_of
from prerequisites.engine.permits import permitted
from prerequisites.engine.values import Verdict


class Trigger(StrEnum):
    """What opens a reassessment by itself."""

    ELECTION = "election"
    OFFICE_CHANGE = "office_change"
    PHASE = "phase"
    EVIDENCE = "evidence"  # what was learnt closed some help
    EXPIRY = "expiry"  # what a verdict rested on has gone stale
    EARLY_WARNING = "early_warning"  # events suggest violence where calm, or nothing, is recorded
    SUGGESTION = "suggestion"  # events suggest calm where violence is recorded
    RULES = "rules"  # other numbers, another verdict


DUE_WITHIN_DAYS: Final[Mapping[Trigger, int]] = MappingProxyType(
    {
        Trigger.EARLY_WARNING: 2,
        Trigger.PHASE: 7,
        Trigger.EVIDENCE: 7,
        Trigger.SUGGESTION: 14,
        Trigger.ELECTION: 14,
        Trigger.OFFICE_CHANGE: 14,
        Trigger.EXPIRY: 14,
        Trigger.RULES: 30,
    }
)
"""How soon somebody looks; the days are ours, the sooner the more could happen."""


class ReviewState(StrEnum):
    """Whether somebody still has to look."""

    OPEN = "open"
    CLOSED = "closed"


class ReviewOutcome(StrEnum):
    """What came of a review."""

    STANDS = "stands"  # looked at, nothing to change
    EVIDENCE_RECORDED = "evidence_recorded"
    PHASE_RECORDED = "phase_recorded"
    OVERRIDDEN = "overridden"
    UNFOUNDED = "unfounded"  # what opened it was wrong


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


def trigger_of_suggestion(suggested: Phase, recorded: Phase | None) -> Trigger | None:
    """Return the review that a suggested phase asks for, or None where it contradicts nothing.

    Violence that rises where a place is held to be calm, or where nothing is recorded, is an
    early warning: also after a conflict, for relapse is normal (L111-117). Whether a calm lies
    before or after a conflict is for people to say: events cannot contradict it.
    """
    is_high, was_high = suggested is Phase.HIGH, recorded is Phase.HIGH
    if is_high == was_high:
        return None
    return Trigger.EARLY_WARNING if is_high else Trigger.SUGGESTION


def review_partnership(
    before: Verdict, after: Verdict, way: Way, thematic_map: ThematicMap
) -> PartnershipReview:
    """Return what to propose to a partnership whose zone was judged anew.

    Args:
        before: the verdict it works under.
        after: the verdict now.
        way: what it does, and where.
        thematic_map: the map in force: what fits the phase of the later verdict, and which
            help is indirect.
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
            yield Trigger.PHASE


def _is_open(way: Way, verdict: Verdict, thematic_map: ThematicMap) -> bool:
    if verdict.phase is None:
        return False
    if mode_of(way.activity, way.venue, thematic_map) is not Mode.INDIRECT:
        return False
    fit = fit_of(
        thematic_map,
        way.activity,
        verdict.phase,
        zone_of_peace=verdict.zone_of_peace,
        venue=way.venue,
    )
    return fit > 0 and permitted(verdict, way.activity, way.venue).allowed
