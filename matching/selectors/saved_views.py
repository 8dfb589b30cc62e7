"""The views of the queue that an officer has saved, and in which zones the own cases lie."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import BigIntegerField, Value

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.models import Appeal, SavedView
from matching.selectors.queue import in_queue_of, kept
from places.models import Zone
from places.selectors import ancestors_of

MOST_COUNTED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseZone:
    """A zone in which own cases lie: its name, and the zones of those cases."""

    reference: UUID
    name: str
    leaves: Collection[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedView:
    """A view of one's own, and how many appeals it keeps now; `MOST_COUNTED` stands for more."""

    view: SavedView
    count: int


def views_of(user: User) -> list[SavedView]:
    """Return the views that `user` has saved, in the order of saving.

    Raises:
        PermissionDenied: `user` has no place at the desk.

    Cost: 1 query.
    """
    require(user, Permission.READ_DESK)
    return list(SavedView.objects.visible_to(user).select_related("zone").order_by("place"))


def view_of(user: User, reference: UUID) -> SavedView:
    """Return one view of `user`.

    Raises:
        PermissionDenied: `user` has no place at the desk.
        SavedView.DoesNotExist: there is no such view of `user`.
    """
    require(user, Permission.READ_DESK)
    own = SavedView.objects.visible_to(user).select_related("zone")
    return own.get(reference=reference)


def counted(
    user: User, views: Sequence[SavedView], zones: Sequence[CaseZone], *, today: date
) -> list[CountedView]:
    """Return views with what each would show of the queue of `user`.

    Nobody needs to know of a queue of thousands how many it holds, so counting stops early.

    Cost: 1 query, whatever the number of views; none without views.
    """
    leaves = leaves_by_zone(zones)
    shown = [
        in_queue_of(user)
        .filter(kept(user, view.as_filter(), leaves=leaves, today=today))
        .annotate(view=Value(view.pk, output_field=BigIntegerField()))
        .values_list("view", flat=True)[:MOST_COUNTED]
        for view in views
    ]
    counts = Counter(shown[0].union(*shown[1:], all=True)) if shown else Counter()
    return [CountedView(view=view, count=counts[view.pk]) for view in views]


def case_zones(user: User) -> list[CaseZone]:
    """Return the zones in which open cases of `user` lie, and those around them, by name.

    Cost: 2 queries.
    """
    own = Appeal.objects.open().filter(officer=user).values("municipality__zone")
    leaves = list(Zone.objects.filter(pk__in=own))
    above = ancestors_of([leaf.pk for leaf in leaves])
    names: dict[UUID, str] = {}
    within: defaultdict[UUID, set[int]] = defaultdict(set)
    for leaf in leaves:
        names[leaf.reference] = leaf.name
        names |= {zone.reference: zone.name for zone in above[leaf.pk]}
        for reference in (leaf.reference, *(zone.reference for zone in above[leaf.pk])):
            within[reference].add(leaf.pk)
    return [
        CaseZone(reference=reference, name=name, leaves=within[reference])
        for reference, name in sorted(names.items(), key=lambda one: (one[1].casefold(), one[0]))
    ]


def leaves_by_zone(zones: Sequence[CaseZone]) -> Mapping[UUID, Collection[int]]:
    """Return which zones of own cases lie within each zone."""
    return {zone.reference: zone.leaves for zone in zones}
