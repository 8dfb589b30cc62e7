"""The gates: what must hold before two people are ever put in touch.

Every gate is one named, cited predicate over values. A pair goes through all of them or it is
refused, and the refusal names each gate that stayed shut. No criterion outweighs a gate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from activities.engine.map import MAP_2008, actor_fit, mode_of, partner_need
from activities.engine.values import Activity, Mode, PartnerNeed, ThematicMap, Venue
from evidence.engine.citation import Citation, Mark
from matching.engine.values import AppealKind, Link, LinkKind, Need, Offer, Route
from prerequisites.engine.readiness import HelpMode, is_ready_for


class Gate(StrEnum):
    """The name of each gate, in the order in which they are told."""

    NOT_THE_APPELLANT = "not_the_appellant"
    ASKS_OTHER_TOWNS = "asks_other_towns"
    ACTIVITY_OFFERED = "activity_offered"
    VERDICT_PERMITS = "verdict_permits"
    PHASE_FITS = "phase_fits"
    ACTOR_FITS = "actor_fits"
    TOPIC_OFFERED = "topic_offered"
    VENUE_OFFERED = "venue_offered"
    HELPER_READY = "helper_ready"
    PARTNER_PRESENT = "partner_present"
    LINK_BASIS = "link_basis"
    APPELLANT_ACCEPTS = "appellant_accepts"
    HELPER_ACCEPTS = "helper_accepts"
    CAPACITY_LEFT = "capacity_left"
    WINDOWS_MEET = "windows_meet"
    COMMON_LANGUAGE = "common_language"
    NOT_DECLINED = "not_declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One appeal, one pledge, one way to help: what a gate looks at."""

    need: Need
    offer: Offer
    link: Link
    route: Route
    today: date
    thematic_map: ThematicMap = MAP_2008

    @property
    def ties(self) -> frozenset[LinkKind]:
        """What joins the two: ties on record, and an intermediary who knows both places."""
        if self.need.knowers.isdisjoint(self.offer.knowers):
            return self.link.ties
        return self.link.ties | {LinkKind.KNOWN_INTERMEDIARY}


class Scope(StrEnum):
    """What a gate looks at; the fast engine asks the first two once for all that are alike."""

    NEED = "need"  # the appeal and the way to help
    OFFER = "offer"  # the pledge, the way to help, and whether the two are twins
    PAIR = "pair"  # both


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRule:
    """A gate with its reason."""

    gate: Gate
    scope: Scope
    citation: Citation
    opens: Callable[[Case], bool]


LOBBYING: Final = frozenset({Activity.ATTENTION, Activity.FORUMS, Activity.VISITS})
"""What other towns can do when the appeal is about the agenda."""

LINK_BASES: Final = frozenset(
    {LinkKind.TWINNING, LinkKind.NATIONAL_DYNAMIC, LinkKind.KNOWN_INTERMEDIARY, LinkKind.AGENCY}
)


def _not_the_appellant(case: Case) -> bool:
    return case.need.municipality != case.offer.municipality


def _asks_other_towns(case: Case) -> bool:
    if AppealKind.SUPPORT in case.need.kinds:
        return True
    return AppealKind.AGENDA in case.need.kinds and case.route.activity in LOBBYING


def _activity_offered(case: Case) -> bool:
    return case.route.activity in case.offer.activities


def _verdict_permits(case: Case) -> bool:
    return case.need.permits[case.route].allowed


def _phase_fits(case: Case) -> bool:
    return case.need.fits[case.route] > 0


def _actor_fits(case: Case) -> bool:
    return actor_fit(case.thematic_map, case.route.activity, case.offer.actor) > 0


def _topic_offered(case: Case) -> bool:
    if case.route.activity is not Activity.SERVICE_DEPARTMENTS or not case.offer.topics:
        return True
    return case.need.topic in case.offer.topics


def _venue_offered(case: Case) -> bool:
    return case.route.venue is Venue.INSIDE or case.offer.can_host or case.offer.has_platform


def _helper_ready(case: Case) -> bool:
    return is_ready_for(
        case.offer.readiness,
        _help_mode(case),
        partner_needed=_partner_wanted(case) is not PartnerNeed.NONE,
        also=case.thematic_map.cells[case.route.activity].helper_required,
    )


def _help_mode(case: Case) -> HelpMode:
    is_direct = mode_of(case.route.activity, case.route.venue, case.thematic_map) is Mode.DIRECT
    return HelpMode.DIRECT if is_direct else HelpMode.INDIRECT


def _partner_present(case: Case) -> bool:
    match _partner_wanted(case):
        case PartnerNeed.NONE:
            return True
        case PartnerNeed.PLATFORM:
            return case.offer.has_platform
        case PartnerNeed.HOST | PartnerNeed.HOST_UNLESS_TWINNED:
            return case.offer.has_host_partner


def _partner_wanted(case: Case) -> PartnerNeed:
    """Return the partner this way of helping needs; a twinning may make one unnecessary."""
    wanted = partner_need(case.thematic_map, case.route.activity, case.route.venue)
    is_twinned = LinkKind.TWINNING in case.ties
    return PartnerNeed.NONE if wanted is PartnerNeed.HOST_UNLESS_TWINNED and is_twinned else wanted


def _link_basis(case: Case) -> bool:
    if case.route.activity is not Activity.ZONES_OF_PEACE:
        return True
    return not LINK_BASES.isdisjoint(case.ties)


def _appellant_accepts(case: Case) -> bool:
    return case.need.excluded.isdisjoint(case.offer.places | case.offer.bodies)


def _helper_accepts(case: Case) -> bool:
    return case.offer.excluded.isdisjoint(case.need.places)


def _capacity_left(case: Case) -> bool:
    return case.offer.capacity_left > 0


def _windows_meet(case: Case) -> bool:
    return case.need.window.overlap_days(case.offer.window) > 0


def _common_language(case: Case) -> bool:
    return case.offer.has_interpreter or not case.need.languages.isdisjoint(case.offer.languages)


def _not_declined(case: Case) -> bool:
    until = case.link.suppressed_until
    return until is None or until <= case.today


def _cite(mark: Mark, *lines: int) -> Citation:
    return Citation(lines=lines, mark=mark)


GATES: Final[tuple[GateRule, ...]] = (
    GateRule(
        gate=Gate.NOT_THE_APPELLANT,
        scope=Scope.PAIR,
        citation=_cite(Mark.SEED, 80),
        opens=_not_the_appellant,
    ),
    GateRule(
        gate=Gate.ASKS_OTHER_TOWNS,
        scope=Scope.NEED,
        citation=_cite(Mark.READING, 303, 306, 465),
        opens=_asks_other_towns,
    ),
    GateRule(
        gate=Gate.ACTIVITY_OFFERED,
        scope=Scope.OFFER,
        citation=_cite(Mark.SEED, 652),
        opens=_activity_offered,
    ),
    GateRule(
        gate=Gate.VERDICT_PERMITS,
        scope=Scope.NEED,
        citation=_cite(Mark.SEED, 224, 652),
        opens=_verdict_permits,
    ),
    GateRule(
        gate=Gate.PHASE_FITS, scope=Scope.NEED, citation=_cite(Mark.SEED, 704), opens=_phase_fits
    ),
    GateRule(
        gate=Gate.ACTOR_FITS, scope=Scope.OFFER, citation=_cite(Mark.SEED, 704), opens=_actor_fits
    ),
    GateRule(
        gate=Gate.TOPIC_OFFERED, scope=Scope.PAIR, citation=_cite(Mark.OURS), opens=_topic_offered
    ),
    GateRule(
        gate=Gate.VENUE_OFFERED,
        scope=Scope.OFFER,
        citation=_cite(Mark.READING, 508),
        opens=_venue_offered,
    ),
    GateRule(
        gate=Gate.HELPER_READY,
        scope=Scope.OFFER,
        citation=_cite(Mark.SEED, 268),
        opens=_helper_ready,
    ),
    GateRule(
        gate=Gate.PARTNER_PRESENT,
        scope=Scope.OFFER,
        citation=_cite(Mark.SEED, 486),
        opens=_partner_present,
    ),
    GateRule(
        gate=Gate.LINK_BASIS, scope=Scope.PAIR, citation=_cite(Mark.SEED, 633), opens=_link_basis
    ),
    GateRule(
        gate=Gate.APPELLANT_ACCEPTS,
        scope=Scope.PAIR,
        citation=_cite(Mark.OURS),
        opens=_appellant_accepts,
    ),
    GateRule(
        gate=Gate.HELPER_ACCEPTS,
        scope=Scope.PAIR,
        citation=_cite(Mark.OURS),
        opens=_helper_accepts,
    ),
    GateRule(
        gate=Gate.CAPACITY_LEFT,
        scope=Scope.OFFER,
        citation=_cite(Mark.OURS),
        opens=_capacity_left,
    ),
    GateRule(
        gate=Gate.WINDOWS_MEET,
        scope=Scope.PAIR,
        citation=_cite(Mark.OURS),
        opens=_windows_meet,
    ),
    GateRule(
        gate=Gate.COMMON_LANGUAGE,
        scope=Scope.PAIR,
        citation=_cite(Mark.OURS),
        opens=_common_language,
    ),
    GateRule(
        gate=Gate.NOT_DECLINED,
        scope=Scope.PAIR,
        citation=_cite(Mark.OURS),
        opens=_not_declined,
    ),
)


def shut_gates(case: Case) -> tuple[Gate, ...]:
    """Return every gate that refuses `case`, in the order of `GATES`; empty means it may pass."""
    return tuple(rule.gate for rule in GATES if not rule.opens(case))
