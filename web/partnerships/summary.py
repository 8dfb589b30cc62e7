"""What a council reads of a partnership on paper: what was agreed, what became of it, what is next.

Nothing here is more than the member reads in the room. The other members are told by their role
and their country, never by name: a sheet can be lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from partnerships import selectors
from partnerships.engine.lifecycle import (
    OPEN_ACTIVITIES,
    PARTNERSHIP,
    PartnershipAction,
    PartnershipState,
)
from partnerships.engine.values import Lack
from partnerships.labels import LACK_LABELS, SAFEGUARD_LABELS
from partnerships.services.partnerships import lacks_now, recorded
from web.partnerships import room
from web.vocabulary import country_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from partnerships.models import Member, Partnership, PartnershipActivity
    from places.models import Municipality

_WHO: "Final[Mapping[Lack, StrPromise]]" = {
    Lack.OBJECTIVE: gettext_lazy("All members together"),
    Lack.COUNCIL_DECISION: gettext_lazy("Each council for itself"),
    Lack.HOST_PARTNER: gettext_lazy("Those who help"),
    Lack.SAFETY_PLAN: gettext_lazy("Those who help, with the host partner"),
    Lack.INSTITUTIONAL_AIM: gettext_lazy("All members together"),
}
"""Whose part it is, by role. Ours: the report names nobody for these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Two sides of paper at most for one council."""

    town: "Municipality | None"
    decided_on: date | None
    objectives: "Sequence[room.Objective]"
    safeguards: Sequence[str]
    members: Sequence[str]
    columns: Sequence[str]
    activities: Sequence[Sequence[str]]
    next_columns: Sequence[str]
    next: Sequence[Sequence[str]]


def summary_of(
    partnership: "Partnership", member: "Member", user: "User", *, at: datetime
) -> Summary:
    """Return the summary for the council of the town that `member` is.

    Opening the objectives leaves a trace, as it does in the room.
    """
    activities = list(selectors.activities_of(partnership))
    return Summary(
        town=member.municipality,
        decided_on=member.decided_on,
        objectives=room.objectives_of(partnership, user, at=at),
        safeguards=[str(SAFEGUARD_LABELS[each]) for each in sorted(recorded(partnership))],
        members=_members(partnership, member),
        columns=[pgettext("of an event", "Day"), _("What it is"), _("How it stands")],
        activities=[_activity(each) for each in activities],
        next_columns=[_("What is next"), pgettext("of an event", "When"), _("Whose part it is")],
        next=[*_missing(partnership), *_planned(activities)],
    )


def _members(partnership: "Partnership", own: "Member") -> list[str]:
    here = selectors.members_of(partnership).filter(left_at=None).exclude(pk=own.pk)
    return [_by_role(member) for member in here]


def _by_role(member: "Member") -> str:
    role = str(member.get_role_display())
    if member.municipality is None:
        return role
    words = {"role": role, "country": country_name(member.municipality.country_code)}
    return _("%(role)s: a municipality in %(country)s") % words


def _activity(activity: "PartnershipActivity") -> list[str]:
    return [
        date_format(activity.starts, "DATE_FORMAT"),
        f"{activity.cell.get_activity_display()} · {activity.cell.get_venue_display()}",
        str(activity.get_state_display()),
    ]


def _missing(partnership: "Partnership") -> list[list[str]]:
    if PartnershipAction.AGREE not in PARTNERSHIP[PartnershipState(partnership.state)]:
        return []
    return [
        [str(LACK_LABELS[lack]), _("Before it is agreed"), str(_WHO[lack])]
        for lack in lacks_now(partnership)
    ]


def _planned(activities: "Iterable[PartnershipActivity]") -> list[list[str]]:
    return [
        [
            str(activity.cell.get_activity_display()),
            date_format(activity.starts, "DATE_FORMAT"),
            str(activity.cell.get_actor_display()),
        ]
        for activity in activities
        if activity.state in OPEN_ACTIVITIES
    ]
