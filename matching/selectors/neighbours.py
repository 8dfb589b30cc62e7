"""Where help goes already: of the other appeals of a region or a side, how many have some."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from matching.engine.values import Neighbours
from matching.models import Allocation, Allotment, Appeal
from matching.selectors.sides import sides_of
from places.engine.values import ZoneKind
from places.selectors import ancestors_of

Group: TypeAlias = tuple[str, str]
"""A region, or a side of a conflict."""


def neighbours_of(appeals: Sequence[Appeal], *, on: date) -> Mapping[int, Neighbours | None]:
    """Return, by appeal, how its region and sides fare in the current allocation.

    None for all while nothing was given out. Of several groups the one that is helped most
    counts, so that a forgotten region does not hide a favoured side.

    Cost: 1 query while nothing was given out, 5 otherwise, whatever the numbers.
    """
    current = Allocation.objects.filter(is_current=True).first()
    if current is None:
        return dict.fromkeys((appeal.pk for appeal in appeals), None)
    live = set(Appeal.objects.live().values_list("pk", "municipality", "municipality__zone"))
    asking = {(each.pk, each.municipality_id, each.municipality.zone_id) for each in appeals}
    groups = _groups(live | asking, on=on)
    helped = set(Allotment.objects.filter(allocation=current).values_list("appeal", flat=True))
    living = {pk for pk, _town, _zone in live}
    total = Counter(group for pk in living for group in groups[pk])
    fed = Counter(group for pk in living & helped for group in groups[pk])
    return {
        appeal.pk: max(
            (
                Neighbours(
                    others=total[group] - (appeal.pk in living),
                    helped=fed[group] - (appeal.pk in living & helped),
                )
                for group in groups[appeal.pk]
            ),
            key=_share,
        )
        for appeal in appeals
    }


def _share(neighbours: Neighbours) -> tuple[float, int]:
    if not neighbours.others:
        return 0.0, 0
    return neighbours.helped / neighbours.others, neighbours.others


def _groups(asking: set[tuple[int, int, int]], *, on: date) -> dict[int, list[Group]]:
    """Return the groups of each appeal: its region (its zone where none lies above) and sides."""
    above = ancestors_of({zone for _pk, _town, zone in asking})
    sides = sides_of({town for _pk, town, _zone in asking}, day=on)
    found: defaultdict[int, list[Group]] = defaultdict(list)
    for pk, town, zone in asking:
        regions = [each.id for each in above.get(zone, ()) if each.kind == ZoneKind.REGION]
        found[pk] = [("region", str(regions[0] if regions else zone)), *sides[town].items()]
    return found
