"""The tables of the matcher."""

from matching.models.agencies import AgencyRequest, AgencyRequestQuerySet
from matching.models.allocations import Allocation, Allotment
from matching.models.answers import Answer, AnswerQuerySet
from matching.models.appeals import Appeal, AppealQuerySet
from matching.models.asides import SetAside, SetAsideQuerySet
from matching.models.clocks import AppealClock, AppealClockQuerySet, ClockPause, Escalation
from matching.models.merging import ToldApart
from matching.models.objections import Objection, ObjectionQuerySet
from matching.models.pledges import Pledge, PledgeQuerySet
from matching.models.policies import MatchingPolicy
from matching.models.presences import Presence
from matching.models.proposals import Proposal, ProposalQuerySet, ProposedPair
from matching.models.questions import CaseQuestion, CaseQuestionQuerySet
from matching.models.queueing import QueuePlace
from matching.models.runs import Match, MatchBlock, MatchResult, MatchRun, NearMiss
from matching.models.saved_views import SavedView, SavedViewQuerySet
from matching.models.still_needed import StillNeeded
from matching.models.submissions import Submission
from matching.models.trinnings import NearTrinning, TrinningFinding, TrinningProposal

__all__ = [
    "AgencyRequest",
    "AgencyRequestQuerySet",
    "Allocation",
    "Allotment",
    "Answer",
    "AnswerQuerySet",
    "Appeal",
    "AppealClock",
    "AppealClockQuerySet",
    "AppealQuerySet",
    "CaseQuestion",
    "CaseQuestionQuerySet",
    "ClockPause",
    "Escalation",
    "Match",
    "MatchBlock",
    "MatchResult",
    "MatchRun",
    "MatchingPolicy",
    "NearMiss",
    "NearTrinning",
    "Objection",
    "ObjectionQuerySet",
    "Pledge",
    "PledgeQuerySet",
    "Presence",
    "Proposal",
    "ProposalQuerySet",
    "ProposedPair",
    "QueuePlace",
    "SavedView",
    "SavedViewQuerySet",
    "SetAside",
    "SetAsideQuerySet",
    "StillNeeded",
    "Submission",
    "ToldApart",
    "TrinningFinding",
    "TrinningProposal",
]
