"""What no edit of the map may undo, and what a map must be to be adopted at all.

People may grade anew when an activity fits and who leads it, and they may ask for more. They may
not ask for less than the report does: a partner who looks after safety, a prerequisite in the
zone, a duty to serve everyone, a danger that is told. Source: L486-638, domain rules of table 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activities.engine.contents import Part, contents_of
from activities.engine.editing import REPORT, marked
from activities.engine.values import (
    Activity,
    ActorMode,
    Cell,
    Cited,
    Code,
    Fit,
    Mode,
    PartnerNeed,
    PartnerRole,
    ThematicMap,
    Venue,
)
from evidence.engine.citation import Mark
from evidence.engine.values import PREREQUISITES, Phase, Subject


class Standing(StrEnum):
    """What a prerequisite in the zone is to an activity."""

    NOT_ASKED = "not_asked"
    WEIGHED = "weighed"
    REQUIRED = "required"


class FaultCode(StrEnum):
    """Why a map must not be adopted."""

    MISSING = "missing"
    MISFILED = "misfiled"
    PHASES = "phases"
    ACTORS = "actors"
    VENUES = "venues"
    SCORES = "scores"
    NOBODY_LEADS = "nobody_leads"
    OUTSIDE_NOT_INDIRECT = "outside_not_indirect"
    MODE_CHANGED = "mode_changed"
    HOST_LEFT_OUT = "host_left_out"
    PARTNER_TOO_WEAK = "partner_too_weak"
    PARTNER_ROLE_TOO_WEAK = "partner_role_too_weak"
    PREREQUISITE_LOST = "prerequisite_lost"
    PREREQUISITE_TOO_MANY = "prerequisite_too_many"
    BOTH_WEIGHED_AND_REQUIRED = "both_weighed_and_required"
    SAFEGUARD_LOST = "safeguard_lost"
    GIFT_NOT_WEAKEST = "gift_not_weakest"
    TOLD_TWICE = "told_twice"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault, the activity it is in, and what it is about; empty where it is about the whole."""

    code: FaultCode
    activity: Activity
    about: str = ""


SAFEGUARDS: Final = (
    *(Part.HELPER_REQUIRED, Part.NEED, Part.LINK_BASIS, Part.RULE),
    *(Part.RISK, Part.OBLIGATION),
)
"""Parts to which something may be added, and from which nothing of the report's is taken."""

NO_PREREQUISITES: Final = frozenset({Activity.ATTENTION, Activity.FORUMS, Activity.VISITS})
"""These ask for nothing in the zone: they are what stays possible when all else is closed."""

_STRICTER: Final = {
    PartnerNeed.NONE: tuple(PartnerNeed),
    PartnerNeed.PLATFORM: (PartnerNeed.PLATFORM, PartnerNeed.HOST),
    PartnerNeed.HOST_UNLESS_TWINNED: (PartnerNeed.HOST_UNLESS_TWINNED, PartnerNeed.HOST),
    PartnerNeed.HOST: (PartnerNeed.HOST,),
}
_STRONGER: Final = {
    PartnerRole.PLATFORM: tuple(PartnerRole),
    PartnerRole.ACCESS_SECURITY: (
        *(PartnerRole.ACCESS_SECURITY, PartnerRole.ACCESS_SECURITY_LOGISTICS),
        PartnerRole.HOST,
    ),
    PartnerRole.ACCESS_SECURITY_LOGISTICS: (
        *(PartnerRole.ACCESS_SECURITY_LOGISTICS, PartnerRole.HOST),
    ),
    PartnerRole.HOST: (PartnerRole.HOST,),
}


def partner_needs_for(activity: Activity, venue: Venue) -> tuple[PartnerNeed, ...]:
    """Return how firmly a partner may be needed: as in the report, or more firmly (L486-491)."""
    return _STRICTER[REPORT.cells[activity].partner.needs[venue]]


def partner_roles_for(activity: Activity) -> tuple[PartnerRole, ...]:
    """Return what a partner may have to bring: as in the report, or more."""
    return _STRONGER[REPORT.cells[activity].partner.role]


def standings_for(activity: Activity, subject: Subject) -> tuple[Standing, ...]:
    """Return what a prerequisite may be to an activity: as in the report, or more."""
    cell = REPORT.cells[activity]
    if activity in NO_PREREQUISITES:
        return (Standing.NOT_ASKED,)
    if subject in cell.required:
        return (Standing.REQUIRED,)
    if subject in cell.weighed:
        return (Standing.WEIGHED, Standing.REQUIRED)
    return tuple(Standing)


def safeguards_of(activity: Activity, part: Part) -> frozenset[str]:
    """Return the codes of a part that the report itself names, and that stay."""
    cell = REPORT.cells[activity]
    ours = _ours(cell.needs) | _ours(cell.risks)
    return frozenset(about for named, about in contents_of(cell) if named is part) - ours


def faults_of(thematic_map: ThematicMap) -> tuple[Fault, ...]:
    """Return why a map must not be adopted; nothing where it may."""
    missing = [activity for activity in Activity if activity not in thematic_map.cells]
    if missing:
        return tuple(Fault(code=FaultCode.MISSING, activity=activity) for activity in missing)
    broken = tuple(
        fault
        for activity in Activity
        for fault in _faults_of_form(activity, thematic_map.cells[activity])
    )
    return broken or tuple(
        fault
        for activity in Activity
        for fault in _faults_of_law(activity, thematic_map.cells[activity])
    ) + _unmarked(thematic_map)


def _faults_of_form(activity: Activity, cell: Cell) -> Iterator[Fault]:
    """Yield what makes a cell unreadable; the law is asked only of what can be read."""
    for code, found in (
        (FaultCode.MISFILED, cell.activity is not activity),
        (FaultCode.PHASES, set(cell.fits) != set(Phase)),
        (FaultCode.ACTORS, set(cell.actors) != set(ActorMode)),
        (FaultCode.VENUES, set(cell.modes) != set(Venue) or set(cell.partner.needs) != set(Venue)),
        (FaultCode.SCORES, any(fit.score not in (0, 1, 2) for fit in _fits_in(cell))),
    ):
        if found:
            yield Fault(code=code, activity=activity)


def _faults_of_law(activity: Activity, cell: Cell) -> Iterator[Fault]:
    found = (
        *_faults_of_doing(activity, cell),
        *_faults_of_partner(activity, cell),
        *_faults_of_prerequisites(activity, cell),
        *_faults_of_safeguards(activity, cell),
    )
    yield from (Fault(code=code, activity=activity, about=about) for code, about in found)


def _faults_of_doing(activity: Activity, cell: Cell) -> Iterator[tuple[FaultCode, str]]:
    own = REPORT.cells[activity]
    fits_somewhen = any(fit.score for fit in (*cell.fits.values(), *_special(cell)))
    if fits_somewhen and not any(fit.score for fit in cell.actors.values()):
        yield FaultCode.NOBODY_LEADS, ""
    if cell.modes[Venue.OUTSIDE] is not Mode.INDIRECT:
        yield FaultCode.OUTSIDE_NOT_INDIRECT, ""
    elif cell.modes != own.modes:
        yield FaultCode.MODE_CHANGED, ""
    if cell.through_host is not own.through_host:
        yield FaultCode.HOST_LEFT_OUT, ""


def _faults_of_partner(activity: Activity, cell: Cell) -> Iterator[tuple[FaultCode, str]]:
    if cell.partner.role not in partner_roles_for(activity):
        yield FaultCode.PARTNER_ROLE_TOO_WEAK, cell.partner.role.value
    for venue in Venue:
        if cell.partner.needs[venue] not in partner_needs_for(activity, venue):
            yield FaultCode.PARTNER_TOO_WEAK, venue.value


def _faults_of_prerequisites(activity: Activity, cell: Cell) -> Iterator[tuple[FaultCode, str]]:
    for subject in sorted(cell.required & cell.weighed):
        yield FaultCode.BOTH_WEIGHED_AND_REQUIRED, subject.value
    for subject in Subject:
        standing = standing_of(cell, subject)
        if subject not in PREREQUISITES or activity in NO_PREREQUISITES:
            if standing is not Standing.NOT_ASKED:
                yield FaultCode.PREREQUISITE_TOO_MANY, subject.value
        elif standing not in standings_for(activity, subject):
            yield FaultCode.PREREQUISITE_LOST, subject.value


def _faults_of_safeguards(activity: Activity, cell: Cell) -> Iterator[tuple[FaultCode, str]]:
    contents = contents_of(cell)
    for part in SAFEGUARDS:
        kept = {about for named, about in contents if named is part}
        for code in sorted(safeguards_of(activity, part) - kept):
            yield FaultCode.SAFEGUARD_LOST, code
    if [(each.kind, each.rank) for each in cell.kinds] != [
        (each.kind, each.rank) for each in REPORT.cells[activity].kinds
    ]:
        yield FaultCode.GIFT_NOT_WEAKEST, ""
    for code in sorted(_told_twice(cell)):
        yield FaultCode.TOLD_TWICE, code


def standing_of(cell: Cell, subject: Subject) -> Standing:
    """Return what a prerequisite is to an activity."""
    if subject in cell.required:
        return Standing.REQUIRED
    return Standing.WEIGHED if subject in cell.weighed else Standing.NOT_ASKED


def _unmarked(thematic_map: ThematicMap) -> tuple[Fault, ...]:
    """Return the cells that pass for the report's and are not, or the other way round."""
    rightly = marked(thematic_map)
    return tuple(
        Fault(code=FaultCode.UNMARKED, activity=activity)
        for activity in Activity
        if thematic_map.cells[activity] != rightly.cells[activity]
    )


def _told_twice(cell: Cell) -> set[str]:
    lists = (cell.needs, cell.risks, cell.obligations, cell.rules, cell.link_bases)
    codes = [str(each.code) for cited in lists for each in cited]
    return {code for code in codes if codes.count(code) > 1}


def _ours(cited: Sequence[Cited[Code]]) -> set[str]:
    return {each.code.value for each in cited if each.citation.mark is Mark.OURS}


def _special(cell: Cell) -> list[Fit]:
    return [special.fit for special in cell.special_fits]


def _fits_in(cell: Cell) -> list[Fit]:
    return [*cell.fits.values(), *cell.actors.values(), *_special(cell)]
