"""The words in which the invented story is written. No Django here: the modules beside it read
like a cast list, and `demo/loader.py` carries them into the platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from activities.engine.values import Activity, ActorMode
from evidence.engine.values import Confidence, DatePrecision, Phase, Says, SourceKind, Subject
from matching.engine.values import AppealKind, HelpForm, NeedTopic, Urgency
from places.engine.values import IntermediaryKind, KnowledgeDepth, TieKind
from prerequisites.engine.readiness import Answer, NationalPosition


@dataclass(frozen=True, slots=True)
class FromToday:
    """A day counted from the day on which the story is loaded, so that it is never stale."""

    days: int


When = date | FromToday
"""A day of history, or one that moves with the day of loading."""


def ago(days: int) -> FromToday:
    """Return the day so many days before the story is loaded."""
    return FromToday(-days)


def ahead(days: int) -> FromToday:
    """Return the day so many days after the story is loaded."""
    return FromToday(days)


def day_of(when: When, *, today: date) -> date:
    """Return the calendar day of `when`."""
    if isinstance(when, FromToday):
        return today + timedelta(days=when.days)
    return when


class Clerk(StrEnum):
    """Who of the secretariat takes a case."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A zone between a country and its towns.

    `geonames` is GeoNames' code of the division, which names it by number only; an area without
    one is made by hand, because no gazetteer knows it.
    """

    key: str
    name: str
    name_latin: str
    country: str
    geonames: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality of the story; its position and population come from GeoNames.

    `area` is the key of the zone above it; empty where it lies in its country directly.
    """

    key: str
    geonames: int
    name: str
    name_latin: str
    area: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A body that says something about the zones; all are invented, and their names say so.

    Voices of one `group` count as one.
    """

    key: str
    name: str
    kind: SourceKind
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A phase of a zone; known a week after it starts unless `known` says otherwise."""

    zone: str
    phase: Phase
    starts: When
    ends: When | None = None
    voice: str
    known: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one voice said about one zone at one time: an item of evidence for each subject.

    `known` is when the secretariat heard of it, two days after it was so unless said otherwise.
    A confirmed report was read again by a second person of the secretariat.
    """

    zone: str
    voice: str
    observed: When
    says: Mapping[Subject, Says]
    text: str
    known: When | None = None
    confirmed: bool = False
    confidence: Confidence = Confidence.MEDIUM
    precision: DatePrecision = DatePrecision.DAY
    valid_until: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knows:
    """That an intermediary knows a zone."""

    zone: str
    depth: KnowledgeDepth
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """An intermediary, invented like the voices."""

    key: str
    name: str
    kind: IntermediaryKind
    knows: tuple[Knows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """What joins two municipalities, by their keys, with the source that says so."""

    kind: TieKind
    one: str
    other: str
    source: str


WIKIDATA: Final = "Wikidata, twinned administrative body (P190), December 2021, CC0"
INVENTED: Final = "Invented for the demonstration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An appeal. A past one was withdrawn, and shows what a verdict was then."""

    town: str
    kinds: frozenset[AppealKind]
    activity: Activity
    topic: NeedTopic
    summary: str
    languages: frozenset[str]
    urgency: Urgency
    written: When
    starts: When
    ends: When
    excluded: frozenset[str] = frozenset()
    accepts_other_activities: bool = True
    taken_by: Clerk | None = None
    withdrawn: When | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """That a town stands on a side of a conflict; both are invented, and their names say so."""

    town: str
    conflict: str
    side: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One part of the story."""

    title: str
    areas: tuple[Area, ...]
    towns: tuple[Town, ...]
    voices: tuple[Voice, ...]
    spells: tuple[Spell, ...]
    reports: tuple[Report, ...]
    channels: tuple[Channel, ...] = ()
    bonds: tuple[Bond, ...] = ()
    stances: tuple[Stance, ...] = ()
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """What a helper says of itself: H1 to H8."""

    motives: Answer = Answer.YES
    objectives: Answer = Answer.YES
    communication: Answer = Answer.YES
    endurance: Answer = Answer.YES
    stays_years: int | None = 5
    policy: Answer = Answer.YES
    policy_dated_on: date | None = None
    context_sources: int = 2
    partners: Answer = Answer.YES
    calm_at_home: Answer = Answer.YES
    national_position: NationalPosition = NationalPosition.SUPPORTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A pledge of a helper."""

    activities: frozenset[Activity]
    languages: frozenset[str]
    topics: frozenset[NeedTopic] = frozenset()
    forms: frozenset[HelpForm] = frozenset()
    actor: ActorMode = ActorMode.SINGLE
    capacity: int = 1
    has_interpreter: bool = False
    has_host_partner: bool = False
    has_platform: bool = False
    can_host: bool = False
    projects_done: int = 0
    starts: When = field(default_factory=lambda: ago(60))
    ends: When = field(default_factory=lambda: ahead(700))
    excluded: frozenset[str] = frozenset()
    is_paused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """A helping municipality with its answers and its pledges; no answers means none yet."""

    key: str
    geonames: int
    name: str
    name_latin: str = ""
    country: str
    answers: Questionnaire | None = field(default_factory=Questionnaire)
    pledges: tuple[Promise, ...] = ()
