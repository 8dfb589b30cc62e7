"""The tables of the matcher."""

from matching.models.allocations import Allocation, Allotment
from matching.models.appeals import Appeal, AppealQuerySet
from matching.models.asides import SetAside, SetAsideQuerySet
from matching.models.pledges import Pledge, PledgeQuerySet
from matching.models.policies import MatchingPolicy
from matching.models.presences import Presence
from matching.models.runs import Match, MatchBlock, MatchResult, MatchRun, NearMiss
from matching.models.trinnings import NearTrinning, TrinningFinding, TrinningProposal

__all__ = [
    "Allocation",
    "Allotment",
    "Appeal",
    "AppealQuerySet",
    "Match",
    "MatchBlock",
    "MatchResult",
    "MatchRun",
    "MatchingPolicy",
    "NearMiss",
    "NearTrinning",
    "Pledge",
    "PledgeQuerySet",
    "Presence",
    "SetAside",
    "SetAsideQuerySet",
    "TrinningFinding",
    "TrinningProposal",
]
