"""Versions that one person proposes and another adopts: how far each has come, and by whom.

What a version says is for the pages of its kind; the rules and the policy share only this.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from evidence.models.versions import TwoPersonVersion


class AdoptionForm(forms.Form):
    """Which version was in force when somebody looked at what another would change."""

    instead_of = forms.IntegerField(widget=forms.HiddenInput())


class Standing(StrEnum):
    """How far a version has come."""

    PROPOSED = "waiting"
    IN_FORCE = "holds"
    PAST = "over"
    OVERTAKEN = "overtaken"  # a newer version was adopted before it
    TURNED_DOWN = "rejected"


STANDING_LABELS: "Final[Mapping[Standing, StrPromise]]" = {
    Standing.PROPOSED: pgettext_lazy("version", "Waits for a second person"),
    Standing.IN_FORCE: pgettext_lazy("version", "In force"),
    Standing.PAST: pgettext_lazy("version", "No longer in force"),
    Standing.OVERTAKEN: pgettext_lazy("version", "Overtaken by a newer one"),
    Standing.TURNED_DOWN: pgettext_lazy("version", "Turned down"),
}

NO_REASON: Final = _("Nobody said why. Nothing was saved. Please give a reason.")
OWN_PROPOSAL: Final = _(
    "You proposed this version yourself. Nothing was changed. A colleague adopts it."
)
CHANGED_MEANWHILE: Final = _(
    "Another version came into force while you looked. Nothing was changed. "
    "Please look again at what this one would change now."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a version came about; names of people are for the secretariat alone."""

    number: int
    standing: Standing
    reason: str
    proposed_on: date
    proposed_by: str
    decided_on: date | None
    decided_by: str
    is_own: bool

    @property
    def standing_label(self) -> str:
        """Return how far it has come, in the reader's language."""
        return str(STANDING_LABELS[self.standing])

    @property
    def waits(self) -> bool:
        """Whether a second person can still adopt it."""
        return self.standing is Standing.PROPOSED

    @property
    def is_turned_down(self) -> bool:
        """Whether it will never hold."""
        return self.standing is Standing.TURNED_DOWN


def newest_adopted(rows: "Iterable[TwoPersonVersion]", *, in_force: int) -> int:
    """Return the highest number that was ever adopted."""
    return max((row.number for row in rows if row.adopted_at), default=in_force)


def course_of(  # Any: fields of a `Course`
    row: "TwoPersonVersion",
    user: "User",
    *,
    in_force: int,
    newest: int,
    rejected_by: "User | None" = None,
    rejected_at: datetime | None = None,
) -> dict[str, Any]:
    """Return how a version came about, as the fields of a `Course`.

    Args:
        row: the version, with `proposed_by` and `adopted_by` loaded.
        user: who reads it.
        in_force: the number of the version that holds today.
        newest: the highest number that was ever adopted.
        rejected_by: who turned it down, where that can be done.
        rejected_at: when.
    """
    by, at = row.adopted_by or rejected_by, row.adopted_at or rejected_at
    return {
        "number": row.number,
        "standing": _standing(row, in_force, newest, is_rejected=rejected_at is not None),
        "reason": row.reason,
        "proposed_on": timezone.localdate(row.proposed_at),
        "proposed_by": row.proposed_by.display_name if row.proposed_by else "",
        "decided_on": timezone.localdate(at) if at else None,
        "decided_by": by.display_name if by else "",
        "is_own": row.proposed_by_id == user.pk,
    }


def _standing(
    row: "TwoPersonVersion", in_force: int, newest: int, *, is_rejected: bool
) -> Standing:
    if row.number == in_force:
        return Standing.IN_FORCE
    if is_rejected:
        return Standing.TURNED_DOWN
    if row.adopted_at is not None:
        return Standing.PAST
    return Standing.OVERTAKEN if row.number < newest else Standing.PROPOSED
