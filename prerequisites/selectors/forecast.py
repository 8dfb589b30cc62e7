"""What other rules would change, before anybody adopts them. Nothing is written."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import Case, DateField, Exists, F, Max, OuterRef, Q, Subquery, Value, When

from accounts.engine.roles import Permission
from accounts.permissions import require
from evidence.models import EvidenceItem
from places.models import Municipality
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.values import VerdictClass
from prerequisites.engine.verdict import class_if_asked, judge_each
from prerequisites.models import Override
from prerequisites.selectors.rules import rules_in_force
from prerequisites.selectors.verdicts import leaves_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

MOST_JUDGED: Final = 1_500
"""How many municipalities a forecast judges: it takes some three seconds on two busy cores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A municipality whose verdict would be of another class. Not every reader may know it."""

    zone_id: int
    zone: UUID
    name: str
    before: VerdictClass
    after: VerdictClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Which verdicts would move. `left_out` counts those that were too many to be judged."""

    moves: Sequence[Move]
    judged: int
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Town:
    municipality_id: int
    zone_id: int
    zone: UUID
    name: str


def forecast_for(
    user: "User", rules: RuleSet, *, on: date, first: Collection[int] = ()
) -> Forecast:
    """Return whose verdict would change with other rules than those in force on a day.

    Verdicts are compared as if the zone had asked: whether it has lies in its appeal, which no
    rule changes. Judged are the municipalities of which something is known on their own zone, or
    decided by two people. Of the others no rule changes the class: what is unknown stays unknown.

    Args:
        user: who asks; show names only of those whose case they have.
        rules: the other rules.
        on: the day of the verdicts, by what is known on it.
        first: the zones that are judged before all others, where there are more than
            `MOST_JUDGED`; of the rest those with the newest evidence.

    Raises:
        PermissionDenied: `user` does not judge.

    Cost: 7 queries, and two verdicts for each municipality, at most twice `MOST_JUDGED`.
    """
    require(user, Permission.JUDGE)
    known = _known_on(on)
    total = known.count()
    towns = _the_first_of(known, on, first)
    leaves = leaves_for(
        {town.municipality_id: town.zone_id for town in towns}, as_of=on, known_on=on
    )
    before = judge_each(leaves, as_of=on, known_on=on, rules=rules_in_force(on))
    after = judge_each(leaves, as_of=on, known_on=on, rules=rules)
    compared = [
        Move(
            zone_id=town.zone_id,
            zone=town.zone,
            name=town.name,
            before=class_if_asked(before[town.municipality_id]),
            after=class_if_asked(after[town.municipality_id]),
        )
        for town in towns
    ]
    return Forecast(
        moves=[move for move in compared if move.before is not move.after],
        judged=len(towns),
        left_out=total - len(towns),
    )


def _known_on(on: date) -> "QuerySet[Municipality]":
    """Return the municipalities whose class may depend on the rules."""
    said = EvidenceItem.objects.filter(zone=OuterRef("zone"), known_on__lte=on)
    decided = Override.objects.filter(municipality=OuterRef("pk"), confirmed_at__date__lte=on)
    return Municipality.objects.filter(Exists(said) | Exists(decided))


def _the_first_of(known: "QuerySet[Municipality]", on: date, first: Collection[int]) -> list[_Town]:
    said = EvidenceItem.objects.filter(zone=OuterRef("zone"), known_on__lte=on).order_by()
    newest = said.values("zone").annotate(day=Max("known_on")).values("day")
    rows = (
        known.annotate(
            is_first=Case(When(Q(zone__in=list(first)), then=Value(0)), default=Value(1)),
            newest=Subquery(newest, output_field=DateField()),
        )
        .order_by("is_first", F("newest").desc(nulls_last=True), "pk")
        .values_list("pk", "zone_id", "zone__reference", "name")[:MOST_JUDGED]
    )
    return [
        _Town(municipality_id=key, zone_id=zone_id, zone=zone, name=name)
        for key, zone_id, zone, name in rows
    ]
