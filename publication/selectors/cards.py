"""What anyone may read: the list, one card, how many there are about, and what is gone."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from activities.engine.values import Activity
from evidence.engine.values import Phase
from matching.engine.counting import Rounded, rounded
from places.models import Zone
from publication.engine.values import ActivityGroup
from publication.models import Card, CardQuerySet, Tombstone

if TYPE_CHECKING:
    from django.db.models import QuerySet

_BY_CELL = (
    *("place__country_code", "place__code", "group", "activity", "phase", "size", "month"),
    "reference",
)
"""Never by arrival: the last tie-break is a number drawn by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What somebody looks for; all of it is as coarse as the cards themselves.

    `place` is the code of a zone, `month` the first day of one. None leaves a thing open.
    """

    activity: Activity | None = None
    group: ActivityGroup | None = None
    place: str = ""
    phase: Phase | None = None
    month: date | None = None


def cards_found(sought: Sought) -> CardQuerySet:
    """Return the cards of the list, in an order that tells nothing of when they came.

    A card whose page is closed stays until the next batch: the list does not move meanwhile.
    """
    found = Card.objects.select_related("place__parent")
    if sought.activity:
        found = found.about(sought.activity)
    if sought.group:
        found = found.in_group(sought.group)
    if sought.place:
        found = found.within(sought.place)
    if sought.phase:
        found = found.filter(phase=sought.phase.value)
    if sought.month:
        found = found.filter(month=sought.month)
    return found.order_by(*_BY_CELL)


def card_to_read(reference: UUID) -> Card:
    """Return one card with its words.

    Raises:
        Card.DoesNotExist: there is none, or its author or its end has closed it.
    """
    return Card.objects.readable().select_related("place__parent").get(reference=reference)


def how_many(cards: CardQuerySet) -> Rounded:
    """Return how many cards there are, in steps."""
    return rounded(cards.count())


def places_told() -> "QuerySet[Zone]":
    """Return the regions and countries that any card of the list tells, and their countries."""
    told = Zone.objects.filter(cards__isnull=False)
    countries = told.exclude(parent=None).values("parent")
    return Zone.objects.filter(
        pk__in=told.union(Zone.objects.filter(pk__in=countries)).values("pk")
    )


def months_told() -> list[date]:
    """Return the months that any card of the list tells, the newest first."""
    return list(Card.objects.order_by("-month").values_list("month", flat=True).distinct())


def tombstones_since(day: date) -> "QuerySet[Tombstone]":
    """Return the cards that left the list on `day` or later, by day and then by their id."""
    return Tombstone.objects.filter(removed_on__gte=day).order_by("removed_on", "card")
