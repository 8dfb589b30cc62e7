"""What the pages of the rules show, gathered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prerequisites.engine.documents import from_document
from web.rules.words import Part, changes_of
from web.versions import Course, course_of, newest_adopted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from prerequisites.engine.rules import RuleSet
    from prerequisites.models import RuleSetVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Course):
    """A version of the rules in words."""

    changes: Sequence[Part]


def versions_of(
    stored: "Iterable[RuleSetVersion]", in_force: "RuleSet", user: "User"
) -> list[Version]:
    """Return versions in words, in their order; each tells what differs from the one in force."""
    rows = list(stored)
    newest = newest_adopted(rows, in_force=in_force.version)
    return [
        Version(
            **course_of(row, user, in_force=in_force.version, newest=newest),
            changes=changes_of(from_document(row.number, row.document), beside=in_force),
        )
        for row in rows
    ]
