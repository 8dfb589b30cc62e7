"""What the room of a partnership shows, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import pgettext_lazy

from accounts.engine.roles import Permission
from accounts.permissions import may
from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from partnerships import selectors
from partnerships.engine.lifecycle import (
    ACTIVITY,
    PARTNERSHIP,
    RUNNING,
    ActivityAction,
    ActivityState,
    PartnershipAction,
    PartnershipState,
)
from partnerships.engine.values import Lack, MemberRole
from partnerships.labels import LACK_LABELS, SAFEGUARD_LABELS, STATE_LABELS
from partnerships.services.partnerships import lacks_now
from partnerships.services.reading import (
    activities_read_by,
    dropped_read_by,
    objectives_read_by,
    results_read_by,
    safeguards_read_by,
)
from web.ties import Named, Ties, around

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from partnerships.models import Member, Partnership, PartnershipActivity, Result

STEPS: "Final[Mapping[PartnershipAction, StrPromise]]" = {
    PartnershipAction.AGREE: pgettext_lazy("partnership", "Agree on it"),
    PartnershipAction.START: pgettext_lazy("partnership", "Start it"),
    PartnershipAction.RESUME: pgettext_lazy("partnership", "Resume it"),
}

ACTIVITY_STEPS: "Final[Mapping[ActivityAction, StrPromise]]" = {
    ActivityAction.START: pgettext_lazy("activity", "It begins"),
    ActivityAction.HOLD: pgettext_lazy("activity", "It took place"),
    ActivityAction.GO_ON: pgettext_lazy("activity", "Let it go on"),
    ActivityAction.CANCEL: pgettext_lazy("activity", "Cancel it"),
}

WRITTEN_ON: "Final[Mapping[Lack, str]]" = {
    Lack.OBJECTIVE: "web:partnerships:objective",
    Lack.COUNCIL_DECISION: "web:partnerships:decision",
    Lack.HOST_PARTNER: "web:partnerships:safeguard",
    Lack.SAFETY_PLAN: "web:partnerships:safeguard",
    Lack.INSTITUTIONAL_AIM: "web:partnerships:safeguard",
}
"""On which page is written what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What the members want to reach, and what became of it: a result with its words, or None."""

    reference: UUID
    text: str
    result: "Result | None"
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An activity with what was said of it, and the steps that are open to it."""

    activity: "PartnershipActivity"
    words: str
    ways: "Sequence[tuple[str, StrPromise]]"


def of(partnership: "Partnership", user: "User", *, at: datetime) -> dict[str, object]:
    """Return all that a member, or the officer of the case, reads of a partnership."""
    ways = PARTNERSHIP[PartnershipState(partnership.state)]
    members = list(selectors.members_of(partnership))
    return {
        "partnership": partnership,
        "members": members,
        "ties": ties_of(members),
        "objectives": objectives_of(partnership, user, at=at),
        "dropped": dropped_read_by(user, partnership, at=at),
        "network": selectors.network_of(partnership),
        "is_introduced": bool(selectors.introductions_of(user, partnership)),
        "may_add_body": may(user, Permission.READ_CASE),
        "safeguards": [
            (SAFEGUARD_LABELS[condition], text)
            for condition, text in safeguards_read_by(user, partnership, at=at)
        ],
        "activities": _activities(partnership, user, at=at),
        "presences": selectors.presences_in(partnership),
        "reviews": [
            (review, [ACTIVITY_LABELS[Activity(code)] for code in review.go_on_with])
            for review in selectors.open_reviews_of(partnership)
        ],
        "lacks": _lacks(partnership),
        "steps": [(step.value, label) for step, label in STEPS.items() if step in ways],
        "is_live": bool(ways),
        "is_officer": partnership.appeal.officer_id == user.pk,
        "is_member": selectors.is_member_town(user, partnership),
        "may_plan": partnership.state in RUNNING,
        "may_pause": PartnershipAction.PAUSE in ways,
        "may_end": PartnershipAction.END in ways,
        "history": [
            (step.at, STATE_LABELS[PartnershipState(step.becomes)])
            for step in selectors.steps_of(partnership)
        ],
    }


def ties_of(members: "Sequence[Member]") -> Ties | None:
    """Return who belongs to a partnership around who asks; those who left are drawn as such."""
    named = [
        Named(
            label=body.name,
            code=member.role,
            is_over=member.left_at is not None,
        )
        for member in members
        if (body := member.municipality or member.intermediary)
    ]
    asking = [each for each in named if each.code == MemberRole.ASKING]
    if not asking:
        return None
    return around(asking[0], [each for each in named if each is not asking[0]])


def objectives_of(partnership: "Partnership", user: "User", *, at: datetime) -> list[Objective]:
    """Return the objectives that hold, each with its result, in the order in which they were set.

    Who reads them leaves a trace.
    """
    results = {each.objective.reference: each for each in selectors.results_of(partnership)}
    words = results_read_by(user, partnership, at=at) if results else {}
    told = objectives_read_by(user, partnership, at=at)
    return [
        Objective(
            reference=reference,
            text=text,
            result=(result := results.get(reference)),
            words=words.get(result.reference, "") if result else "",
        )
        for reference, text in told
    ]


def _activities(partnership: "Partnership", user: "User", *, at: datetime) -> list[Planned]:
    found = list(selectors.activities_of(partnership))
    words = activities_read_by(user, partnership, at=at) if found else {}
    return [
        Planned(
            activity=activity,
            words=words.get(activity.reference, ""),
            ways=_ways_of(activity, is_running=partnership.state in RUNNING),
        )
        for activity in found
    ]


def _ways_of(
    activity: "PartnershipActivity", *, is_running: bool
) -> "list[tuple[str, StrPromise]]":
    ways = ACTIVITY[ActivityState(activity.state)]
    return [
        (action.value, label)
        for action, label in ACTIVITY_STEPS.items()
        if action in ways and (is_running or action is ActivityAction.CANCEL)
    ]


def _lacks(partnership: "Partnership") -> "list[tuple[StrPromise, str]]":
    if PartnershipAction.AGREE not in PARTNERSHIP[PartnershipState(partnership.state)]:
        return []
    return [(LACK_LABELS[lack], WRITTEN_ON[lack]) for lack in lacks_now(partnership)]
