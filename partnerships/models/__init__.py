"""The tables of partnerships. Others import from here."""

from partnerships.models.activities import (
    ActivityQuerySet,
    LegitimacyEntry,
    PartnershipActivity,
    WatchedJudgement,
)
from partnerships.models.editions import ResultsEdition
from partnerships.models.partnerships import (
    Member,
    MemberQuerySet,
    Objective,
    Partnership,
    PartnershipQuerySet,
    Safeguard,
)
from partnerships.models.results import HarmEntry, Indicator, PartnershipReview, Result

__all__ = [
    "ActivityQuerySet",
    "HarmEntry",
    "Indicator",
    "LegitimacyEntry",
    "Member",
    "MemberQuerySet",
    "Objective",
    "Partnership",
    "PartnershipActivity",
    "PartnershipQuerySet",
    "PartnershipReview",
    "Result",
    "ResultsEdition",
    "Safeguard",
    "WatchedJudgement",
]
