"""What the pages of the policy show, gathered."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from matching.engine.policies import from_document
from web.policies.words import Wording, name_of, wording_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from matching.engine.criteria import Policy
    from matching.models import MatchingPolicy


class Standing(StrEnum):
    """How far a version of the policy has come."""

    PROPOSED = "waiting"
    IN_FORCE = "holds"
    PAST = "over"
    OVERTAKEN = "overtaken"  # a newer version was adopted before it
    TURNED_DOWN = "rejected"


STANDING_LABELS: "Final[Mapping[Standing, StrPromise]]" = {
    Standing.PROPOSED: pgettext_lazy("version of the policy", "Waits for a second person"),
    Standing.IN_FORCE: pgettext_lazy("version of the policy", "In force"),
    Standing.PAST: pgettext_lazy("version of the policy", "No longer in force"),
    Standing.OVERTAKEN: pgettext_lazy("version of the policy", "Overtaken by a newer one"),
    Standing.TURNED_DOWN: pgettext_lazy("version of the policy", "Turned down"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the policy in words; names of people are for the secretariat alone."""

    number: int
    name: str
    policy: "Policy"
    standing: Standing
    standing_label: str
    reason: str
    proposed_on: date
    proposed_by: str
    decided_on: date | None
    decided_by: str
    is_own: bool
    wording: Wording

    @property
    def waits(self) -> bool:
        """Whether a second person can still adopt it."""
        return self.standing is Standing.PROPOSED

    @property
    def is_turned_down(self) -> bool:
        """Whether it will never hold."""
        return self.standing is Standing.TURNED_DOWN


def versions_of(
    stored: "Iterable[MatchingPolicy]", in_force: "Policy", user: "User"
) -> list[Version]:
    """Return versions in words, in their order; each tells what differs from the one in force."""
    rows = list(stored)
    newest = max((row.number for row in rows if row.adopted_at), default=in_force.version)
    return [_version(row, in_force, user, newest_adopted=newest) for row in rows]


def _version(
    row: "MatchingPolicy", in_force: "Policy", user: "User", *, newest_adopted: int
) -> Version:
    standing = _standing(row, in_force.version, newest_adopted)
    policy = from_document(row.number, row.name, row.document)
    decided_by, decided_at = row.adopted_by or row.rejected_by, row.adopted_at or row.rejected_at
    return Version(
        number=row.number,
        name=name_of(policy),
        policy=policy,
        standing=standing,
        standing_label=str(STANDING_LABELS[standing]),
        reason=row.reason,
        proposed_on=timezone.localdate(row.proposed_at),
        proposed_by=row.proposed_by.display_name if row.proposed_by else "",
        decided_on=timezone.localdate(decided_at) if decided_at else None,
        decided_by=decided_by.display_name if decided_by else "",
        is_own=row.proposed_by_id == user.pk,
        wording=wording_of(policy, beside=in_force),
    )


def _standing(row: "MatchingPolicy", in_force: int, newest_adopted: int) -> Standing:
    if row.number == in_force:
        return Standing.IN_FORCE
    if row.rejected_at is not None:
        return Standing.TURNED_DOWN
    if row.adopted_at is not None:
        return Standing.PAST
    return Standing.OVERTAKEN if row.number < newest_adopted else Standing.PROPOSED
