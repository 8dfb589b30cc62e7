"""Which cards a saved search means, asked one card at a time.

It is the same question that the list is narrowed by (`selectors.cards.cards_found`), turned
around: there many cards meet one search, here one card meets many searches.
"""

from dataclasses import dataclass
from typing import Final

from activities.engine.values import Activity
from evidence.engine.values import Phase
from publication.engine.values import ActivityGroup, group_of

MOST: Final = 10
"""So many searches a municipality may save. Ours: a list that can be read at a glance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; None leaves a thing open. `place` is the id of a zone."""

    activity: Activity | None = None
    group: ActivityGroup | None = None
    place: int | None = None
    phase: Phase | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a public card tells, as far as searches ask; `above` is the zone over its place."""

    group: ActivityGroup
    activity: Activity | None
    place: int
    above: int | None
    phase: Phase | None


def fits(search: Search, told: Told) -> bool:
    """Test whether a card is one that the search means."""
    return (
        (search.activity is None or _is_about(search.activity, told))
        and search.group in {None, told.group}
        and search.place in {None, told.place, told.above}
        and search.phase in {None, told.phase}
    )


def _is_about(activity: Activity, told: Told) -> bool:
    """Test by name, or by group where the card tells only that."""
    if told.activity is None:
        return told.group is group_of(activity)
    return told.activity is activity
