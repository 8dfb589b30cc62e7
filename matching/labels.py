"""The matcher's words in human languages: one sentence for each code of its engine."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from matching.engine.criteria import Criterion, Sureness
from matching.engine.gates import Gate
from matching.engine.lifecycle import AppealState, PledgeState, RunState
from matching.engine.policies import PolicyFault
from matching.engine.values import (
    AppealKind,
    Grade,
    HelpForm,
    LinkKind,
    NeedTopic,
    Urgency,
)
from prerequisites.labels import RESERVATION_LABELS, WARNING_LABELS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


APPEAL_KIND_LABELS: "Final[Mapping[AppealKind, StrPromise]]" = {
    AppealKind.PROTECTION: _("Protection of the municipality against central government"),
    AppealKind.AGENDA: _("Bring the conflict to international attention"),
    AppealKind.SUPPORT: _("Help from other municipalities"),
}

APPEAL_STATE_LABELS: "Final[Mapping[AppealState, StrPromise]]" = {
    AppealState.DRAFT: pgettext_lazy("appeal", "draft"),
    AppealState.SUBMITTED: pgettext_lazy("appeal", "sent"),
    AppealState.ACKNOWLEDGED: pgettext_lazy("appeal", "read by an officer"),
    AppealState.WITHDRAWN: pgettext_lazy("appeal", "withdrawn"),
}

PLEDGE_STATE_LABELS: "Final[Mapping[PledgeState, StrPromise]]" = {
    PledgeState.DRAFT: pgettext_lazy("pledge", "draft"),
    PledgeState.OFFERED: pgettext_lazy("pledge", "offered"),
    PledgeState.PAUSED: pgettext_lazy("pledge", "paused"),
    PledgeState.WITHDRAWN: pgettext_lazy("pledge", "withdrawn"),
}

RUN_STATE_LABELS: "Final[Mapping[RunState, StrPromise]]" = {
    RunState.RUNNING: pgettext_lazy("run", "running"),
    RunState.COMPLETE: pgettext_lazy("run", "complete"),
    RunState.CANCELLED: pgettext_lazy("run", "cancelled"),
}

TOPIC_LABELS: "Final[Mapping[NeedTopic, StrPromise]]" = {
    NeedTopic.DIALOGUE: _("Dialogue between communities"),
    NeedTopic.LOCAL_DEMOCRACY: _("Local democracy and elections"),
    NeedTopic.HUMAN_RIGHTS: _("Human rights"),
    NeedTopic.WATER: _("Drinking water and sewerage"),
    NeedTopic.WASTE: _("Waste collection"),
    NeedTopic.ENERGY: _("Heat and electricity"),
    NeedTopic.HOUSING: _("Housing and shelter"),
    NeedTopic.TRANSPORT: _("Roads and public transport"),
    NeedTopic.HEALTH: _("Health and social care"),
    NeedTopic.SCHOOLS: _("Schools"),
    NeedTopic.YOUTH: _("Young people and sport"),
    NeedTopic.CULTURE: _("Culture and heritage"),
    NeedTopic.PLANNING: _("Planning and reconstruction"),
    NeedTopic.ADMINISTRATION: _("Town hall services and registers"),
}

URGENCY_LABELS: "Final[Mapping[Urgency, StrPromise]]" = {
    Urgency.CRITICAL: _("Lives or the council itself are in danger now"),
    Urgency.URGENT: _("Within weeks"),
    Urgency.ORDINARY: _("Within months"),
}

URGENCY_WORDS: "Final[Mapping[Urgency, StrPromise]]" = {
    Urgency.CRITICAL: pgettext_lazy("urgency", "critical"),
    Urgency.URGENT: pgettext_lazy("urgency", "urgent"),
    Urgency.ORDINARY: pgettext_lazy("urgency", "ordinary"),
}

FORM_LABELS: "Final[Mapping[HelpForm, StrPromise]]" = {
    HelpForm.GIFT: _("A gift of equipment"),
    HelpForm.TECHNICAL_ASSISTANCE: _("Technical assistance by our staff"),
    HelpForm.PUBLIC_PARTICIPATION: _("Involving residents in how the service is run"),
}

LINK_LABELS: "Final[Mapping[LinkKind, StrPromise]]" = {
    LinkKind.TWINNING: _("Twin towns"),
    LinkKind.AGENCY: _("Joined by a Local Democracy Agency"),
    LinkKind.COOPERATION_AGREEMENT: _("Joined by a cooperation agreement"),
    LinkKind.KNOWN_INTERMEDIARY: _("Joined by an intermediary who knows the zone"),
    LinkKind.NATIONAL_DYNAMIC: _("The helper's country is engaged there"),
}

GRADE_LABELS: "Final[Mapping[Grade, StrPromise]]" = {
    Grade.FOR: pgettext_lazy("grade", "for"),
    Grade.AGAINST: pgettext_lazy("grade", "against"),
    Grade.UNKNOWN: pgettext_lazy("grade", "unknown"),
}

SURENESS_LABELS: "Final[Mapping[Sureness, StrPromise]]" = {
    Sureness.RECORDED: _("from a record"),
    Sureness.STATED: _("as the helper states"),
    Sureness.MISSING: _("nobody has said"),
}

CRITERION_LABELS: "Final[Mapping[Criterion, StrPromise]]" = {
    Criterion.FIT_OF_NEED: _("Fit of the need"),
    Criterion.FORM_OF_HELP: _("Form of the help"),
    Criterion.LINK: _("Link between the two"),
    Criterion.LANGUAGES: _("Languages"),
    Criterion.ENDURANCE: _("Endurance"),
    Criterion.EXPERIENCE: _("Experience"),
    Criterion.BALANCE: _("Balance between helpers"),
}

POLICY_FAULT_LABELS: "Final[Mapping[PolicyFault, StrPromise]]" = {
    PolicyFault.NAMELESS: _("The version has no name."),
    PolicyFault.NAME_TOO_LONG: _("The name is too long."),
    PolicyFault.FIT_NOT_FIRST: _("The fit of the need would not come first."),
    PolicyFault.NAMED_TWICE: _("Two criteria have the same place. Give each a place of its own."),
    PolicyFault.WAITING_STEPS: _(
        "Each number of days must be greater than the one before, from 1 to 1,000."
    ),
    PolicyFault.OPTION_STEPS: _(
        "Each number of pledges must be greater than the one before, from 1 to 1,000."
    ),
}

BECAUSE_LABELS: "Final[Mapping[str, StrPromise]]" = {
    "asked_strong": _("It offers what is asked, and the thematic map finds a strong fit now."),
    "asked_possible": _("It offers what is asked; the thematic map finds a possible fit now."),
    "instead_strong": _("It offers another activity, which fits the moment well."),
    "instead_possible": _("It offers another activity, which may fit the moment."),
    "no_form_needed": _("This activity has no form to compare."),
    "form_not_said": _("It has not said in which form it helps."),
    "gift": _("It gives equipment: the weakest form of help."),
    "technical_assistance": _("Its own staff give technical assistance."),
    "public_participation": _("It helps to involve residents: the strongest form of help."),
    "no_link_known": _("No link between the two is on record."),
    "twinning": _("The two are twin towns."),
    "agency": _("A Local Democracy Agency joins the two."),
    "known_intermediary": _("An intermediary who knows the zone joins the two."),
    "cooperation_agreement": _("A cooperation agreement joins the two."),
    "national_dynamic": _("The helper's country is engaged in the zone."),
    "through_interpreter": _("No common language, but the helper brings an interpreter."),
    "years_not_said": _("It has not said how long it stays after the conflict."),
    "no_project_known": _("No earlier project of this kind is known."),
    "free": _("It helps nobody else at the moment."),
}

COUNTED_LABELS: "Final[Mapping[str, StrPromise]]" = {
    "shared_language": ngettext_lazy(
        "The two share %(shared)s language.", "The two share %(shared)s languages.", "shared"
    ),
    "years_after": ngettext_lazy(
        "It says that it stays %(years)s year after the conflict.",
        "It says that it stays %(years)s years after the conflict.",
        "years",
    ),
    "projects_done": ngettext_lazy(
        "It has carried out %(done)s such project.",
        "It has carried out %(done)s such projects.",
        "done",
    ),
    "already_helps": ngettext_lazy(
        "It already helps %(engaged)s other municipality.",
        "It already helps %(engaged)s other municipalities.",
        "engaged",
    ),
}

GATE_LABELS: "Final[Mapping[Gate, StrPromise]]" = {
    Gate.NOT_THE_APPELLANT: _("The helper is the municipality that asks."),
    Gate.ASKS_OTHER_TOWNS: _("The appeal asks the Congress, not other municipalities."),
    Gate.ACTIVITY_OFFERED: _("It does not offer this activity."),
    Gate.VERDICT_PERMITS: _("The verdict on the zone does not permit this help now."),
    Gate.PHASE_FITS: _("This activity does not fit the phase of the conflict."),
    Gate.ACTOR_FITS: _("A city alone cannot lead this activity; an organisation must."),
    Gate.TOPIC_OFFERED: _("It does not help with this service."),
    Gate.VENUE_OFFERED: _("It cannot hold this activity outside the zone."),
    Gate.HELPER_READY: _("The helper has not met its own prerequisites for this help."),
    Gate.PARTNER_PRESENT: _("The partner that this activity needs is missing."),
    Gate.LINK_BASIS: _("Nothing joins the helper to this zone of peace."),
    Gate.APPELLANT_ACCEPTS: _("The municipality that asks has excluded this helper."),
    Gate.HELPER_ACCEPTS: _("The helper has excluded this place."),
    Gate.CAPACITY_LEFT: _("Its capacity is used up."),
    Gate.WINDOWS_MEET: _("The two are not available at the same time."),
    Gate.COMMON_LANGUAGE: _("No common language, and no interpreter."),
    Gate.NOT_DECLINED: _("The pair was declined and rests until a date."),
}

GATE_CHANGES: "Final[Mapping[Gate, StrPromise]]" = {
    Gate.NOT_THE_APPELLANT: _("Nothing: a municipality cannot answer its own appeal."),
    Gate.ASKS_OTHER_TOWNS: _("The municipality also asks other municipalities for help."),
    Gate.ACTIVITY_OFFERED: _("The helper adds this activity to its pledge."),
    Gate.VERDICT_PERMITS: _("New evidence opens the verdict on the zone."),
    Gate.PHASE_FITS: _("The phase of the conflict changes."),
    Gate.ACTOR_FITS: _("The helper acts through an organisation."),
    Gate.TOPIC_OFFERED: _("The helper adds this service to its pledge."),
    Gate.VENUE_OFFERED: _("The helper offers a place to meet outside the zone."),
    Gate.HELPER_READY: _("The helper completes its readiness questionnaire."),
    Gate.PARTNER_PRESENT: _("The helper finds a host partner or a platform."),
    Gate.LINK_BASIS: _("A twinning, a national dynamic or a known organisation joins the two."),
    Gate.APPELLANT_ACCEPTS: _("The municipality that asks lifts its exclusion."),
    Gate.HELPER_ACCEPTS: _("The helper lifts its exclusion."),
    Gate.CAPACITY_LEFT: _("The helper raises its capacity, or another partnership ends."),
    Gate.WINDOWS_MEET: _("One of the two moves its dates."),
    Gate.COMMON_LANGUAGE: _("An interpreter is found."),
    Gate.NOT_DECLINED: _("The date passes, or the one who declined thinks again."),
}

CAUTION_LABELS: "Final[Mapping[str, StrPromise]]" = {
    "possible_fit_needs_justification": _(
        "The thematic map finds only a possible fit: say why it is right here."
    ),
    "large_partner_keeps_its_procedures": _(
        "A large host partner seldom adapts its procedures: plan for them."
    ),
    **{warning.value: words for warning, words in WARNING_LABELS.items()},
    **{reservation.value: words for reservation, words in RESERVATION_LABELS.items()},
}


def sentence_of(because: str, facts: Mapping[str, int | str]) -> str:
    """Return in the reader's language why a criterion has its value.

    Raises:
        KeyError: the engine gave a reason that has no words.
    """
    if because in BECAUSE_LABELS:
        return str(BECAUSE_LABELS[because])
    return str(COUNTED_LABELS[because] % facts)
