"""The words of partnerships in the languages of people."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from matching.engine.networks import Lacking
from partnerships.engine.appraisals import Agreement
from partnerships.engine.figures import Measure, RegionClass
from partnerships.engine.lifecycle import ActivityState, PartnershipState
from partnerships.engine.values import (
    Appraisal,
    Contribution,
    Direction,
    Lack,
    MemberRole,
    PauseReason,
    PeaceIndicator,
    Reach,
    Severity,
)
from prerequisites.engine.permits import Condition
from prerequisites.engine.review import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

STATE_LABELS: "Final[Mapping[PartnershipState, StrPromise]]" = {
    PartnershipState.INTRODUCED: pgettext_lazy("partnership", "Introduced"),
    PartnershipState.AGREED: pgettext_lazy("partnership", "Agreed"),
    PartnershipState.ACTIVE: pgettext_lazy("partnership", "Active"),
    PartnershipState.PAUSED: pgettext_lazy("partnership", "Paused"),
    PartnershipState.RESUMED: pgettext_lazy("partnership", "Resumed"),
    PartnershipState.ENDED: pgettext_lazy("partnership", "Ended"),
}

ACTIVITY_STATE_LABELS: "Final[Mapping[ActivityState, StrPromise]]" = {
    ActivityState.PLANNED: pgettext_lazy("activity", "Planned"),
    ActivityState.UNDER_WAY: pgettext_lazy("activity", "Under way"),
    ActivityState.HELD: pgettext_lazy("activity", "Took place"),
    ActivityState.CANCELLED: pgettext_lazy("activity", "Cancelled"),
    ActivityState.HELD_FOR_REVIEW: pgettext_lazy("activity", "Stopped for a review"),
}

ROLE_LABELS: "Final[Mapping[MemberRole, StrPromise]]" = {
    MemberRole.ASKING: pgettext_lazy("member", "Asks"),
    MemberRole.HELPING: pgettext_lazy("member", "Helps"),
    MemberRole.LEAD: pgettext_lazy("member", "Leads the network"),
    MemberRole.CIVIL_SOCIETY: pgettext_lazy("member", "Civil society"),
}

PAUSE_LABELS: "Final[Mapping[PauseReason, StrPromise]]" = {
    PauseReason.NATIONAL_GOVERNMENT_POSITION: _("A national government is against it."),
    PauseReason.WORSE_VERDICT: _("The verdict on the zone is worse than before."),
    PauseReason.SAFETY_OF_PEOPLE: _("People would be in danger."),
    PauseReason.CHANGE_OF_OFFICE: _("Another person holds the office."),
    PauseReason.OWN_CAPACITY: _("A member cannot go on at the moment."),
    PauseReason.CONSENT_REVOKED: _("A party took its consent back."),
}

LACK_LABELS: "Final[Mapping[Lack, StrPromise]]" = {
    Lack.OBJECTIVE: _("At least one objective"),
    Lack.COUNCIL_DECISION: _("The decision of each member's council"),
    Lack.HOST_PARTNER: _("A host partner on the spot"),
    Lack.SAFETY_PLAN: _("A safety plan for the local staff"),
    Lack.INSTITUTIONAL_AIM: _("An institutional aim beside the technical one"),
}

SAFEGUARD_LABELS: "Final[Mapping[Condition, StrPromise]]" = {
    Condition.STAFF_APPROVAL: _("Approval by the secretariat"),
    Condition.DELEGATION_PROFILE: _("Profile of the delegation"),
    Condition.SECURITY_PARTNER: _("Partner for security"),
    Condition.LOCAL_CONTACT: _("Good local contact"),
    Condition.SAFETY_PLAN: _("Safety plan for the local staff"),
    Condition.TWINNING_OR_HOST_PARTNER: _("Twinning, or a host partner"),
    Condition.INSTITUTIONAL_AIM: _("Institutional aim"),
    Condition.LINK_BASIS_AND_HOST_PARTNER: _("Basis of the link, and a host partner"),
    Condition.THROUGH_HOST_ONLY: _("The host through which it goes"),
}

NETWORK_LABELS: "Final[Mapping[Lacking, StrPromise]]" = {
    Lacking.HELPERS: _("More helpers are wanted: the appeal stays partly open."),
    Lacking.EUROPEAN_AUTHORITIES: _("A network needs two European authorities or more."),
    Lacking.CIVIL_SOCIETY: _("A network needs a body of civil society: none has joined yet."),
}

REACH_LABELS: "Final[Mapping[Reach, StrPromise]]" = {
    Reach.REACHED: pgettext_lazy("objective", "Reached"),
    Reach.PARTLY: pgettext_lazy("objective", "Partly reached"),
    Reach.NOT_REACHED: pgettext_lazy("objective", "Not reached"),
}

CONTRIBUTION_LABELS: "Final[Mapping[Contribution, StrPromise]]" = {
    Contribution.HELPER: _("Those who helped brought it about."),
    Contribution.JOINT: _("All brought it about together."),
    Contribution.LOCAL_UNASSISTED: _("The town reached it alone: local, unassisted."),
}

APPRAISAL_LABELS: "Final[Mapping[Appraisal, StrPromise]]" = {
    Appraisal.GOOD: pgettext_lazy("appraisal", "Good"),
    Appraisal.MIXED: pgettext_lazy("appraisal", "Mixed"),
    Appraisal.BAD: pgettext_lazy("appraisal", "Bad"),
}

SEVERITY_LABELS: "Final[Mapping[Severity, StrPromise]]" = {
    Severity.SLIGHT: pgettext_lazy("harm", "Slight"),
    Severity.SERIOUS: pgettext_lazy("harm", "Serious"),
    Severity.GRAVE: pgettext_lazy("harm", "Grave"),
}

INDICATOR_LABELS: "Final[Mapping[PeaceIndicator, StrPromise]]" = {
    PeaceIndicator.HUMAN_RIGHTS: _("Human rights"),
    PeaceIndicator.RULE_OF_LAW: _("Rule of law"),
    PeaceIndicator.IMPARTIAL_SERVICES: _("Services that are impartial"),
    PeaceIndicator.CIVIL_SOCIETY_CONTROL: _("Control by civil society"),
    PeaceIndicator.ELECTIONS: _("Local elections"),
    PeaceIndicator.DIALOGUE: _("Dialogue between the sides"),
}

DIRECTION_LABELS: "Final[Mapping[Direction, StrPromise]]" = {
    Direction.BETTER: pgettext_lazy("indicator", "Better"),
    Direction.SAME: pgettext_lazy("indicator", "The same"),
    Direction.WORSE: pgettext_lazy("indicator", "Worse"),
}

OUTCOME_LABELS: "Final[Mapping[Outcome, StrPromise]]" = {
    Outcome.CARRY_ON: pgettext_lazy("review", "Carry on"),
    Outcome.REVIEW: pgettext_lazy("review", "Look at it again"),
    Outcome.PROPOSE_PAUSE: pgettext_lazy("review", "A pause is proposed"),
}

MEASURE_LABELS: "Final[Mapping[Measure, StrPromise]]" = {
    Measure.PARTNERSHIPS: pgettext_lazy("figures", "Partnerships"),
    Measure.HELD: pgettext_lazy("figures", "An activity took place"),
    Measure.REACHED: pgettext_lazy("figures", "An objective was reached"),
    Measure.PARTLY: pgettext_lazy("figures", "An objective was partly reached"),
    Measure.NOT_REACHED: pgettext_lazy("figures", "An objective was not reached"),
    Measure.LOCAL: pgettext_lazy("figures", "Reached by local people, unassisted"),
    Measure.HARM: pgettext_lazy("figures", "Harm was reported"),
}

REGION_LABELS: "Final[Mapping[RegionClass, StrPromise]]" = {
    RegionClass.MEMBER_STATES: _("Member states of the Council of Europe"),
    RegionClass.ELSEWHERE: _("Elsewhere"),
}

AGREEMENT_LABELS: "Final[Mapping[Agreement, StrPromise]]" = {
    Agreement.AGREE: _("Both sides think the same."),
    Agreement.DIFFER: _("The sides differ."),
    Agreement.ONE_SILENT: _("One side has not said what it thinks."),
    Agreement.BOTH_SILENT: _("Neither side has said what it thinks."),
}
