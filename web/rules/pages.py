"""What the pages of the rules show, gathered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from prerequisites.engine.documents import from_document
from web.rules.words import Part, changes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from prerequisites.engine.rules import RuleSet
    from prerequisites.models import RuleSetVersion


class Standing(StrEnum):
    """How far a version of the rules has come."""

    PROPOSED = "waiting"
    IN_FORCE = "holds"
    PAST = "over"
    OVERTAKEN = "overtaken"  # a newer version was adopted before it


STANDING_LABELS: "Final[Mapping[Standing, StrPromise]]" = {
    Standing.PROPOSED: pgettext_lazy("version of the rules", "Waits for a second person"),
    Standing.IN_FORCE: pgettext_lazy("version of the rules", "In force"),
    Standing.PAST: pgettext_lazy("version of the rules", "No longer in force"),
    Standing.OVERTAKEN: pgettext_lazy("version of the rules", "Overtaken by a newer one"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the rules in words; names of people are for the secretariat alone."""

    number: int
    standing: Standing
    standing_label: str
    reason: str
    proposed_on: date
    proposed_by: str
    adopted_on: date | None
    adopted_by: str
    is_own: bool
    changes: Sequence[Part]

    @property
    def waits(self) -> bool:
        """Whether a second person can still adopt it."""
        return self.standing is Standing.PROPOSED


def versions_of(
    stored: "Iterable[RuleSetVersion]", in_force: "RuleSet", user: "User"
) -> list[Version]:
    """Return versions in words, in their order; each tells what differs from the one in force."""
    rows = list(stored)
    newest = max((row.number for row in rows if row.adopted_at), default=in_force.version)
    return [version_of(row, in_force, user, newest_adopted=newest) for row in rows]


def version_of(
    row: "RuleSetVersion", in_force: "RuleSet", user: "User", *, newest_adopted: int
) -> Version:
    """Return one version in words.

    Args:
        row: the version.
        in_force: the rules that hold today.
        user: who reads it.
        newest_adopted: the highest number that was ever adopted.
    """
    standing = _standing(row, in_force.version, newest_adopted)
    return Version(
        number=row.number,
        standing=standing,
        standing_label=str(STANDING_LABELS[standing]),
        reason=row.reason,
        proposed_on=timezone.localdate(row.proposed_at),
        proposed_by=row.proposed_by.display_name if row.proposed_by else "",
        adopted_on=timezone.localdate(row.adopted_at) if row.adopted_at else None,
        adopted_by=row.adopted_by.display_name if row.adopted_by else "",
        is_own=row.proposed_by_id == user.pk,
        changes=changes_of(from_document(row.number, row.document), beside=in_force),
    )


def _standing(row: "RuleSetVersion", in_force: int, newest_adopted: int) -> Standing:
    if row.number == in_force:
        return Standing.IN_FORCE
    if row.adopted_at is not None:
        return Standing.PAST
    return Standing.OVERTAKEN if row.number < newest_adopted else Standing.PROPOSED
