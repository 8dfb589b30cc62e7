"""What a helper is told of its pledges and of its own prerequisites."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from activities.engine.values import Activity, ActorMode
from activities.labels import ACTIVITY_LABELS, ACTOR_LABELS, HELPER_TEST_LABELS
from matching.engine.lifecycle import PLEDGE, PledgeAction, PledgeState
from matching.engine.values import HelpForm, NeedTopic
from matching.labels import FORM_LABELS, TOPIC_LABELS
from prerequisites import selectors as prerequisites
from prerequisites.labels import READINESS_LABELS, RESERVATION_LABELS, WARNING_LABELS
from web.fields import day_before
from web.summaries import Row
from web.vocabulary import country_name, language_name, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Pledge
    from places.models import Municipality
    from prerequisites.engine.readiness import Readiness


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A helper's readiness: the result, what to complete, and what is said beside it."""

    helper: "Municipality"
    code: str
    label: str
    missing: "Sequence[str]"
    remarks: "Sequence[str]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One pledge in a list."""

    pledge: "Pledge"
    activities: str
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step that the helper may take now."""

    code: str
    label: str
    style: str


_MOVES: "Final[Mapping[PledgeAction, tuple[StrPromise, str]]]" = {
    PledgeAction.OFFER: (pgettext_lazy("pledge", "Offer it now"), "button"),
    PledgeAction.RESUME: (pgettext_lazy("pledge", "Offer it again"), "button"),
    PledgeAction.PAUSE: (pgettext_lazy("pledge", "Let it rest"), "button button-second"),
    PledgeAction.WITHDRAW: (pgettext_lazy("pledge", "Withdraw it"), "button button-link"),
}


def moves_of(state: PledgeState) -> list[Move]:
    """Return the steps from `state`, the encouraging one first."""
    return [
        Move(code=action.value, label=str(label), style=style)
        for action, (label, style) in _MOVES.items()
        if action in PLEDGE[state]
    ]


def standings_of(helpers: "Sequence[Municipality]") -> list[Standing]:
    """Return the readiness of each helper in words, in their order.

    Cost: a constant number of queries.
    """
    today = timezone.localdate()
    keys = [helper.pk for helper in helpers]
    verdicts = prerequisites.verdicts_for(keys, as_of=today, known_on=today)
    own_p1 = {key: verdicts[key].findings.p1 for key in keys}
    found = prerequisites.readiness_for(keys, own_p1=own_p1)
    return [_standing(helper, found[helper.pk].readiness) for helper in helpers]


def _standing(helper: "Municipality", readiness: "Readiness") -> Standing:
    return Standing(
        helper=helper,
        code=readiness.result.value,
        label=str(READINESS_LABELS[readiness.result]),
        missing=[str(HELPER_TEST_LABELS[missing.test]) for missing in readiness.missing],
        remarks=[
            *(str(WARNING_LABELS[warning]) for warning in readiness.warnings),
            *(str(RESERVATION_LABELS[reservation]) for reservation in readiness.reservations),
        ],
    )


def lines_of(pledges: "Iterable[Pledge]") -> list[Line]:
    """Return pledges as lines of a list, in their order."""
    return [
        Line(
            pledge=pledge,
            activities=listed(str(ACTIVITY_LABELS[Activity(a)]) for a in pledge.activities),
            last_day=day_before(pledge.ends),
        )
        for pledge in pledges
    ]


def rows_of(pledge: "Pledge", *, is_own: bool) -> list[Row]:
    """Return what a pledge offers, in the reader's language; where it will not go is its own."""
    excluded = pledge.excluded if is_own else []
    said = {
        _("Activities"): listed(str(ACTIVITY_LABELS[Activity(a)]) for a in pledge.activities),
        _("Services"): listed(str(TOPIC_LABELS[NeedTopic(t)]) for t in pledge.topics) or _("Any"),
        _("Form of the help"): listed(str(FORM_LABELS[HelpForm(form)]) for form in pledge.forms),
        _("Who leads"): str(ACTOR_LABELS[ActorMode(pledge.actor)]),
        _("Municipalities at a time"): str(pledge.capacity),
        _("Languages"): listed(language_name(code) for code in pledge.languages),
        _("Interpreter"): _yes_or_no(holds=pledge.has_interpreter),
        _("Partner on the spot"): _yes_or_no(holds=pledge.has_host_partner),
        _("Platform or network"): _yes_or_no(holds=pledge.has_platform),
        _("Place outside the zone"): _yes_or_no(holds=pledge.can_host),
        _("Such projects so far"): str(pledge.projects_done),
        _("From"): date_format(pledge.starts, "DATE_FORMAT"),
        _("Until"): date_format(day_before(pledge.ends), "DATE_FORMAT"),
        _("Not there"): listed(country_name(code) for code in excluded),
    }
    return [Row(label=label, value=value) for label, value in said.items() if value]


def _yes_or_no(*, holds: bool) -> str:
    return _("Yes") if holds else _("No")
