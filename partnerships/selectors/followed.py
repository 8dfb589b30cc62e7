"""Partnerships as the network of a town that helps follows them: what its member does, no more.

Source: ours (docs/adr/0050-a-network-follows-and-speaks-for-nobody.md).
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.models import StateChange
from partnerships.models import Member, Partnership, PartnershipActivity, Result

if TYPE_CHECKING:
    from partnerships.models import PartnershipQuerySet


def partnerships_followed(user: User) -> "PartnershipQuerySet":
    """Return where members of the networks of `user` help now, by reference.

    Each has `helping` (the own members), `kinds` of all that was ever planned, whatever became
    of it, and `reaches`, one for each result. A kind that was left out when a verdict stops it
    would tell of the verdict.

    Raises:
        PermissionDenied: `user` reads for no network.
    """
    require(user, Permission.READ_OWN_NETWORK)
    inside = {"partnership": OuterRef("pk")}
    own = Member.objects.helping_of_network(user).in_touch().filter(**inside)
    town = JSONObject(
        reference="municipality__reference",
        name="municipality__name",
        name_latin="municipality__name_latin",
        country_code="municipality__country_code",
    )
    planned = PartnershipActivity.objects.filter(**inside)
    results = Result.objects.filter(objective__partnership=OuterRef("pk"))
    return (
        Partnership.objects.followed_by(user)
        .annotate(
            helping=ArraySubquery(own.order_by("municipality__reference").values(town=town)),
            kinds=ArraySubquery(
                planned.order_by("cell__activity").values("cell__activity").distinct()
            ),
            reaches=ArraySubquery(results.order_by("pk").values("reach")),
        )
        .order_by("reference")
    )


def changed_since(partnerships: "PartnershipQuerySet", since: datetime) -> "PartnershipQuerySet":
    """Keep those of which something that a network reads changed at `since` or later."""
    steps = StateChange.objects.filter(table_name="partnerships_partnership", at__gte=since)
    results = Result.objects.filter(objective__partnership=OuterRef("pk"), recorded_at__gte=since)
    planned = PartnershipActivity.objects.filter(partnership=OuterRef("pk"), planned_at__gte=since)
    changed = Exists(steps.filter(row_id=OuterRef("pk")))
    return partnerships.filter(
        Q(opened_at__gte=since) | changed | Exists(results) | Exists(planned)
    )


def partnerships_left(user: User, *, since: datetime) -> "PartnershipQuerySet":
    """Return where a member helps no more since a moment: it left, or its introduction ended.

    Raises:
        PermissionDenied: `user` reads for no network.
    """
    require(user, Permission.READ_OWN_NETWORK)
    over = Q(left_at__gte=since) | Q(proposal__ended_at__gte=since)
    went = Member.objects.helping_of_network(user).filter(over)
    here = Partnership.objects.followed_by(user)
    return Partnership.objects.filter(pk__in=went.values("partnership")).exclude(
        pk__in=here.values("pk")
    )
