"""The words of the thematic map."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from evidence.engine.citation import Citation
from evidence.engine.values import Phase, Subject


class Activity(StrEnum):
    """The eight kinds of activity of table 1."""

    SECONDMENT = "secondment"
    SERVICE_DEPARTMENTS = "service_departments"
    ATTENTION = "attention"
    EVENTS = "events"
    FORUMS = "forums"
    VISITS = "visits"
    ZONES_OF_PEACE = "zones_of_peace"
    LEGITIMACY = "legitimacy"


class Mode(StrEnum):
    """How an activity touches the zone."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    PRESENCE = "presence"


class Venue(StrEnum):
    """Where an activity is held."""

    INSIDE = "inside"
    OUTSIDE = "outside"


class ActorMode(StrEnum):
    """Who leads an activity."""

    SINGLE = "single"
    THROUGH_ORGANISATIONS = "through_organisations"


class Basis(StrEnum):
    """Why a cell of the map has its fit."""

    TEXT = "text"
    LAYOUT = "layout"
    INFERRED = "inferred"
    OURS = "ours"  # another number than the report's, set by the secretariat


class PartnerRole(StrEnum):
    """What a partner brings."""

    HOST = "host"
    ACCESS_SECURITY_LOGISTICS = "access_security_logistics"
    ACCESS_SECURITY = "access_security"
    PLATFORM = "platform"


class PartnerNeed(StrEnum):
    """How firmly a partner is needed."""

    NONE = "none"
    PLATFORM = "platform"
    HOST_UNLESS_TWINNED = "host_unless_twinned"
    HOST = "host"


class HelperTest(StrEnum):
    """The prerequisites on the helper's side."""

    H1 = "h1"
    H2 = "h2"
    H3 = "h3"
    H4 = "h4"
    H5 = "h5"
    H6 = "h6"
    H7 = "h7"
    H8 = "h8"


class Need(StrEnum):
    """What an activity asks for beside prerequisites and partners."""

    ACCEPTANCE_BY_ALL_PARTIES = "acceptance_by_all_parties"
    BOTH_SIDES_ON_EQUAL_TERMS = "both_sides_on_equal_terms"
    DELEGATION_PROFILE = "delegation_profile"
    GREAT_LOCAL_KNOWLEDGE = "great_local_knowledge"
    INVITATION_FROM_AUTHORITY = "invitation_from_authority"
    LINK_BASIS = "link_basis"
    LOCAL_CONTACTS = "local_contacts"
    PARTNER_CITY_KNOWN = "partner_city_known"
    POLITICAL_FINESSE = "political_finesse"


class Kind(StrEnum):
    """The forms that support of municipal services takes."""

    GIFT = "gift"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    PUBLIC_PARTICIPATION = "public_participation"


class CommonInterest(StrEnum):
    """Services whose lack hurts every group alike."""

    WATER = "water"
    WASTE = "waste"


class Aim(StrEnum):
    """What raising attention can be for."""

    EXTERNAL_HELP = "external_help"
    RESPECT_RIGHTS_AND_ACCORDS = "respect_rights_and_accords"
    LEGITIMISE_DIALOGUE = "legitimise_dialogue"


class LinkBasis(StrEnum):
    """Why a helper comes to this zone and not to one chosen at random."""

    TWINNING = "twinning"
    NATIONAL_DYNAMICS = "national_dynamics"
    KNOWN_NGO = "known_ngo"


class Variant(StrEnum):
    """Exceptional forms of an activity; they need staff approval."""

    IMPRISONED_HUMAN_RIGHTS_DEFENDERS = "imprisoned_human_rights_defenders"
    BESIEGED_TOWNS = "besieged_towns"


class Risk(StrEnum):
    """What can go wrong."""

    HOST_WILL_NOT_ADAPT = "host_will_not_adapt"
    DEPENDENCE = "dependence"
    NO_PUBLIC = "no_public"
    SERVICE_BY_ARMED_GROUP = "service_by_armed_group"
    ACCESS_IS_POLITICAL = "access_is_political"
    NEUTRALITY_NOT_BELIEVED = "neutrality_not_believed"
    SCORING_AT_HOME = "scoring_at_home"
    LOCAL_RELATIONS_WORSEN = "local_relations_worsen"
    ROOT_CAUSES_UNTOUCHED = "root_causes_untouched"
    CARELESS_CHOICE_INFLAMES = "careless_choice_inflames"
    LED_ASTRAY = "led_astray"
    REPRISALS = "reprisals"
    SECURITY_IS_MAJOR = "security_is_major"
    BENEFITS_COME_LATER = "benefits_come_later"


class Obligation(StrEnum):
    """What an activity must bring along."""

    IMPARTIALITY = "impartiality"
    PARTICIPATION = "participation"
    DEMOCRATIC_CONTROL = "democratic_control"


class Rule(StrEnum):
    """Rules of one activity that are no gate."""

    COUNTED_ONLY_WITH_NEGATIVE_PEACE = "counted_only_with_negative_peace"
    PROPOSE_REGULAR_DIALOGUE = "propose_regular_dialogue"
    LINK_NEVER_AT_RANDOM = "link_never_at_random"
    USED_AFTER_THE_CONFLICT = "used_after_the_conflict"


class Situation(StrEnum):
    """What lifts a fit above the one its phase gives."""

    ZONE_OF_PEACE = "zone_of_peace"
    VENUE_OUTSIDE = "venue_outside"


Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited(Generic[Code]):
    """A code with the place in the report where it comes from."""

    code: Code
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedKind:
    """A kind of support; a higher rank is the better proposal."""

    kind: Kind
    rank: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """0 does not fit, 1 fits with a justification, 2 fits well; with what the number rests on."""

    score: int
    basis: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialFit:
    """The fit of one phase in a special situation; it stands where it is the higher one."""

    phase: Phase
    situation: Situation
    fit: Fit
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRule:
    """What a partner must bring to an activity, and how firmly one is needed at each venue."""

    role: PartnerRole
    needs: Mapping[Venue, PartnerNeed]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One activity of the map, whole.

    `required` prerequisites must hold at the leaf; `weighed` ones count for or against.
    """

    activity: Activity
    citation: Citation
    fits: Mapping[Phase, Fit]
    actors: Mapping[ActorMode, Fit]
    modes: Mapping[Venue, Mode]
    partner: PartnerRule
    special_fits: tuple[SpecialFit, ...] = ()
    through_host: bool = False
    required: frozenset[Subject] = frozenset()
    weighed: frozenset[Subject] = frozenset()
    helper_required: frozenset[HelperTest] = frozenset()
    needs: tuple[Cited[Need], ...] = ()
    link_bases: tuple[Cited[LinkBasis], ...] = ()
    variants: tuple[Cited[Variant], ...] = ()
    rules: tuple[Cited[Rule], ...] = ()
    risks: tuple[Cited[Risk], ...] = ()
    obligations: tuple[Cited[Obligation], ...] = ()
    kinds: tuple[RankedKind, ...] = ()
    common_interests: tuple[Cited[CommonInterest], ...] = ()
    aims: tuple[Cited[Aim], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThematicMap:
    """One version of the map. A change is a new version, never an edit."""

    version: int
    cells: Mapping[Activity, Cell]
