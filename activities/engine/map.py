"""Read the thematic map: what fits when, who may lead it, and how it touches the zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from activities.engine.map_2008 import CELLS
from activities.engine.values import (
    Activity,
    ActorMode,
    Fit,
    Mode,
    PartnerNeed,
    Situation,
    SpecialFit,
    ThematicMap,
    Venue,
)
from evidence.engine.values import Phase

MAP_2008: Final = ThematicMap(version=1, cells=CELLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedWay:
    """One way to carry out an activity that a map allows, and how it touches the zone."""

    activity: Activity
    phase: Phase
    actor: ActorMode
    venue: Venue
    zone_of_peace: bool
    mode: Mode


def allowed_ways(thematic_map: ThematicMap) -> list[AllowedWay]:
    """Return every way that fits at all, for its phase and for who leads it."""
    return [
        AllowedWay(
            activity=activity,
            phase=phase,
            actor=actor,
            venue=venue,
            zone_of_peace=zone_of_peace,
            mode=mode_of(activity, venue, thematic_map),
        )
        for activity, phase, actor, venue, zone_of_peace in product(
            Activity, Phase, ActorMode, Venue, (False, True)
        )
        if actor_fit(thematic_map, activity, actor)
        and fit_of(thematic_map, activity, phase, zone_of_peace=zone_of_peace, venue=venue)
    ]


def fit_of(
    thematic_map: ThematicMap,
    activity: Activity,
    phase: Phase,
    *,
    zone_of_peace: bool,
    venue: Venue,
) -> int:
    """Return how well an activity fits: 0 not, 1 with a justification, 2 well."""
    fit = fit_with_basis(thematic_map, activity, phase, zone_of_peace=zone_of_peace, venue=venue)
    return fit.score


def fit_with_basis(
    thematic_map: ThematicMap,
    activity: Activity,
    phase: Phase,
    *,
    zone_of_peace: bool,
    venue: Venue,
) -> Fit:
    """Return the best of an activity's own fit and its special fits, with what it rests on.

    Source: table 1 (L704-788); inside a zone of peace L618-638; venue outside L508.
    """
    cell = thematic_map.cells[activity]
    situation = {
        Situation.ZONE_OF_PEACE: zone_of_peace,
        Situation.VENUE_OUTSIDE: venue is Venue.OUTSIDE,
    }
    special = [each.fit for each in cell.special_fits if _applies(each, phase, situation)]
    return max([cell.fits[phase], *special], key=lambda fit: fit.score)


def actor_fit(thematic_map: ThematicMap, activity: Activity, actor: ActorMode) -> int:
    """Return how well a single city, or cities through organisations, lead an activity."""
    return thematic_map.cells[activity].actors[actor].score


def mode_of(activity: Activity, venue: Venue, thematic_map: ThematicMap = MAP_2008) -> Mode:
    """Return how an activity touches the zone; whatever is held outside is indirect (L508)."""
    return thematic_map.cells[activity].modes[venue]


def partner_need(thematic_map: ThematicMap, activity: Activity, venue: Venue) -> PartnerNeed:
    """Return how firmly a partner is needed; only direct help under a twinning may do without.

    Source: L486-491.
    """
    return thematic_map.cells[activity].partner.needs[venue]


def _applies(special: SpecialFit, phase: Phase, situation: Mapping[Situation, bool]) -> bool:
    return special.phase is phase and situation[special.situation]
