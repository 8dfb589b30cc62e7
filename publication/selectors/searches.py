"""What a municipality looks for again and again, and about how much of it there is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.models import User
from activities.engine.values import Activity
from evidence.engine.values import Phase
from matching.engine.counting import Rounded, rounded
from publication.engine.searches import Told, fits
from publication.engine.values import ActivityGroup
from publication.models import Card, SavedSearch

if TYPE_CHECKING:
    from django.db.models import QuerySet

_TOLD: Final = ("group", "activity", "place_id", "place__parent_id", "phase")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A saved search with about how many cards of the list fit it now."""

    saved: SavedSearch
    count: Rounded


def searches_for(user: User) -> "QuerySet[SavedSearch]":
    """Return what the municipalities of `user` have saved, by municipality and name."""
    found = SavedSearch.objects.visible_to(user).select_related("municipality", "place__parent")
    return found.order_by("municipality__name", "municipality", "name", "pk")


def with_counts(searches: Iterable[SavedSearch]) -> list[Kept]:
    """Return searches with their counts, in their order.

    Cost: one query, and time linear in searches times cards of the list.
    """
    cards = [_told(*row) for row in Card.objects.values_list(*_TOLD)]
    return [
        Kept(saved=each, count=rounded(sum(fits(each.search, card) for card in cards)))
        for each in searches
    ]


def told_of(card: Card) -> Told:
    """Return what a card tells, as far as searches ask."""
    return _told(card.group, card.activity, card.place_id, card.place.parent_id, card.phase)


def _told(group: str, activity: str, place: int, above: int | None, phase: str) -> Told:
    return Told(
        group=ActivityGroup(group),
        activity=Activity(activity) if activity else None,
        place=place,
        above=above,
        phase=Phase(phase) if phase else None,
    )
