"""What the municipality that asks is told of its own appeal: the outcome, never the order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.lifecycle import AppealState
from matching.engine.values import AppealKind, NeedTopic, Urgency
from matching.labels import APPEAL_KIND_LABELS, TOPIC_LABELS, URGENCY_LABELS
from prerequisites.engine.values import VerdictClass
from prerequisites.labels import VERDICT_LABELS, VERDICT_SENTENCES
from web.fields import day_before
from web.summaries import Row
from web.vocabulary import country_name, language_name, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One stage in the life of an appeal; `standing` is "", "now" or "ahead"."""

    title: str
    text: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The verdict as its author may know it: the class and what it means, not its sources."""

    code: str
    label: str
    sentence: str


_STAGES: "Final[Mapping[AppealState, tuple[StrPromise, StrPromise]]]" = {
    AppealState.DRAFT: (
        gettext_lazy("Written"),
        gettext_lazy("Only your municipality can read it. Change it as often as you like."),
    ),
    AppealState.SUBMITTED: (
        gettext_lazy("Sent"),
        gettext_lazy(
            "It is in the queue of the officers. It is late after two working days, or after one "
            "where lives are in danger or violence is high."
        ),
    ),
    AppealState.ACKNOWLEDGED: (
        gettext_lazy("Read by an officer"),
        gettext_lazy("The officer weighs the evidence and the possible helpers."),
    ),
}
_ANSWER: Final = (
    gettext_lazy("Answer"),
    gettext_lazy(
        "The officer of your case tells you what can be done, and why. "
        "You can disagree with any answer, and withdraw the appeal at any time."
    ),
)


def stages_of(appeal: "Appeal") -> list[Entry]:
    """Return the life of an appeal: what has been, what is now, what comes."""
    order = list(_STAGES)
    state = AppealState(appeal.state)
    now = order.index(state) if state in order else len(order)
    stages = [*_STAGES.values(), _ANSWER]
    return [
        Entry(title=str(title), text=str(text) if at >= now else "", standing=_standing(at, now))
        for at, (title, text) in enumerate(stages)
    ]


def outcome_of(verdict_class: VerdictClass | None) -> Outcome | None:
    """Return what the verdict means for the author, or None while there is none."""
    if verdict_class is None:
        return None
    return Outcome(
        code=verdict_class.value,
        label=str(VERDICT_LABELS[verdict_class]),
        sentence=str(VERDICT_SENTENCES[verdict_class]),
    )


def rows_of(appeal: "Appeal") -> list[Row]:
    """Return what an appeal says, in the reader's language."""
    said = {
        _("What is asked"): listed(str(APPEAL_KIND_LABELS[AppealKind(k)]) for k in appeal.kinds),
        _("Help that fits best"): str(ACTIVITY_LABELS[Activity(appeal.activity)]),
        _("About"): str(TOPIC_LABELS[NeedTopic(appeal.topic)]),
        _("How long it can wait"): str(URGENCY_LABELS[Urgency(appeal.urgency)]),
        _("Languages"): listed(language_name(code) for code in appeal.languages),
        _("From"): date_format(appeal.starts, "DATE_FORMAT"),
        _("Until"): date_format(day_before(appeal.ends), "DATE_FORMAT"),
        _("Helpers wanted"): str(appeal.helpers_wanted),
        _("Other help is welcome"): _("Yes") if appeal.accepts_other_activities else _("No"),
        _("Never proposed"): listed(country_name(code) for code in appeal.excluded) or _("Nobody"),
    }
    return [Row(label=label, value=value) for label, value in said.items()]


def _standing(at: int, now: int) -> str:
    if at == now:
        return "now"
    return "ahead" if at > now else ""
