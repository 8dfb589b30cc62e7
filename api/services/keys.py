"""Issue, exchange and revoke the keys of networks. A secret is shown once and kept nowhere."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts import services as accounts
from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import networks_with_keys_for
from api.engine.digests import digest_of
from api.engine.scopes import Scope
from api.models import Key
from audit.services import record

MOST_KEYS: Final = 20
BOTH_WORK_FOR: Final = timedelta(hours=24)
_PREFIX: Final = "cdk_"  # lets scanners of published code find a secret that slipped out


class TooManyKeys(Exception):
    """The network has as many live keys as it may have. Nothing was issued."""


class NotLive(Exception):
    """The key was revoked or has expired. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A key and its secret, which nobody can read again."""

    key: Key
    secret: str


@transaction.atomic
def issue_key(
    *, network: UUID, name: str, scopes: Collection[Scope], days: int, by: User, at: datetime
) -> Issued:
    """Make a key for the programs of a network.

    The network is locked first, so that two who issue at once do not pass the limit together.

    Args:
        days: how long it works, from 1 to 366.

    Raises:
        PermissionDenied: `by` manages no keys.
        Network.DoesNotExist: not there, or not one whose keys `by` manages.
        TooManyKeys: twenty are live.
    """
    require(by, Permission.MANAGE_KEYS)
    reached = networks_with_keys_for(by).select_for_update(of=("self",)).get(reference=network)
    if Key.objects.live(at).filter(network=reached).count() >= MOST_KEYS:
        raise TooManyKeys

    secret = _new_secret()
    key = Key.objects.create(
        network=reached,
        user=accounts.open_program(network=reached, name=name, by=by, at=at),
        name=name,
        client_id=secrets.token_hex(16),
        scopes=sorted(scope.value for scope in scopes),
        secret_sha256=digest_of(secret),
        issued_at=at,
        issued_by=by,
        expires_at=at + timedelta(days=days),
    )

    _record(key, "key.issued", by=by, at=at)
    return Issued(key=key, secret=secret)


@transaction.atomic
def exchange_secret(*, reference: UUID, by: User, at: datetime) -> Issued:
    """Give a key a new secret. The former one works for a day, so that no call fails meanwhile.

    Raises:
        PermissionDenied: `by` manages no keys.
        Key.DoesNotExist: not there, or not of a network whose keys `by` manages.
        NotLive: it opens nothing any more.
    """
    key = _locked(reference, by)
    if not Key.objects.live(at).filter(pk=key.pk).exists():
        raise NotLive

    secret = _new_secret()
    key.former_sha256, key.former_until = key.secret_sha256, at + BOTH_WORK_FOR
    key.secret_sha256 = digest_of(secret)
    key.save(update_fields=["former_sha256", "former_until", "secret_sha256"])

    _record(key, "key.exchanged", by=by, at=at)
    return Issued(key=key, secret=secret)


@transaction.atomic
def revoke_key(*, reference: UUID, by: User, at: datetime) -> Key:
    """Shut a key, its tokens and its account for good. The next call finds it shut.

    Raises:
        PermissionDenied: `by` manages no keys.
        Key.DoesNotExist: not there, or not of a network whose keys `by` manages.
        NotLive: it was revoked before.
    """
    key = _locked(reference, by)
    if key.revoked_at is not None:
        raise NotLive

    key.tokens.all().delete()
    key.revoked_at, key.revoked_by = at, by
    key.save(update_fields=["revoked_at", "revoked_by"])
    accounts.close_program(user=key.user, by=by, at=at)

    _record(key, "key.revoked", by=by, at=at)
    return key


def _locked(reference: UUID, by: User) -> Key:
    require(by, Permission.MANAGE_KEYS)
    return (
        Key.objects.filter(network__in=networks_with_keys_for(by).values("pk"))
        .select_for_update(of=("self",))
        .select_related("user", "network")
        .get(reference=reference)
    )


def _new_secret() -> str:
    return _PREFIX + secrets.token_urlsafe(32)  # 256 bits


def _record(key: Key, verb: str, *, by: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="key",
        subject=str(key.reference),
        actor_id=by.pk,
        at=at,
        data={"network_id": key.network_id},
    )
