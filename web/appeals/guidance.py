"""What the municipality that asks can do itself, and what others do by when, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from matching.engine.invitations import Found, Invitation
from prerequisites.engine.values import Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.utils.functional import _StrPromise as StrPromise

    from matching.selectors.guidance import Guidance


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The same in words; `due` is empty where no clock runs."""

    looked_for: str
    owed: str
    due: str
    invitations: "Sequence[str]"


_INVITATIONS: "Final[Mapping[Invitation, StrPromise]]" = {
    Invitation.ASK_TOWNS: gettext_lazy(
        "Also ask for support, if other municipalities may help you."
    ),
    Invitation.ACCEPT_OTHER: gettext_lazy(
        "Say that other help is welcome too, if it would be of use meanwhile."
    ),
    Invitation.LANGUAGES: gettext_lazy(
        "Add a language, if somebody with you speaks one more or you have an interpreter."
    ),
    Invitation.TIME: gettext_lazy("Begin earlier or end later, if your days can move."),
    Invitation.COUNCIL: gettext_lazy(
        "A decision of your council, or a letter of the mayor and the council, opens more. "
        "Give it to your officer when you have one."
    ),
    Invitation.INVITE: gettext_lazy(
        "Invite helpers in the name of your municipality. Your officer passes it on."
    ),
    Invitation.FEWER_HELPERS: gettext_lazy("Begin with fewer helpers; more can join later."),
}

_LOOKED_FOR: "Final[Mapping[Found, StrPromise]]" = {
    Found.NONE: ngettext_lazy(
        "We look for %(n)d helper; none fits yet.",
        "We look for %(n)d helpers; none fits yet.",
        "n",
    ),
    Found.SOME: ngettext_lazy(
        "We look for %(n)d helper; one or more may fit, and we look on.",
        "We look for %(n)d helpers; one or more may fit, and we look on.",
        "n",
    ),
    Found.ENOUGH: ngettext_lazy(
        "We look for %(n)d helper; enough may fit.",
        "We look for %(n)d helpers; enough may fit.",
        "n",
    ),
}

_OWED: "Final[Mapping[Step, StrPromise]]" = {
    Step.REDIRECT: gettext_lazy("Next, your officer leads the appeal to those who can help."),
    Step.CONGRESS_ANSWERS: gettext_lazy("Next, the Congress owes you an answer of its own."),
    Step.REVIEW: gettext_lazy("Next, the verdict is looked at again."),
    Step.NAME_OFFICIALS_ANEW: gettext_lazy(
        "Next, those who channel appeals are asked anew with whom helpers could work."
    ),
    Step.HELPERS_RETHINK: gettext_lazy("Next, helpers think again about what they can do."),
    Step.FIND_SECOND_SOURCE: gettext_lazy(
        "Next, the secretariat looks for a second, independent source."
    ),
    Step.MEET_CONDITIONS: gettext_lazy("Next, those who would help meet the conditions."),
    Step.KEEP_EVIDENCE_FRESH: gettext_lazy("Meanwhile, what is known of your town is kept fresh."),
}


def told_of(guidance: "Guidance", *, today: "date") -> Told:
    """Return guidance in the reader's language."""
    return Told(
        looked_for=str(_LOOKED_FOR[guidance.found] % {"n": guidance.wanted}),
        owed=str(_OWED[guidance.owed]),
        due=_due(guidance.due_on, today),
        invitations=[str(_INVITATIONS[each]) for each in guidance.invitations],
    )


def _due(due_on: "date | None", today: "date") -> str:
    if due_on is None:
        return ""
    day = date_format(due_on, "DATE_FORMAT")
    if due_on < today:
        return _("That was due on %(day)s. Ask your officer what keeps it.") % {"day": day}
    return _("That is due by %(day)s.") % {"day": day}
