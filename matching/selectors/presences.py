"""Reads of who else is at work in a zone: for the secretariat, and for the matcher."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q, QuerySet

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity
from matching.models import Presence
from places.models import Zone


def presences_for(user: User, zone: Zone) -> "QuerySet[Presence]":
    """Return who is or was at work in a zone, the newest record first.

    Raises:
        PermissionDenied: `user` does not read evidence.
    """
    require(user, Permission.READ_EVIDENCE)
    return Presence.objects.filter(zone=zone).order_by("-pk")


def present_in(zone_ids: Collection[int], *, on: date) -> dict[int, dict[Activity, int]]:
    """Return, by zone, how many bodies carry out each activity there on a day.

    Only what is recorded for the zone itself; what is known of places around it gives context.
    A zone of which nothing is recorded is left out: that is unknown, not empty.

    Cost: 1 query.
    """
    there = Presence.objects.filter(
        Q(ends=None) | Q(ends__gt=on), zone__in=zone_ids, starts__lte=on
    )
    counted = there.values_list("zone_id", "activity").annotate(
        bodies=Count("organisation", distinct=True)
    )
    found: defaultdict[int, dict[Activity, int]] = defaultdict(dict)
    for zone_id, activity, bodies in counted.order_by():
        found[zone_id][Activity(activity)] = bodies
    return dict(found)
