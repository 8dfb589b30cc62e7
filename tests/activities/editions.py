"""Edits of the map, and versions of it, for tests."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from hypothesis import strategies as st

from accounts.models import User
from activities import services
from activities.engine.contents import Part
from activities.engine.editing import REPORT, Edit, edit_of, edited
from activities.engine.law import (
    Standing,
    partner_needs_for,
    partner_roles_for,
    safeguards_of,
    standings_for,
)
from activities.engine.values import (
    Activity,
    ActorMode,
    HelperTest,
    Mode,
    Need,
    Obligation,
    Risk,
    ThematicMap,
    Venue,
)
from activities.models import MapVersion
from evidence.engine.values import PREREQUISITES, Phase, Subject
from tests.clock import NOON
from tests.factories import an_officer

SCORES: Final = st.integers(min_value=0, max_value=2)


def with_fit(
    activity: Activity, phase: Phase, score: int, thematic_map: ThematicMap = REPORT
) -> ThematicMap:
    """Return a map in which one fit is another."""
    edit = edit_of(thematic_map.cells[activity])
    return edited(thematic_map, activity, replace(edit, fits={**edit.fits, phase: score}))


def with_actor(
    activity: Activity, actor: ActorMode, score: int, thematic_map: ThematicMap = REPORT
) -> ThematicMap:
    """Return a map in which one kind of actor leads an activity better or worse."""
    edit = edit_of(thematic_map.cells[activity])
    return edited(thematic_map, activity, replace(edit, actors={**edit.actors, actor: score}))


def with_mode(
    activity: Activity, venue: Venue, mode: Mode, thematic_map: ThematicMap = REPORT
) -> ThematicMap:
    """Return a map in which an activity touches the zone in another way."""
    cell = thematic_map.cells[activity]
    moved = replace(cell, modes={**cell.modes, venue: mode})
    return replace(thematic_map, cells={**thematic_map.cells, activity: moved})


FORUMS_DO_NOT_FIT_IN_WAR: Final = with_fit(Activity.FORUMS, Phase.HIGH, 0)


def proposed(
    thematic_map: ThematicMap = FORUMS_DO_NOT_FIT_IN_WAR,
    *,
    by: User | None = None,
    reason: str = "Too little came of them.",
    at: datetime = NOON,
) -> MapVersion:
    """A version that waits for a second person."""
    return services.propose_map(
        thematic_map=thematic_map, reason=reason, by=by or an_officer(), at=at
    )


def adopted(
    thematic_map: ThematicMap = FORUMS_DO_NOT_FIT_IN_WAR, *, at: datetime = NOON
) -> MapVersion:
    """A version that holds."""
    version = proposed(thematic_map, at=at)
    return services.adopt_map(number=version.number, by=an_officer(), at=at)


@st.composite
def edits(draw: st.DrawFn, activity: Activity) -> Edit:
    """Any edit that the law allows."""
    cell = REPORT.cells[activity]
    standings = {
        subject: draw(st.sampled_from(standings_for(activity, subject)))
        for subject in PREREQUISITES
    }
    kept = {part: safeguards_of(activity, part) for part in Part}
    return Edit(
        fits={phase: draw(SCORES) for phase in Phase},
        special_fits={(each.phase, each.situation): draw(SCORES) for each in cell.special_fits},
        actors={
            ActorMode.SINGLE: draw(SCORES),
            ActorMode.THROUGH_ORGANISATIONS: draw(st.sampled_from([1, 2])),
        },
        partner_role=draw(st.sampled_from(partner_roles_for(activity))),
        partner_needs={
            venue: draw(st.sampled_from(partner_needs_for(activity, venue))) for venue in Venue
        },
        required=_with(standings, Standing.REQUIRED),
        weighed=_with(standings, Standing.WEIGHED),
        helper_required=draw(st.frozensets(st.sampled_from(HelperTest)))
        | {HelperTest(code) for code in kept[Part.HELPER_REQUIRED]},
        needs=draw(st.frozensets(st.sampled_from(Need))) | {Need(code) for code in kept[Part.NEED]},
        risks=draw(st.frozensets(st.sampled_from(Risk))) | {Risk(code) for code in kept[Part.RISK]},
        obligations=draw(st.frozensets(st.sampled_from(Obligation)))
        | {Obligation(code) for code in kept[Part.OBLIGATION]},
    )


@st.composite
def maps(draw: st.DrawFn) -> ThematicMap:
    """Any map that people can make of the report's, up to three activities decided anew."""
    thematic_map = REPORT
    for activity in draw(st.lists(st.sampled_from(Activity), max_size=3)):
        thematic_map = edited(thematic_map, activity, draw(edits(activity)))
    return thematic_map


def _with(standings: dict[Subject, Standing], standing: Standing) -> frozenset[Subject]:
    return frozenset(subject for subject, each in standings.items() if each is standing)
