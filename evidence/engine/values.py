"""The words of evidence: what it is about, what it says, who said it and when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """How violent a conflict is in a place; the phases come in any order, relapse is normal."""

    LOW_BEFORE = "low_before"
    HIGH = "high"
    LOW_AFTER = "low_after"


class Subject(StrEnum):
    """What a statement is about."""

    P1 = "p1"  # negative peace
    P2 = "p2"  # some rule of law
    P2F = "p2f"  # its floor: partners want to be seen acting by the rules
    P3 = "p3"  # competent and courageous local officials
    P4 = "p4"  # local elections
    S = "s"  # local support
    R = "r"  # the request comes from the zone, and is verified
    CONFLICT_LINK = "conflict_link"  # violent conflict, or an evidenced risk of it
    OFFICE_CHANGE = "office_change"  # another person holds the office since that day
    RESTRICTED_MANDATE = "restricted_mandate"
    PARALLEL_GOVERNANCE = "parallel_governance"
    PARTIALITY = "partiality"
    SERVICE_BY_ARMED_GROUP = "service_by_armed_group"


PREREQUISITES: Final = (Subject.P1, Subject.P2, Subject.P3, Subject.P4)
FLAGS: Final = (Subject.RESTRICTED_MANDATE, Subject.PARALLEL_GOVERNANCE, Subject.PARTIALITY)
RISKS: Final = (Subject.SERVICE_BY_ARMED_GROUP,)
"""Dangers to people there: they close nothing, and ask for conditions of some activities."""

PRESENCES: Final = (*FLAGS, *RISKS)
"""Subjects of which a statement says that they are there (met), or that they are gone (unmet)."""


class Says(StrEnum):
    """What a statement says. Of a flag or a risk: met means present, unmet means lifted."""

    MET = "met"
    EMERGING = "emerging"
    UNMET = "unmet"


class SourceKind(StrEnum):
    """What sort of body a statement comes from."""

    PEACEKEEPERS = "peacekeepers"
    UN_BODY = "un_body"
    TRANSITIONAL_ADMINISTRATION = "transitional_administration"
    HUMANITARIAN_ORGANISATION = "humanitarian_organisation"
    PEACE_MOVEMENT = "peace_movement"
    NGO = "ngo"
    CIVIL_SOCIETY = "civil_society"
    RELIGIOUS_BODY = "religious_body"
    LOCAL_DEMOCRACY_AGENCY = "local_democracy_agency"
    NETWORK = "network"
    CONGRESS = "congress"
    ELECTION_AUTHORITY = "election_authority"
    OFFICIAL_ACT = "official_act"
    GOVERNMENT = "government"
    DIASPORA = "diaspora"
    MEDIA = "media"
    DATASET = "dataset"
    COUNTRY_INDEX = "country_index"
    STAFF = "staff"


class DatePrecision(StrEnum):
    """How exactly the day of a statement is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Confidence(StrEnum):
    """How far a statement is believed, apart from what it says."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A dated, sourced statement for or against something in one zone.

    `origin` is the independence group of the source; `fingerprint` that of the text, empty
    where there is no text to compare. `observed_on` is any day of the stated precision.
    `valid_until` is exclusive: for P4, the day of the next scheduled election.
    """

    reference: str
    subject: Subject
    says: Says
    source_kind: SourceKind
    origin: str
    observed_on: date
    known_on: date
    fingerprint: str = ""
    precision: DatePrecision = DatePrecision.DAY
    confidence: Confidence = Confidence.MEDIUM
    confirmed: bool = False
    superseded_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSpell:
    """A phase that held in one zone from `starts` up to, not including, `ends`."""

    phase: Phase
    starts: date
    known_on: date
    ends: date | None = None
    retracted_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is recorded about one zone itself; nothing of its parents or its siblings."""

    evidence: tuple[Evidence, ...] = ()
    spells: tuple[PhaseSpell, ...] = ()
