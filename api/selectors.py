"""Reads about keys, and who calls."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, QuerySet

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import networks_for, networks_with_keys_for
from api.engine.bulk import SET_ASIDE
from api.engine.digests import digest_of
from api.engine.scopes import Scope
from api.models import BulkCall, BulkRow, BulkRowQuerySet, Key, NetworkPledge
from places.models import Municipality

_CALLER: Final = """
    SELECT person.*, token.scopes AS scopes_of_token
    FROM api_token token
    JOIN api_key opener ON opener.id = token.key_id
    JOIN accounts_user person ON person.id = opener.user_id
    WHERE token.digest = %(digest)s AND token.expires_at > %(at)s AND person.is_active
        AND opener.revoked_at IS NULL AND opener.issued_at <= %(at)s AND opener.expires_at > %(at)s
"""
"""Written out: to put it together anew would cost each call as much as all else in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program that calls: the account it acts as, and what its token is for."""

    user: User
    scopes: frozenset[Scope]


def caller_of(token: str, *, at: datetime) -> Caller | None:
    """Return who calls with a token, or None when it opens nothing.

    Asked anew in each call: what was revoked is shut from the next one on.

    Cost: one query.
    """
    told = {"digest": digest_of(token), "at": at}
    for user in User.objects.raw(_CALLER, told):
        return Caller(user=user, scopes=frozenset(map(Scope, vars(user)["scopes_of_token"])))
    return None


def keys_for(user: User) -> QuerySet[Key]:
    """Return the keys that `user` manages, by network, the newest first.

    Raises:
        PermissionDenied: `user` manages no keys.
    """
    require(user, Permission.MANAGE_KEYS)
    networks = networks_with_keys_for(user)
    return (
        Key.objects.filter(network__in=networks.values("pk"))
        .select_related("network", "issued_by")
        .order_by("network__name", "-pk")
    )


def bulk_calls_for(user: User) -> QuerySet[BulkCall]:
    """Return the calls with many rows of the networks of `user`.

    Raises:
        PermissionDenied: `user` writes for no network.
    """
    require(user, Permission.WRITE_FOR_MEMBERS)
    own = BulkCall.objects.filter(network__in=networks_for(user).values("pk"))
    return own.select_related("carries_out", "carried_out_by").order_by("-pk")


def rows_of(call: BulkCall) -> QuerySet[BulkRow]:
    """Return the rows of a call that the caller may read."""
    return BulkRow.objects.filter(part__call=call).select_related("pledge")


def fates_of(call: BulkCall) -> dict[str, int]:
    """Return how many rows of a call met each fate.

    Cost: 1 query.
    """
    counted = BulkRow.objects.filter(part__call=call).values("fate").annotate(rows=Count("pk"))
    return {row["fate"]: row["rows"] for row in counted}


def fates_of_each(calls: Collection[BulkCall]) -> dict[int, dict[str, int]]:
    """Return, by the key of each call, how many of its rows met each fate.

    Cost: 1 query.
    """
    counted = BulkRow.objects.filter(part__call__in=calls).values("part__call", "fate")
    found: dict[int, dict[str, int]] = {call.pk: {} for call in calls}
    for row in counted.annotate(rows=Count("pk")):
        found[row["part__call"]][row["fate"]] = row["rows"]
    return found


def not_taken(call: BulkCall) -> QuerySet[BulkRow]:
    """Return the rows of a call that were not taken, in its order."""
    return rows_of(call).filter(fate__in=[fate.value for fate in SET_ASIDE]).order_by("number")


def records_for(user: User) -> QuerySet[NetworkPledge]:
    """Return the pledges that the networks of `user` have sent under a name of their own.

    Raises:
        PermissionDenied: `user` writes for no network.
    """
    require(user, Permission.WRITE_FOR_MEMBERS)
    own = NetworkPledge.objects.filter(network__in=networks_for(user).values("pk"))
    return own.exclude(external_id="").select_related("pledge__municipality").order_by("pk")


def members_without_record(user: User) -> QuerySet[Municipality]:
    """Return the members that may help and of which no pledge was sent, by name.

    Raises:
        PermissionDenied: `user` writes for no network.
    """
    sent = records_for(user).order_by().values("pledge__municipality")
    return (
        user.network_municipalities.filter(may_help=True)
        .exclude(pk__in=sent)
        .order_by("name", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AsideOfNetwork:
    """How many rows of a network stand in its quarantine, and since when."""

    network: str
    rows: int
    since: datetime


def quarantine_by_network(user: User) -> list[AsideOfNetwork]:
    """Return which networks have rows that were not taken; what the rows say is theirs alone.

    Raises:
        PermissionDenied: `user` looks after no imports.
    """
    require(user, Permission.MANAGE_IMPORTS)
    counted = BulkRow.objects.in_quarantine().values("network__name")
    found = counted.annotate(rows=Count("pk"), since=Min("part__call__called_at"))
    return [
        AsideOfNetwork(network=row["network__name"], rows=row["rows"], since=row["since"])
        for row in found.order_by("since", "network__name")
    ]


def quarantine_for(user: User) -> BulkRowQuerySet:
    """Return the rows that were not taken, of the networks of `user`.

    Raises:
        PermissionDenied: `user` writes for no network.
    """
    require(user, Permission.WRITE_FOR_MEMBERS)
    own = BulkRow.objects.in_quarantine().filter(network__in=networks_for(user).values("pk"))
    return own.select_related("part__call", "pledge")
