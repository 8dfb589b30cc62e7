"""How many public cards tell each place, for a map: nothing that the list does not show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matching.engine.counting import Rounded, rounded
from places.engine.values import ZoneKind
from places.models import Zone
from places.selectors import centres_of
from publication.selectors.cards import Sought, cards_found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place with about how many cards lie in it, as the list narrowed to it counts them.

    `centre` is the mean (latitude, longitude) of all its municipalities in the gazetteer, which
    tells nothing of those that ask; None where the gazetteer has no coordinates.
    """

    place: Zone
    count: Rounded
    centre: tuple[float, float] | None

    @property
    def is_country(self) -> bool:
        """Test whether it is a whole country, regions included."""
        return self.place.kind == ZoneKind.COUNTRY


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The places of the cards that are sought, and where the other regions of their countries lie.

    A country is among `regions` only where a card tells no more than the country.
    """

    regions: "Sequence[Region]"
    around: "Sequence[tuple[float, float]]"


def spread_of(sought: Sought) -> Spread:
    """Return where the cards lie, whatever place is sought, in no order.

    Cost: four queries.
    """
    cards = cards_found(replace(sought, place="")).order_by()
    counts = _counts(cards.values_list("place", "place__parent"))
    if not counts:
        return Spread(regions=[], around=[])
    places = list(Zone.objects.filter(pk__in=counts).select_related("parent"))
    neighbours = _neighbours(places)
    centres = centres_of([*counts, *neighbours])
    return Spread(
        regions=[
            Region(place=each, count=rounded(counts[each.pk]), centre=centres.get(each.pk))
            for each in places
        ],
        around=[centres[pk] for pk in sorted(neighbours - set(counts)) if pk in centres],
    )


def _counts(told: Iterable[tuple[int, int | None]]) -> "Mapping[int, int]":
    """Return how many cards lie in each told place: a country counts its regions too."""
    rows = list(told)
    counts = Counter(place for place, _above in rows)
    within = Counter(above for _place, above in rows if above in counts)
    return {place: number + within[place] for place, number in counts.items()}


def _neighbours(places: "Sequence[Zone]") -> set[int]:
    countries = {place.parent_id or place.pk for place in places}
    regions = Zone.objects.filter(parent__in=countries, kind=ZoneKind.REGION.value)
    return set(regions.values_list("pk", flat=True))
