"""Reads about keys, and who calls."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias, TypeVar

from django.db import connection
from django.db.models import Count, Min, Model, QuerySet

from accounts.engine.roles import Permission
from accounts.models import Membership, User
from accounts.permissions import require
from accounts.selectors import networks_for, networks_with_keys_for
from api.engine.bulk import SET_ASIDE
from api.engine.digests import digest_of
from api.engine.scopes import Scope
from api.models import BulkCall, BulkRow, BulkRowQuerySet, Key, NetworkPledge
from places.models import Municipality

_CALLER: Final = """
    SELECT person.*, token.scopes AS scopes_of_token,
        acting.id AS acting_id, acting.reference AS acting_reference,
        acting.user_id AS acting_user_id, acting.role AS acting_role,
        acting.municipality_id AS acting_municipality_id,
        acting.intermediary_id AS acting_intermediary_id,
        acting.network_id AS acting_network_id,
        acting.since AS acting_since, acting.until AS acting_until
    FROM api_token token
    JOIN api_key opener ON opener.id = token.key_id
    JOIN accounts_user person ON person.id = opener.user_id
    LEFT JOIN accounts_membership acting ON acting.user_id = person.id
        AND acting.since <= %(at)s AND (acting.until IS NULL OR acting.until > %(at)s)
    WHERE token.digest = %(digest)s AND token.expires_at > %(at)s AND person.is_active
        AND opener.revoked_at IS NULL AND opener.issued_at <= %(at)s AND opener.expires_at > %(at)s
    ORDER BY acting.id
"""
"""Written out: to put it together anew would cost each call as much as all else in it.

What the person may act as (`MembershipQuerySet.live`) comes with it and takes no question more.
"""

_Kind = TypeVar("_Kind", bound=Model)
Rights: TypeAlias = tuple[tuple[str, int | None, int | None, int | None], ...]
"""What somebody may act as now: the roles, each with its body."""


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
    with connection.cursor() as cursor:
        cursor.execute(_CALLER, {"digest": digest_of(token), "at": at})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    if not rows:
        return None
    user = _made(User, rows[0])
    # An account that may act as nothing now has one row all the same, with nothing in it.
    acting = [row for row in rows if row["acting_id"]]
    vars(user)["live_memberships"] = [_made(Membership, row, prefix="acting_") for row in acting]
    return Caller(user=user, scopes=frozenset(map(Scope, rows[0]["scopes_of_token"])))


def _made(kind: type[_Kind], row: Mapping[str, object], *, prefix: str = "") -> _Kind:
    names = [field.attname for field in kind._meta.concrete_fields]  # noqa: SLF001 - Django's API
    return kind.from_db(connection.alias, names, [row[prefix + name] for name in names])


def rights_of(user: User) -> Rights:
    """Return what `user` may act as now."""
    return tuple(
        (each.role, each.municipality_id, each.intermediary_id, each.network_id)
        for each in user.live_memberships
    )


def someone_with(rights: Rights) -> User:
    """Return a person of whom nothing is known but what they may act as."""
    someone = User()
    vars(someone)["live_memberships"] = [
        Membership(
            role=role,
            municipality_id=municipality,
            intermediary_id=intermediary,
            network_id=network,
        )
        for role, municipality, intermediary, network in rights
    ]
    return someone


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
