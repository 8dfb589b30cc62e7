"""The words of partnerships: members, reasons, results."""

from enum import StrEnum


class MemberRole(StrEnum):
    """In what capacity a body belongs to a partnership."""

    ASKING = "asking"
    HELPING = "helping"
    LEAD = "lead"  # of a network of helpers
    CIVIL_SOCIETY = "civil_society"


class PauseReason(StrEnum):
    """Why a partnership rests. Source: L431-452; the others are ours."""

    NATIONAL_GOVERNMENT_POSITION = "national_government_position"
    WORSE_VERDICT = "worse_verdict"
    SAFETY_OF_PEOPLE = "safety_of_people"
    CHANGE_OF_OFFICE = "change_of_office"
    OWN_CAPACITY = "own_capacity"
    CONSENT_REVOKED = "consent_revoked"


class Lack(StrEnum):
    """What a partnership still needs before it is agreed."""

    OBJECTIVE = "objective"
    COUNCIL_DECISION = "council_decision"
    HOST_PARTNER = "host_partner"
    SAFETY_PLAN = "safety_plan"
    INSTITUTIONAL_AIM = "institutional_aim"


class Reach(StrEnum):
    """How far an objective was reached."""

    REACHED = "reached"
    PARTLY = "partly"
    NOT_REACHED = "not_reached"


class Contribution(StrEnum):
    """Who brought a result about. What a town reached alone is a result too. Source: L686."""

    HELPER = "helper"
    JOINT = "joint"
    LOCAL_UNASSISTED = "local_unassisted"


class Appraisal(StrEnum):
    """What one side thinks of a result."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


class Severity(StrEnum):
    """How bad a harm was."""

    SLIGHT = "slight"
    SERIOUS = "serious"
    GRAVE = "grave"


class PeaceIndicator(StrEnum):
    """A sign of positive peace. Source: L178."""

    HUMAN_RIGHTS = "human_rights"
    RULE_OF_LAW = "rule_of_law"
    IMPARTIAL_SERVICES = "impartial_services"
    CIVIL_SOCIETY_CONTROL = "civil_society_control"
    ELECTIONS = "elections"
    DIALOGUE = "dialogue"  # ours


class Direction(StrEnum):
    """Where an indicator moved."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
