"""The values that the matcher works on: what is asked, what is offered, what joins the two."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from activities.engine.values import Activity, ActorMode, Venue
from prerequisites.engine.permits import Permit
from prerequisites.engine.readiness import Readiness


class AppealKind(StrEnum):
    """What a municipality asks for; several may hold. Source: report L303, L306, L465."""

    PROTECTION = "protection"
    AGENDA = "agenda"
    SUPPORT = "support"


class NeedTopic(StrEnum):
    """The dialogue process or the named municipal service that an appeal is about."""

    DIALOGUE = "dialogue"
    LOCAL_DEMOCRACY = "local_democracy"
    HUMAN_RIGHTS = "human_rights"
    WATER = "water"
    WASTE = "waste"
    ENERGY = "energy"
    HOUSING = "housing"
    TRANSPORT = "transport"
    HEALTH = "health"
    SCHOOLS = "schools"
    YOUTH = "youth"
    CULTURE = "culture"
    PLANNING = "planning"
    ADMINISTRATION = "administration"


class Urgency(StrEnum):
    """How long the municipality can wait."""

    ORDINARY = "ordinary"
    URGENT = "urgent"
    CRITICAL = "critical"


class HelpForm(StrEnum):
    """How a service is helped, weakest first. Source: report L526-L528."""

    GIFT = "gift"
    TECHNICAL_ASSISTANCE = "technical_assistance"
    PUBLIC_PARTICIPATION = "public_participation"


class LinkKind(StrEnum):
    """What already joins the two municipalities. Source: report L633."""

    TWINNING = "twinning"
    AGENCY = "agency"
    COOPERATION_AGREEMENT = "cooperation_agreement"
    KNOWN_INTERMEDIARY = "known_intermediary"
    NATIONAL_DYNAMIC = "national_dynamic"


class Grade(StrEnum):
    """What a criterion says of a pair. `UNKNOWN` is not a low grade: nobody knows yet."""

    FOR = "for"
    AGAINST = "against"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of days; `ends` is exclusive."""

    starts: date
    ends: date

    def overlap_days(self, other: "Window") -> int:
        """Return the days that both spans hold, 0 when they are apart."""
        return max(0, (min(self.ends, other.ends) - max(self.starts, other.starts)).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way to help: an activity, held inside or outside the zone."""

    activity: Activity
    venue: Venue


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The other live appeals of the same region or side, and how many have help already.

    Of region and sides it is the group that is helped most; the appeal itself is not counted.
    """

    others: int
    helped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """An appeal as the matcher sees it.

    `places` are the codes of the appellant's zone, of its parents and its country: what a
    helper's exclusion may name. `permits` holds the verdict's answer for every route.
    """

    reference: str
    municipality: str
    places: frozenset[str]
    kinds: frozenset[AppealKind]
    activity: Activity
    topic: NeedTopic
    languages: frozenset[str]
    urgency: Urgency
    window: Window
    excluded: frozenset[str]
    accepts_other_activities: bool
    fits: Mapping[Route, int]  # the thematic map at this phase: 0, 1 or 2
    permits: Mapping[Route, Permit]
    knowers: frozenset[str] = frozenset()  # intermediaries who know the place
    helpers_wanted: int = 1  # more than one: a network is asked for
    neighbours: Neighbours | None = None  # None: nothing was given out yet
    present: Mapping[Activity, int] | None = None  # bodies at work there; None: nobody recorded any


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A pledge as the matcher sees it."""

    reference: str
    municipality: str
    places: frozenset[str]
    bodies: frozenset[str]  # networks it belongs to: an appellant may exclude one
    activities: frozenset[Activity]
    topics: frozenset[NeedTopic]  # empty: any
    forms: frozenset[HelpForm]
    actor: ActorMode
    languages: frozenset[str]
    has_interpreter: bool
    window: Window
    excluded: frozenset[str]
    capacity_left: int
    has_host_partner: bool
    has_platform: bool
    can_host: bool  # it can hold the activity outside the zone
    readiness: Readiness
    years_after_conflict: int | None  # None: never said
    projects_done: int
    engaged: int  # how many appeals it already helps
    knowers: frozenset[str] = frozenset()  # intermediaries who know the helper's place


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What is on record of one appeal and one pledge together.

    `stands` tells that the two are put together already; see `matching.engine.score`.
    """

    ties: frozenset[LinkKind]
    suppressed_until: date | None = None
    stands: bool = False


NO_LINK = Link(ties=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """All that is on record of pairs.

    `ties` goes by the two municipalities, asker first; `suppressed` (until when) and `standing`
    by appeal and pledge.
    """

    ties: Mapping[tuple[str, str], frozenset[LinkKind]] = field(default_factory=dict)
    suppressed: Mapping[tuple[str, str], date] = field(default_factory=dict)
    standing: frozenset[tuple[str, str]] = frozenset()

    def of(self, need: Need, offer: Offer) -> Link:
        """Return what is on record of one appeal and one pledge together."""
        towns = need.municipality, offer.municipality
        pair = need.reference, offer.reference
        ties = self.ties.get(towns)
        if ties is None and pair not in self.suppressed and pair not in self.standing:
            return NO_LINK
        return Link(
            ties=ties or frozenset(),
            suppressed_until=self.suppressed.get(pair),
            stands=pair in self.standing,
        )
