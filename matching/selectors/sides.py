"""Reads of sides: for the secretariat alone, and for the matcher."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from places.engine.sides import Standing, sides_on
from places.models import Side, Stand, StandQuerySet
from places.selectors import one_array


def stands_for(user: User) -> StandQuerySet:
    """Return who stands where, the newest record first.

    Raises:
        PermissionDenied: `user` does not read evidence.
    """
    require(user, Permission.READ_EVIDENCE)
    return Stand.objects.select_related("municipality", "side", "conflict").order_by("-pk")


def sides_for(user: User) -> list[Side]:
    """Return every side of every conflict by name.

    Raises:
        PermissionDenied: `user` does not read evidence.
    """
    require(user, Permission.READ_EVIDENCE)
    return list(Side.objects.select_related("conflict").order_by("conflict__name", "name", "pk"))


def sides_of(municipality_ids: Collection[int], *, day: date) -> dict[int, dict[str, str]]:
    """Return, by municipality, its side in each conflict on `day`; for the matcher.

    Cost: one query.
    """
    standings: defaultdict[int, list[Standing]] = defaultdict(list)
    for stand in Stand.objects.filter(municipality__in=one_array(municipality_ids)):
        standings[stand.municipality_id].append(stand.as_standing())
    return {pk: sides_on(standings.get(pk, ()), day=day) for pk in municipality_ids}
