"""The words of prerequisites and verdicts in human languages."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from evidence.engine.values import PRESENCES, Subject
from prerequisites.engine.documents import FaultCode
from prerequisites.engine.permits import Condition, Refusal
from prerequisites.engine.readiness import (
    Answer,
    NationalPosition,
    ReadinessResult,
    Reservation,
    Warned,
)
from prerequisites.engine.review import ReviewOutcome, ReviewState, Trigger
from prerequisites.engine.values import (
    ClauseCode,
    Reason,
    Step,
    Value,
    VerdictClass,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

VERDICT_LABELS: "Final[Mapping[VerdictClass, StrPromise]]" = {
    VerdictClass.OUT_OF_SCOPE: pgettext_lazy("verdict", "Out of scope"),
    VerdictClass.INDIRECT_ONLY: pgettext_lazy("verdict", "Indirect help only"),
    VerdictClass.REASSESS: pgettext_lazy("verdict", "To be reassessed"),
    VerdictClass.INSUFFICIENT_EVIDENCE: pgettext_lazy("verdict", "Not enough evidence"),
    VerdictClass.DIRECT_CONDITIONAL: pgettext_lazy("verdict", "Direct help on conditions"),
    VerdictClass.DIRECT_OPEN: pgettext_lazy("verdict", "Direct help is open"),
}

VERDICT_SENTENCES: "Final[Mapping[VerdictClass, StrPromise]]" = {
    VerdictClass.OUT_OF_SCOPE: _(
        "This is not a matter for city diplomacy. The appeal is led to those who can help."
    ),
    VerdictClass.INDIRECT_ONLY: _(
        "Helpers cannot work there safely now. Help from outside the zone is possible, "
        "and the Congress answers itself."
    ),
    VerdictClass.REASSESS: _(
        "Nobody could name local officials to work with. Those who channel appeals are asked "
        "anew; until then help comes from outside the zone."
    ),
    VerdictClass.INSUFFICIENT_EVIDENCE: _(
        "Too few independent sources speak of this place today. The secretariat looks for more; "
        "until then help comes from outside the zone."
    ),
    VerdictClass.DIRECT_CONDITIONAL: _("Helpers may work there once certain conditions are met."),
    VerdictClass.DIRECT_OPEN: _("Helpers may work there; all prerequisites are met."),
}

VALUE_LABELS: "Final[Mapping[Value, StrPromise]]" = {
    Value.UNMET: pgettext_lazy("prerequisite", "not met"),
    Value.UNKNOWN: pgettext_lazy("prerequisite", "unknown"),
    Value.EMERGING: pgettext_lazy("prerequisite", "emerging"),
    Value.MET: pgettext_lazy("prerequisite", "met"),
}

PRESENCE_LABELS: "Final[Mapping[Value, StrPromise]]" = {
    Value.MET: pgettext_lazy("limit of a local authority", "present"),
    Value.EMERGING: pgettext_lazy("limit of a local authority", "appearing"),
    Value.UNMET: pgettext_lazy("limit of a local authority", "lifted"),
    Value.UNKNOWN: pgettext_lazy("limit of a local authority", "not known of"),
}

SUBJECT_LABELS: "Final[Mapping[Subject, StrPromise]]" = {
    Subject.P1: _("Disarmament or pacification"),
    Subject.P2: _("Rule of law"),
    Subject.P2F: _("Partners want to be seen acting by the rules"),
    Subject.P3: _("Competent and courageous local officials"),
    Subject.P4: _("Local elections"),
    Subject.S: _("Local support"),
    Subject.R: _("The request comes from the zone"),
    Subject.CONFLICT_LINK: _("Link to a violent conflict"),
    Subject.OFFICE_CHANGE: _("Change of office-holder"),
    Subject.RESTRICTED_MANDATE: _("Restricted mandate"),
    Subject.PARALLEL_GOVERNANCE: _("Parallel governance"),
    Subject.PARTIALITY: _("Partiality of the local authority"),
    Subject.SERVICE_BY_ARMED_GROUP: _("An armed group runs a public service"),
}

REASON_LABELS: "Final[Mapping[Reason, StrPromise]]" = {
    Reason.ENOUGH_SOURCES: _("Enough independent sources agree."),
    Reason.STANDING_PEACE: _("Peace stands: there has been no violence here yet."),
    Reason.NO_EVIDENCE: _("No source speaks of it."),
    Reason.TOO_FEW_SOURCES: _("Too few independent sources speak of it."),
    Reason.NO_CHANNELLING_SOURCE: _("No organisation that channels appeals speaks of it."),
    Reason.GONE_STALE: _("What was said is too old."),
    Reason.HOSTILE_CONFIRMED: _("A credible source denies it, and staff confirmed this."),
    Reason.HOSTILE_UNCONFIRMED: _("A source denies it; staff have not confirmed this yet."),
    Reason.OVERRIDDEN: _("Two members of the secretariat decided otherwise and gave a reason."),
    Reason.OVERRIDE_HELD_BACK: _(
        "A decision of the secretariat does not open it: a confirmed source denies it."
    ),
}

CLAUSE_LABELS: "Final[Mapping[ClauseCode, StrPromise]]" = {
    ClauseCode.REQUEST_NOT_VERIFIED: _("Nobody in the zone has verifiably asked for help."),
    ClauseCode.NO_CONFLICT_LINK: _("No link to a violent conflict or to a risk of one."),
    ClauseCode.NO_LOCAL_AUTHORITY: _("No local authority is concerned."),
    ClauseCode.P1_UNMET: _("Disarmament or pacification is largely an illusion there."),
    ClauseCode.P3_UNMET: _("Those who channel appeals cannot name competent local officials."),
    ClauseCode.P2_UNMET: _("Extremists rule there; nobody wants to be seen acting by the rules."),
    ClauseCode.P1_UNKNOWN: _("Whether the arms are silent is not known well enough."),
    ClauseCode.P2_UNKNOWN: _("Whether the law holds is not known well enough."),
    ClauseCode.P3_UNKNOWN: _("Nobody has yet been asked to name local officials."),
    ClauseCode.ENCLAVE: _("The place is calm, but its surroundings are not."),
    ClauseCode.P1_EMERGING: _("Disarmament or pacification is only beginning."),
    ClauseCode.P2_EMERGING: _("The rule of law is only beginning."),
    ClauseCode.P2_FLOOR_ONLY: _("Only the will to be seen acting by the rules is shown."),
    ClauseCode.P3_EMERGING: _("Local officials are only beginning to be named."),
    ClauseCode.P4_NOT_MET: _("No local election is on record."),
    ClauseCode.SUPPORT_MISSING: _("The council's support is not on record."),
    ClauseCode.RESTRICTED_MANDATE: _("The local authority's powers are restricted from above."),
    ClauseCode.PARALLEL_GOVERNANCE: _("A second administration governs beside it."),
    ClauseCode.PARTIALITY: _("The local authority takes sides."),
}

CONDITION_LABELS: "Final[Mapping[Condition, StrPromise]]" = {
    Condition.STAFF_APPROVAL: _("Approval by the secretariat"),
    Condition.DELEGATION_PROFILE: _("A solid and politically subtle delegation"),
    Condition.SECURITY_PARTNER: _("A partner who looks after security"),
    Condition.LOCAL_CONTACT: _("Good local contacts"),
    Condition.SAFETY_PLAN: _("A safety plan for local staff"),
    Condition.TWINNING_OR_HOST_PARTNER: _("A twinning or a host partner"),
    Condition.INSTITUTIONAL_AIM: _("An institutional aim: impartial and democratic service"),
    Condition.LINK_BASIS_AND_HOST_PARTNER: _("A reason to be there, and a host partner"),
    Condition.THROUGH_HOST_ONLY: _("Only through the host organisation"),
    Condition.FLAGGED_OUTSIDE_STRICT_DEFINITION: _(
        "Outside the strict definition of city diplomacy; recorded, not counted"
    ),
}

REFUSAL_LABELS: "Final[Mapping[Refusal, StrPromise]]" = {
    Refusal.OUT_OF_SCOPE: _("Not a matter for city diplomacy."),
    Refusal.NOTHING_NEW: _("Nothing new now; what exists is reviewed."),
    Refusal.VENUE_OUTSIDE_ONLY: _("Only outside the zone."),
    Refusal.ONLY_IN_ENCLAVE: _("Only in a zone of peace."),
}

STEP_LABELS: "Final[Mapping[Step, StrPromise]]" = {
    Step.REDIRECT: _("Lead the appeal to those who can help."),
    Step.CONGRESS_ANSWERS: _("The Congress answers."),
    Step.REVIEW: _("Review the verdict."),
    Step.NAME_OFFICIALS_ANEW: _("Ask those who channel appeals to name officials anew."),
    Step.HELPERS_RETHINK: _("Helpers think again about their options."),
    Step.FIND_SECOND_SOURCE: _("Find a second independent source."),
    Step.MEET_CONDITIONS: _("Meet the conditions."),
    Step.KEEP_EVIDENCE_FRESH: _("Keep the evidence fresh."),
}

STEP_NAMES: "Final[Mapping[Step, StrPromise]]" = {
    Step.REDIRECT: pgettext_lazy("step owed", "Lead the appeal to those who can help"),
    Step.CONGRESS_ANSWERS: pgettext_lazy("step owed", "Answer by the Congress"),
    Step.REVIEW: pgettext_lazy("step owed", "Review of the verdict"),
    Step.NAME_OFFICIALS_ANEW: pgettext_lazy("step owed", "Officials named anew"),
    Step.HELPERS_RETHINK: pgettext_lazy("step owed", "Helpers think again"),
    Step.FIND_SECOND_SOURCE: pgettext_lazy("step owed", "Second independent source"),
    Step.MEET_CONDITIONS: pgettext_lazy("step owed", "Conditions met"),
    Step.KEEP_EVIDENCE_FRESH: pgettext_lazy("step owed", "Evidence kept fresh"),
}
"""What a step is called beside a number, where a sentence with its full stop does not fit."""

TRIGGER_LABELS: "Final[Mapping[Trigger, StrPromise]]" = {
    Trigger.ELECTION: pgettext_lazy("review", "Local election"),
    Trigger.OFFICE_CHANGE: pgettext_lazy("review", "Change of office-holder"),
    Trigger.PHASE: pgettext_lazy("review", "Change of phase"),
    Trigger.EVIDENCE: pgettext_lazy("review", "New evidence closed some help"),
    Trigger.EXPIRY: pgettext_lazy("review", "Evidence has gone stale"),
    Trigger.EARLY_WARNING: pgettext_lazy("review", "Early warning of violence"),
    Trigger.SUGGESTION: pgettext_lazy("review", "Conflict events suggest another phase"),
    Trigger.RULES: pgettext_lazy("review", "New version of the rules"),
}

REVIEW_STATE_LABELS: "Final[Mapping[ReviewState, StrPromise]]" = {
    ReviewState.OPEN: pgettext_lazy("review", "Open"),
    ReviewState.CLOSED: pgettext_lazy("review", "Closed"),
}

OUTCOME_LABELS: "Final[Mapping[ReviewOutcome, StrPromise]]" = {
    ReviewOutcome.STANDS: pgettext_lazy("review", "The verdict stands"),
    ReviewOutcome.EVIDENCE_RECORDED: pgettext_lazy("review", "Evidence was recorded"),
    ReviewOutcome.PHASE_RECORDED: pgettext_lazy("review", "A phase was recorded"),
    ReviewOutcome.OVERRIDDEN: pgettext_lazy("review", "An assessment was overridden"),
    ReviewOutcome.UNFOUNDED: pgettext_lazy("review", "What opened it was wrong"),
}

RULE_FAULT_LABELS: "Final[Mapping[FaultCode, StrPromise]]" = {
    FaultCode.DAYS_OUT_OF_RANGE: _("A number of days is below 1 or above ten years."),
    FaultCode.NEVER_STALE: _("Evidence on a prerequisite would never go stale."),
    FaultCode.LASTS_LONGER_IN_VIOLENCE: _("Evidence would last longer while violence is high."),
    FaultCode.TOO_FEW_TO_OPEN: _("Too few independent sources would open help."),
    FaultCode.TOO_MANY_SOURCES: _("More independent sources are asked for than can be found."),
    FaultCode.CLOSING_HARDER_THAN_OPENING: _("Closing help would need more than opening it."),
    FaultCode.NOT_NAMED_BY_CHANNELS: _(
        "Officials would be named by others than those who channel appeals."
    ),
    FaultCode.CONTEXT_DECIDES: _("Data on whole countries or on events would set a prerequisite."),
    FaultCode.PROOF_UNCONFIRMED: _("A request or a decision would count before staff confirm it."),
    FaultCode.NOTHING_COUNTS: _("No evidence would count at all."),
    FaultCode.OFFICE_OUTLIVED: _("Evidence would outlive a change of office-holder."),
    FaultCode.VIOLENCE_OUTLIVED: _("Evidence of peace would outlive new violence."),
    FaultCode.STEP_WITHOUT_CLOCK: _("A step owed would have no deadline."),
}

ANSWER_LABELS: "Final[Mapping[Answer, StrPromise]]" = {
    Answer.YES: pgettext_lazy("answer", "Yes"),
    Answer.NO: pgettext_lazy("answer", "No"),
    Answer.UNANSWERED: pgettext_lazy("answer", "Not answered yet"),
}

NATIONAL_POSITION_LABELS: "Final[Mapping[NationalPosition, StrPromise]]" = {
    NationalPosition.SUPPORTIVE: pgettext_lazy("government", "Supports it"),
    NationalPosition.NEUTRAL: pgettext_lazy("government", "Takes no position"),
    NationalPosition.DISCOURAGING: pgettext_lazy("government", "Advises against it"),
    NationalPosition.NOT_RECORDED: pgettext_lazy("government", "Not known"),
}

READINESS_LABELS: "Final[Mapping[ReadinessResult, StrPromise]]" = {
    ReadinessResult.READY: pgettext_lazy("readiness", "Ready"),
    ReadinessResult.READY_WITH_RESERVATION: pgettext_lazy("readiness", "Ready, with a reservation"),
    ReadinessResult.NOT_YET: pgettext_lazy("readiness", "Not yet ready"),
}

RESERVATION_LABELS: "Final[Mapping[Reservation, StrPromise]]" = {
    Reservation.NO_POLICY: _("The helper has no policy on city diplomacy."),
    Reservation.POLICY_UNDATED: _("The date of the helper's policy is not known."),
    Reservation.POLICY_AFTER_FIRST_CONTACT: _(
        "The helper's policy was written after its first contact with an appeal."
    ),
}

WARNING_LABELS: "Final[Mapping[Warned, StrPromise]]" = {
    Warned.NOT_CALM_AT_HOME: _("Things are not calm at the helper's own home."),
    Warned.OWN_PEACE_UNMET: _("Peace in the helper's own zone is in doubt."),
}


def value_label(subject: Subject, value: Value) -> str:
    """Return the word for what is known; of a limit or a risk, whether it is there or lifted."""
    return str(PRESENCE_LABELS[value] if subject in PRESENCES else VALUE_LABELS[value])
