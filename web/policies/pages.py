"""What the pages of the policy show, gathered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matching.engine.policies import from_document
from web.policies.words import Wording, name_of, wording_of
from web.versions import Course, course_of, newest_adopted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from matching.engine.criteria import Policy
    from matching.models import MatchingPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Course):
    """A version of the policy in words."""

    name: str
    policy: "Policy"
    wording: Wording


def versions_of(
    stored: "Iterable[MatchingPolicy]", in_force: "Policy", user: "User"
) -> list[Version]:
    """Return versions in words, in their order; each tells what differs from the one in force."""
    rows = list(stored)
    newest = newest_adopted(rows, in_force=in_force.version)
    return [_version(row, in_force, user, newest) for row in rows]


def _version(row: "MatchingPolicy", in_force: "Policy", user: "User", newest: int) -> Version:
    policy = from_document(row.number, row.name, row.document)
    return Version(
        **course_of(
            row,
            user,
            in_force=in_force.version,
            newest=newest,
            rejected_by=row.rejected_by,
            rejected_at=row.rejected_at,
        ),
        name=name_of(policy),
        policy=policy,
        wording=wording_of(policy, beside=in_force),
    )
