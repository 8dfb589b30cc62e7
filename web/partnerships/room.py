"""What the room of a partnership shows, in words."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext_lazy

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from partnerships import selectors
from partnerships.engine.lifecycle import PARTNERSHIP, PartnershipAction, PartnershipState
from partnerships.labels import LACK_LABELS, STATE_LABELS
from partnerships.services.partnerships import lacks_now
from partnerships.services.reading import objectives_read_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from partnerships.models import Partnership

STEPS: "Final[Mapping[PartnershipAction, StrPromise]]" = {
    PartnershipAction.AGREE: pgettext_lazy("partnership", "Agree on it"),
    PartnershipAction.START: pgettext_lazy("partnership", "Start it"),
    PartnershipAction.RESUME: pgettext_lazy("partnership", "Resume it"),
}


def of(partnership: "Partnership", user: "User", *, at: datetime) -> dict[str, object]:
    """Return all that a member, or the officer of the case, reads of a partnership."""
    ways = PARTNERSHIP[PartnershipState(partnership.state)]
    return {
        "partnership": partnership,
        "members": selectors.members_of(partnership),
        "objectives": objectives_read_by(user, partnership, at=at),
        "activities": selectors.activities_of(partnership),
        "results": selectors.results_of(partnership),
        "presences": selectors.presences_in(partnership),
        "reviews": [
            (review, [ACTIVITY_LABELS[Activity(code)] for code in review.go_on_with])
            for review in selectors.open_reviews_of(partnership)
        ],
        "lacks": _lacks(partnership),
        "steps": [(step.value, label) for step, label in STEPS.items() if step in ways],
        "may_pause": PartnershipAction.PAUSE in ways,
        "may_end": PartnershipAction.END in ways,
        "history": [
            (step.at, STATE_LABELS[PartnershipState(step.becomes)])
            for step in selectors.steps_of(partnership)
        ],
    }


def _lacks(partnership: "Partnership") -> "list[StrPromise]":
    if PartnershipAction.AGREE not in PARTNERSHIP[PartnershipState(partnership.state)]:
        return []
    return [LACK_LABELS[lack] for lack in lacks_now(partnership)]
