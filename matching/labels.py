"""The matcher's words in human languages: one sentence for each code of its engine."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf.locale import LANG_INFO
from django.utils.formats import date_format
from django.utils.translation import get_language_info, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity, ActorMode, HelperTest
from activities.labels import ACTIVITY_LABELS, ACTOR_LABELS, HELPER_TEST_LABELS
from evidence.engine.values import Phase, Subject
from evidence.labels import PHASES
from matching.engine.answers import AnswerKind
from matching.engine.asides import AsideReason, SpanFault
from matching.engine.clocks import Clock, PauseFault, PauseReason
from matching.engine.consents import RefusalReason, Release, Seen
from matching.engine.criteria import Criterion, Sureness
from matching.engine.disclosure import SizeClass
from matching.engine.duplicates import Ground
from matching.engine.gates import Gate
from matching.engine.lifecycle import (
    AppealState,
    Consent,
    PledgeState,
    ProposalState,
    RunState,
)
from matching.engine.merging import MergeReason
from matching.engine.networks import Lacking
from matching.engine.policies import PolicyFault
from matching.engine.priority import Before
from matching.engine.queue import Pace
from matching.engine.scarcity import Decided, Lost
from matching.engine.steps import SURROUNDINGS, Doer, Step, StepKind
from matching.engine.still_needed import Reply
from matching.engine.trinning import Obstacle
from matching.engine.values import (
    AppealKind,
    Grade,
    HelpForm,
    LinkKind,
    NeedTopic,
    Urgency,
)
from prerequisites.engine.values import Value
from prerequisites.labels import (
    RESERVATION_LABELS,
    SUBJECT_LABELS,
    VALUE_LABELS,
    WARNING_LABELS,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


APPEAL_KIND_LABELS: "Final[Mapping[AppealKind, StrPromise]]" = {
    AppealKind.PROTECTION: _("Protection of the municipality against central government"),
    AppealKind.AGENDA: _("Bring the conflict to international attention"),
    AppealKind.SUPPORT: _("Help from other municipalities"),
}

APPEAL_STATE_LABELS: "Final[Mapping[AppealState, StrPromise]]" = {
    AppealState.DRAFT: pgettext_lazy("appeal", "draft"),
    AppealState.QUARANTINED: pgettext_lazy("appeal", "waits to be confirmed"),
    AppealState.SUBMITTED: pgettext_lazy("appeal", "sent"),
    AppealState.ACKNOWLEDGED: pgettext_lazy("appeal", "read by an officer"),
    AppealState.ANSWERED: pgettext_lazy("appeal", "answered"),
    AppealState.CLOSED: pgettext_lazy("appeal", "closed"),
    AppealState.WITHDRAWN: pgettext_lazy("appeal", "withdrawn"),
    AppealState.MERGED: pgettext_lazy("appeal", "merged with another"),
}

ANSWER_LABELS: "Final[Mapping[AnswerKind, StrPromise]]" = {
    AnswerKind.DECLARATION: _("A declaration of the Congress"),
    AnswerKind.RESOLUTION: _("A resolution of the Congress"),
    AnswerKind.RECOMMENDATION: _("A recommendation to the Committee of Ministers"),
    AnswerKind.ADDRESS_BY_MAYOR: _("The mayor addresses the Congress"),
    AnswerKind.COUNTRY_EVALUATION: _("An evaluation of local democracy in the country"),
    AnswerKind.ELECTION_OBSERVATION: _("Observation of the local elections"),
    AnswerKind.ARTICLE_REPORT: _("A report on an article of the Charter"),
    AnswerKind.FACT_FINDING_MISSION: _("A fact-finding mission"),
    AnswerKind.REMINDER_ART_10_3: _("A reminder of the right to cooperate"),
    AnswerKind.LDA_SUPPORT: _("Support through a Local Democracy Agency"),
    AnswerKind.EURO_ARAB_DIALOGUE: _("The dialogue of European and Arab cities"),
    AnswerKind.CRITERIA_SHARING: _("Sharing the criteria with helpers"),
    AnswerKind.RELAY_TO_HELPERS: _("Relaying the agreed appeal to networks of helpers"),
    AnswerKind.MATCH: _("A match with a helping municipality"),
    AnswerKind.INDIRECT_MATCH: _("A match for help from outside the zone"),
    AnswerKind.VISITS: _("A visit by a delegation"),
    AnswerKind.FORUMS: _("A place in an international forum"),
    AnswerKind.ATTENTION: _("Drawing attention to the municipality's plight"),
    AnswerKind.SECOND_SOURCE: _("Finding a second independent source"),
    AnswerKind.OFFICIALS_NAMED_ANEW: _("Asking anew who the local officials are"),
    AnswerKind.REDIRECT: _("Leading the appeal to those who can help"),
    AnswerKind.REASONED_REFUSAL: _("A refusal with its reasons"),
}

CLOCK_LABELS: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: pgettext_lazy("clock", "A person reads it"),
    Clock.VERDICT: pgettext_lazy("clock", "Verdict"),
    Clock.ANSWER: pgettext_lazy("clock", "Answer"),
}

PACE_LABELS: "Final[Mapping[Pace, StrPromise]]" = {
    Pace.LATE: pgettext_lazy("clock", "Late"),
    Pace.PAUSED: pgettext_lazy("clock", "Paused"),
}

PAUSE_REASON_LABELS: "Final[Mapping[PauseReason, StrPromise]]" = {
    PauseReason.REPLY: _("The municipality owes us a reply"),
    PauseReason.SAFE_TO_TALK: _("The municipality will say when it is safe to talk"),
    PauseReason.SESSION: _("A session of the Congress comes first"),
    PauseReason.EXPERT: _("An expert is to give evidence"),
}

PAUSE_FAULT_LABELS: "Final[Mapping[PauseFault, StrPromise]]" = {
    PauseFault.NOT_AHEAD: _("That day has come already. Nothing was changed. Choose a later day."),
    PauseFault.TOO_LONG: _(
        "That day is more than 60 days away. Nothing was changed. Choose an earlier day; "
        "you can pause again."
    ),
}
ANSWER_MEANINGS: "Final[Mapping[AnswerKind, StrPromise]]" = {
    AnswerKind.DECLARATION: _(
        "The Congress says in public what happens at your place. Next, its session takes it up; "
        "you read here what came of it."
    ),
    AnswerKind.RESOLUTION: _(
        "The Congress decides in public what it asks of towns and regions. Next, its session "
        "takes it up; you read here what came of it."
    ),
    AnswerKind.RECOMMENDATION: _(
        "The Congress asks the governments of Europe to act. Next, its session takes it up; "
        "you read here what came of it."
    ),
    AnswerKind.ADDRESS_BY_MAYOR: _(
        "You can speak to the Congress yourself, or somebody in your place. Next, your officer "
        "agrees with you on the day and on what keeps you safe. Nothing is public before you agree."
    ),
    AnswerKind.COUNTRY_EVALUATION: _(
        "The Congress looks at how local democracy fares in your whole country. Next, rapporteurs "
        "are named; your officer tells you when they come."
    ),
    AnswerKind.ELECTION_OBSERVATION: _(
        "The Congress sends observers to the local elections. Next, your officer tells you when."
    ),
    AnswerKind.ARTICLE_REPORT: _(
        "The Congress reports on the article of the Charter that is at stake. Next, rapporteurs "
        "are named; you read here what came of it."
    ),
    AnswerKind.FACT_FINDING_MISSION: _(
        "A delegation of the Congress comes and sees for itself. Next, your officer agrees with "
        "you on whom it meets and on what keeps you safe."
    ),
    AnswerKind.LDA_SUPPORT: _(
        "A Local Democracy Agency near you helps. Next, your officer brings the two of you "
        "together, once you agree."
    ),
    AnswerKind.EURO_ARAB_DIALOGUE: _(
        "Your town is heard in the dialogue of European and Arab cities. Next, your officer tells "
        "you where and when."
    ),
    AnswerKind.RELAY_TO_HELPERS: _(
        "Your appeal is passed on to networks of helpers, in the words you agreed to. Next, your "
        "officer tells you who answers."
    ),
    AnswerKind.MATCH: _(
        "A municipality helps you. Next, you speak with it: you find it under Proposals."
    ),
    AnswerKind.INDIRECT_MATCH: _(
        "A municipality helps you from outside, without coming to you. Next, you speak with it: "
        "you find it under Proposals."
    ),
    AnswerKind.VISITS: _(
        "A delegation visits you, so that many see what happens. Next, your officer agrees with "
        "you on the day and on what keeps you safe."
    ),
    AnswerKind.FORUMS: _(
        "Your town gets a place in an international forum. Next, your officer tells you where "
        "and when, and who may speak for you."
    ),
    AnswerKind.ATTENTION: _(
        "Others are told of what your town goes through. Nothing is told in public before you "
        "agree. Next, your officer asks you what may be told."
    ),
    AnswerKind.REDIRECT: _(
        "Others can do for you what this platform cannot. The words below tell who they are, and "
        "what to do next."
    ),
    AnswerKind.REASONED_REFUSAL: _(
        "This cannot be done for you now. The words below tell why. You can disagree, and you can "
        "write a new appeal at any time."
    ),
}
"""What each answer means for who asked, and what happens next."""

PROPOSAL_STATE_LABELS: "Final[Mapping[ProposalState, StrPromise]]" = {
    ProposalState.PUT: pgettext_lazy("proposal", "waits for consent"),
    ProposalState.INTRODUCED: pgettext_lazy("proposal", "introduced"),
    ProposalState.LAPSED: pgettext_lazy("proposal", "did not come about"),
    ProposalState.RETRACTED: pgettext_lazy("proposal", "taken back"),
    ProposalState.ENDED: pgettext_lazy("proposal", "ended"),
}

CONSENT_LABELS: "Final[Mapping[Consent, StrPromise]]" = {
    Consent.GIVEN: pgettext_lazy("consent", "given"),
    Consent.REFUSED: pgettext_lazy("consent", "refused"),
    Consent.REVOKED: pgettext_lazy("consent", "revoked"),
}

RELEASE_LABELS: "Final[Mapping[Release, StrPromise]]" = {
    Release.CONTACT: _("Whom to speak to, as written below"),
    Release.NARRATIVE: _("What your appeal says in its own words"),
}

REFUSAL_LABELS: "Final[Mapping[RefusalReason, StrPromise]]" = {
    RefusalReason.NOT_NOW: _("This is not the moment"),
    RefusalReason.HAS_HELP: _("We have found help, or help others, already"),
    RefusalReason.NO_CAPACITY: _("We have too few people for it"),
    RefusalReason.NOT_FITTING: _("This activity does not suit us"),
    RefusalReason.NOT_SAFE: _("It would put people in danger"),
}

SEEN_LABELS: "Final[Mapping[Seen, StrPromise]]" = {
    Seen.WAITS: pgettext_lazy("proposal", "waits for consent"),
    Seen.DID_NOT_COME_ABOUT: pgettext_lazy("proposal", "did not come about"),
    Seen.INTRODUCED: pgettext_lazy("proposal", "introduced"),
    Seen.ENDED: pgettext_lazy("proposal", "ended"),
}

SIZE_LABELS: "Final[Mapping[SizeClass, StrPromise]]" = {
    SizeClass.UNKNOWN: _("Number of inhabitants not known"),
    SizeClass.SMALL: _("Fewer than 20,000 inhabitants"),
    SizeClass.MIDDLE: _("Between 20,000 and 100,000 inhabitants"),
    SizeClass.LARGE: _("100,000 inhabitants or more"),
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
    Criterion.COMPLEMENTARITY: _("Complements who is there"),
    Criterion.EVENNESS: _("Balance between zones and sides"),
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
    "presence_not_recorded": _("Nobody has recorded who is at work in this place."),
    "nobody_does_it_there": _("Of those at work in this place, nobody does this."),
    "put_together_already": _("The two are put together already; balance does not part them."),
    "nothing_given_yet": _("No pledge was given out yet, so nobody is ahead."),
    "no_neighbour_helped": _("No other appeal of its region or side has help yet."),
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
    "others_do_it_there": ngettext_lazy(
        "%(present)s body does this in the place already: agree with it first.",
        "%(present)s bodies do this in the place already: agree with them first.",
        "present",
    ),
    "neighbours_helped": ngettext_lazy(
        "Of %(others)s other appeal of its region or side, %(helped)s has help already.",
        "Of %(others)s other appeals of its region or side, %(helped)s have help already.",
        "others",
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
    Gate.NOT_DECLINED: _("The pair is set aside until a date."),
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

GROUND_LABELS: "Final[Mapping[Ground, StrPromise]]" = {
    Ground.SAME_PLACE: _("Both come from the same place"),
    Ground.ONE_WITHIN_THE_OTHER: _("One place lies within the other"),
    Ground.NEAR: _("The places are neighbours, or bound by a tie"),
    Ground.SAME_TOPIC: _("Both are about the same thing"),
    Ground.RELATED_TOPIC: _("They are about things that often go together"),
    Ground.SAME_ACTIVITY: _("Both ask for the same kind of help"),
    Ground.SAME_HAND: _("The same body sent both"),
    Ground.SENT_CLOSE: _("They were sent within three weeks"),
}

MERGE_REASON_LABELS: "Final[Mapping[MergeReason, StrPromise]]" = {
    MergeReason.SENT_TWICE: _("The same body sent it twice"),
    MergeReason.ANOTHER_HAND: _("Two bodies wrote of the same need"),
    MergeReason.PART_OF_IT: _("One asks for a part of what the other asks for"),
}

REPLY_LABELS: "Final[Mapping[Reply, StrPromise]]" = {
    Reply.YES: _("Help is still needed"),
    Reply.NO: _("Help is no longer needed"),
    Reply.CHANGED: _("What is needed has changed"),
    Reply.SILENCE: _("Nobody has answered"),
}

ASIDE_REASON_LABELS: "Final[Mapping[AsideReason, StrPromise]]" = {
    AsideReason.DECLINED_BY_APPELLANT: _("The municipality that asks has declined this helper"),
    AsideReason.DECLINED_BY_HELPER: _("The helper has declined this appeal"),
    AsideReason.NO_ANSWER: _("One of the two has not answered"),
    AsideReason.NOT_THE_MOMENT: _("Both are willing, but not now"),
    AsideReason.NOT_SAFE: _("To bring the two together is not safe now"),
}

ASIDE_CONSEQUENCES: "Final[Mapping[AsideReason, StrPromise]]" = {
    AsideReason.DECLINED_BY_APPELLANT: _("The helper stays free for other appeals."),
    AsideReason.DECLINED_BY_HELPER: _("The helper's pledge stays open to other appeals."),
    AsideReason.NO_ANSWER: _("Ask again before the day comes, or it will be proposed unasked."),
    AsideReason.NOT_THE_MOMENT: _("Tell both the day, so that they keep it in mind."),
    AsideReason.NOT_SAFE: _("Look again at what makes it unsafe before the day comes."),
}
"""What follows from a reason, beside that the pair rests."""

SPAN_FAULT_LABELS: "Final[Mapping[SpanFault, StrPromise]]" = {
    SpanFault.NOT_AHEAD: _("The pair can rest until tomorrow at the earliest."),
    SpanFault.TOO_LONG: _("The pair can rest for a year at the most; set it aside again then."),
}

OBSTACLE_LABELS: "Final[Mapping[Obstacle, StrPromise]]" = {
    Obstacle.NO_COMMON_WAY: _("The two appeals accept no common way to meet."),
    Obstacle.SIDES_EXCLUDE_EACH_OTHER: _("One of the two excludes the place of the other."),
    Obstacle.NOT_EQUALLY_SAFE: _("The meeting would lie in a zone, and not be as safe for both."),
    Obstacle.NO_COMMON_DAYS: _("There is no day on which all three have time."),
    Obstacle.OUTSIDER_STANDS_ON_A_SIDE: _("The helper stands on a side of this conflict."),
    Obstacle.NO_OUTSIDER: _("No helper from outside has pledged anything."),
}

OBSTACLE_CHANGES: "Final[Mapping[Obstacle, StrPromise]]" = {
    Obstacle.NO_COMMON_WAY: _("Both accept a forum, an event or a meeting outside."),
    Obstacle.SIDES_EXCLUDE_EACH_OTHER: _("The one who excludes the other thinks again."),
    Obstacle.NOT_EQUALLY_SAFE: _("Both accept to meet outside the zone."),
    Obstacle.NO_COMMON_DAYS: _("One of the three moves its dates."),
    Obstacle.OUTSIDER_STANDS_ON_A_SIDE: _("Another helper, who stands on no side, offers this."),
    Obstacle.NO_OUTSIDER: _("A helper who stands on no side offers a meeting."),
}

LACKING_LABELS: "Final[Mapping[Lacking, StrPromise]]" = {
    Lacking.HELPERS: _("Fewer helpers may join than are asked for."),
    Lacking.EUROPEAN_AUTHORITIES: _("A network needs two European authorities or more."),
    Lacking.CIVIL_SOCIETY: _("No civil-society body that knows the zone is on record."),
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


DOER_LABELS: "Final[Mapping[Doer, StrPromise]]" = {
    Doer.APPELLANT: _("What the municipality that asks can do"),
    Doer.OFFICER: _("What you can do"),
    Doer.HELPER: _("What the helper can do"),
    Doer.TIME: _("What nobody can hurry"),
}

STEP_SENTENCES: "Final[Mapping[StepKind, StrPromise]]" = {
    StepKind.ASK_TOWNS: _("The municipality also asks other municipalities for help."),
    StepKind.ACCEPT_OTHER: _(
        "The municipality also accepts activities other than the one it asked for."
    ),
    StepKind.LIFT_OWN_EXCLUSION: _("The municipality lifts an exclusion that meets this helper."),
    StepKind.SPEAK_HELPERS_LANGUAGE: _(
        "Somebody of the municipality speaks a language of the helper: %(language)s."
    ),
    StepKind.RECORD_PHASE: _("The phase of the conflict is recorded: %(phase)s."),
    StepKind.TIE: _("This joins the two: %(tie)s."),
    StepKind.ADD_ACTIVITY: _("The helper adds this activity to its pledge: %(activity)s."),
    StepKind.ADD_TOPIC: _("The helper adds this service to its pledge: %(topic)s."),
    StepKind.ACT_AS: _("The helper leads in another way: %(actor)s."),
    StepKind.COMPLETE_TEST: _("The helper completes its readiness: %(test)s."),
    StepKind.HOST_PARTNER: _("The helper finds a host partner in the zone."),
    StepKind.PLATFORM: _("The helper finds a platform: an organisation that many towns share."),
    StepKind.HOST_OUTSIDE: _("The helper offers a place to meet outside the zone."),
    StepKind.LIFT_HELPERS_EXCLUSION: _("The helper lifts an exclusion that meets this place."),
    StepKind.INTERPRETER: _("The helper finds an interpreter."),
    StepKind.SPEAK_OWN_LANGUAGE: _(
        "Somebody of the helper speaks a language of the municipality: %(language)s."
    ),
    StepKind.PHASE_CHANGES: _("The phase of the conflict becomes: %(phase)s."),
    StepKind.SUPPRESSION_ENDS: _(
        "The pair is set aside; from %(day)s on it can be proposed again."
    ),
}

COUNTED_STEPS: "Final[Mapping[StepKind, StrPromise]]" = {
    StepKind.MOVE_OWN_START: ngettext_lazy(
        "The municipality begins %(n)d day earlier.",
        "The municipality begins %(n)d days earlier.",
        "n",
    ),
    StepKind.MOVE_OWN_END: ngettext_lazy(
        "The municipality ends %(n)d day later.",
        "The municipality ends %(n)d days later.",
        "n",
    ),
    StepKind.MOVE_HELPERS_START: ngettext_lazy(
        "The helper begins %(n)d day earlier.", "The helper begins %(n)d days earlier.", "n"
    ),
    StepKind.MOVE_HELPERS_END: ngettext_lazy(
        "The helper ends %(n)d day later.", "The helper ends %(n)d days later.", "n"
    ),
    StepKind.RAISE_CAPACITY: ngettext_lazy(
        "The helper takes on %(n)d appeal more, or another partnership ends.",
        "The helper takes on %(n)d appeals more, or other partnerships end.",
        "n",
    ),
}

DECIDED_LABELS: "Final[Mapping[Decided, StrPromise]]" = {
    Decided.BY_CRITERION: _("The pledge fits another appeal better: %(criterion)s."),
    Decided.BY_SCARCITY: _(
        "The pledge would go to an appeal that is harder to match, although this one is better in:"
        " %(criterion)s."
    ),
    Decided.BY_LOT: _("Another appeal fits the pledge as well; a random reference decided."),
}


BEFORE_LABELS: "Final[Mapping[Before, StrPromise]]" = {
    Before.MORE_URGENT: _("Its help would go to an appeal that is more urgent."),
    Before.WAITS_LONGER: _(
        "Its help would go to an appeal that is just as urgent and has waited longer."
    ),
    Before.HARDER_TO_MATCH: _(
        "Its help would go to an appeal that is just as urgent, has waited as long, and that fewer"
        " pledges could help."
    ),
}


def sentence_of_loss(lost: Lost) -> str:
    """Return in the reader's language why an appeal did not get a pledge; it names nobody."""
    words = str(DECIDED_LABELS[lost.decided])
    return (
        words if lost.criterion is None else words % {"criterion": CRITERION_LABELS[lost.criterion]}
    )


EVIDENCE_STEP: Final = _("%(subject)s: “%(value)s”. The sources are there; more is missing.")
EVIDENCE_STEP_WITH_SOURCES: Final = ngettext_lazy(
    "%(subject)s: “%(value)s”, confirmed by %(n)d more independent source.",
    "%(subject)s: “%(value)s”, confirmed by %(n)d more independent sources.",
    "n",
)
SURROUNDINGS_STEP: Final = _("Peace returns around the zone.")

_GAPS: "Final[Mapping[StepKind, Callable[[Step], dict[str, object]]]]" = {
    StepKind.SPEAK_HELPERS_LANGUAGE: lambda step: {"language": _language(step.what)},
    StepKind.SPEAK_OWN_LANGUAGE: lambda step: {"language": _language(step.what)},
    StepKind.RECORD_PHASE: lambda step: {"phase": PHASES[Phase(step.to)]},
    StepKind.PHASE_CHANGES: lambda step: {"phase": PHASES[Phase(step.to)]},
    StepKind.TIE: lambda step: {"tie": LINK_LABELS[LinkKind(step.what)]},
    StepKind.ADD_ACTIVITY: lambda step: {"activity": ACTIVITY_LABELS[Activity(step.what)]},
    StepKind.ADD_TOPIC: lambda step: {"topic": TOPIC_LABELS[NeedTopic(step.what)]},
    StepKind.ACT_AS: lambda step: {"actor": ACTOR_LABELS[ActorMode(step.to)]},
    StepKind.COMPLETE_TEST: lambda step: {"test": HELPER_TEST_LABELS[HelperTest(step.what)]},
    StepKind.SUPPRESSION_ENDS: lambda step: {
        "day": date_format(date.fromisoformat(step.to), "DATE_FORMAT")
    },
}


def sentence_of_step(step: Step) -> str:
    """Return one step that would open a pair in the reader's language."""
    if step.kind is StepKind.EVIDENCE:
        return _sentence_of_evidence(step)
    if step.kind in COUNTED_STEPS:
        return str(COUNTED_STEPS[step.kind] % {"n": step.amount})
    gaps_of = _GAPS.get(step.kind)
    return str(STEP_SENTENCES[step.kind]) % (gaps_of(step) if gaps_of else {})


def _sentence_of_evidence(step: Step) -> str:
    if step.what == SURROUNDINGS:
        return str(SURROUNDINGS_STEP)
    gaps = {
        "subject": SUBJECT_LABELS[Subject(step.what)],
        "value": VALUE_LABELS[Value(step.to)],
        "n": step.amount,
    }
    return str(EVIDENCE_STEP_WITH_SOURCES % gaps) if step.amount else str(EVIDENCE_STEP) % gaps


def _language(code: str) -> str:
    """Return a language's name in the reader's language, or its code where Django has no name."""
    return get_language_info(code)["name_translated"] if code in LANG_INFO else code
