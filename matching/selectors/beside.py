"""Some candidates of one appeal beside each other, as the matcher found them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from accounts.models import User
from activities.engine.values import Activity
from matching.engine.beside import Said, decided_by
from matching.models import Appeal, Match
from matching.selectors.explained import ToldMatch, told_match
from matching.selectors.presences import present_in
from matching.selectors.reading import result_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One candidate.

    `languages` are the pledge's, `shared` those of them that the appeal knows too; `left` is how
    many appeals it can still help now, of `capacity`. `present` counts the bodies that do the same
    in the zone, None where nobody is recorded there. `before_next_by` is the code of the criterion
    by which it stands before the one after it: None for the last one, and where none differs.
    """

    match: ToldMatch
    languages: Sequence[str]
    shared: Collection[str]
    has_interpreter: bool
    left: int
    capacity: int
    present: int | None
    before_next_by: str | None


def beside_each_other(
    user: User, appeal: Appeal, pledges: Collection[UUID], *, today: date
) -> list[Compared]:
    """Return those of `pledges` that are candidates of a case of `user`, the best first.

    The rest, such as one that is no longer a candidate, is left out.

    Raises:
        PermissionDenied: `user` reads no cases.

    Cost: 4 queries; none of it for an appeal that is not `user`'s own.
    """
    result = result_for(user, appeal)
    if result is None:
        return []
    found = [each for each in result.matches.all() if each.pledge.reference in pledges]
    present = present_in([appeal.municipality.zone_id], on=today)
    there = present.get(appeal.municipality.zone_id)
    return [
        _compared(appeal, each, after, there)
        for each, after in zip(found, [*found[1:], None], strict=False)
    ]


def _compared(
    appeal: Appeal, match: Match, after: Match | None, present: Mapping[Activity, int] | None
) -> Compared:
    pledge = match.pledge
    return Compared(
        match=told_match(match),
        languages=pledge.languages,
        shared=set(pledge.languages) & set(appeal.languages),
        has_interpreter=pledge.has_interpreter,
        left=max(0, pledge.capacity - pledge.engaged),
        capacity=pledge.capacity,
        present=None if present is None else present.get(Activity(match.activity), 0),
        before_next_by=decided_by(_said(match), _said(after)) if after else None,
    )


def _said(match: Match) -> list[Said]:
    return [Said(code=value["criterion"], points=value["points"]) for value in match.values]
