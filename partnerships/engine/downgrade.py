"""What a worse verdict proposes to a partnership: a review, a pause, and ways to go on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from activities.engine.map import fit_of, mode_of
from activities.engine.values import Activity, Mode, ThematicMap, Venue
from evidence.engine.values import Phase
from prerequisites.engine.changes import reach_of
from prerequisites.engine.permits import ONLY_IN_ENCLAVE, PERMITS, Refusal
from prerequisites.engine.review import Outcome, Way
from prerequisites.engine.values import VerdictClass

_INDIRECT: Final = (Activity.LEGITIMACY, Activity.FORUMS, Activity.ATTENTION, Activity.EVENTS)
"""Legitimacy first: it is earned in hard times. Source: L636-638, L648-650."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A verdict as far as it is kept on a judgement."""

    verdict_class: VerdictClass
    phase: Phase | None
    zone_of_peace: bool


def proposed(before: Seen, after: Seen, ways: Collection[Way]) -> Outcome:
    """Return what is proposed: nothing where help reaches as far as before.

    A review where all that the partnership does stays permitted, else a pause. Never an end.

    Args:
        before: the verdict it worked under.
        after: the verdict now.
        ways: what it does, and where.
    """
    if reach_of(after.verdict_class) >= reach_of(before.verdict_class):
        return Outcome.CARRY_ON
    stays = all(_is_permitted(after, way) for way in ways)
    return Outcome.REVIEW if stays else Outcome.PROPOSE_PAUSE


def ways_to_go_on(after: Seen, thematic_map: ThematicMap) -> tuple[Activity, ...]:
    """Return what stays possible outside the zone, in the order in which it is suggested."""
    return tuple(
        activity
        for activity in _INDIRECT
        if after.phase is not None
        and mode_of(activity, Venue.OUTSIDE, thematic_map) is Mode.INDIRECT
        and _is_permitted(after, Way(activity=activity, venue=Venue.OUTSIDE))
        and fit_of(
            thematic_map,
            activity,
            after.phase,
            zone_of_peace=after.zone_of_peace,
            venue=Venue.OUTSIDE,
        )
    )


def _is_permitted(seen: Seen, way: Way) -> bool:
    if way.activity in ONLY_IN_ENCLAVE and not seen.zone_of_peace:
        return False
    return not isinstance(PERMITS[seen.verdict_class][way.activity][way.venue], Refusal)
