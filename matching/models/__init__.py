"""The tables of the matcher."""

from matching.models.appeals import Appeal, AppealQuerySet
from matching.models.pledges import Pledge, PledgeQuerySet
from matching.models.policies import MatchingPolicy
from matching.models.runs import Match, MatchBlock, MatchResult, MatchRun, NearMiss

__all__ = [
    "Appeal",
    "AppealQuerySet",
    "Match",
    "MatchBlock",
    "MatchResult",
    "MatchRun",
    "MatchingPolicy",
    "NearMiss",
    "Pledge",
    "PledgeQuerySet",
]
