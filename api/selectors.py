"""Reads about keys, and who calls."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import networks_for, networks_with_keys_for
from api.engine.digests import digest_of
from api.engine.scopes import Scope
from api.models import BulkCall, BulkRow, BulkRowQuerySet, Key, Token


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
    held = (
        Token.objects.filter(digest=digest_of(token), expires_at__gt=at, key__user__is_active=True)
        .filter(key__in=Key.objects.live(at))
        .select_related("key__user")
        .first()
    )
    if held is None:
        return None
    return Caller(user=held.key.user, scopes=frozenset(map(Scope, held.scopes)))


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
    return BulkCall.objects.filter(network__in=networks_for(user).values("pk"))


def rows_of(call: BulkCall) -> QuerySet[BulkRow]:
    """Return the rows of a call that the caller may read."""
    return BulkRow.objects.filter(part__call=call).select_related("pledge")


def fates_of(call: BulkCall) -> dict[str, int]:
    """Return how many rows of a call met each fate.

    Cost: 1 query.
    """
    counted = BulkRow.objects.filter(part__call=call).values("fate").annotate(rows=Count("pk"))
    return {row["fate"]: row["rows"] for row in counted}


def quarantine_for(user: User) -> BulkRowQuerySet:
    """Return the rows that were not taken, of the networks of `user`.

    Raises:
        PermissionDenied: `user` writes for no network.
    """
    require(user, Permission.WRITE_FOR_MEMBERS)
    own = BulkRow.objects.in_quarantine().filter(network__in=networks_for(user).values("pk"))
    return own.select_related("part__call", "pledge")
