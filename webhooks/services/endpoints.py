"""Make, rotate, disable, enable and delete the endpoints of networks."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import networks_for
from audit.services import record, sign
from sealing import services as sealing
from sealing.engine.envelope import Place
from sealing.engine.reasons import OpenReason
from webhooks.engine.addresses import target_of
from webhooks.engine.events import EventType
from webhooks.engine.sending import (
    ENDPOINT,
    MESSAGE,
    EndpointAction,
    EndpointState,
    MessageAction,
    MessageState,
)
from webhooks.engine.signing import SECRET_BYTES, secret_of
from webhooks.models import BOTH_SIGN_FOR, Endpoint

MOST_ENDPOINTS: Final = 5
_PRESENT: Final = "sealed_secret"
_FORMER: Final = "sealed_former"
_PAST: Final = {
    EndpointAction.DISABLE: "endpoint.disabled",
    EndpointAction.ENABLE: "endpoint.enabled",
    EndpointAction.DELETE: "endpoint.deleted",
}


class TooManyEndpoints(Exception):
    """The network has as many endpoints as it may have. Nothing was made."""


class NotThere(Exception):
    """The endpoint has moved on: this step does not lead from where it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An endpoint and its secret, which no page shows again."""

    endpoint: Endpoint
    secret: str


@transaction.atomic
def make_endpoint(
    *,
    network: UUID,
    url: str,
    description: str,
    events: Collection[EventType],
    by: User,
    at: datetime,
) -> Made:
    """Make an endpoint of a network; it hears of what happens from now on.

    The network is locked first, so that two who make one at once do not pass the limit together.

    Raises:
        PermissionDenied: `by` manages no keys.
        Network.DoesNotExist: not there, or not one that `by` acts for.
        UnfitURL: messages may not go there.
        TooManyEndpoints: five are kept.
    """
    require(by, Permission.MANAGE_KEYS)
    reached = networks_for(by).select_for_update(of=("self",)).get(reference=network)
    target_of(url, ports=settings.WEBHOOK_PORTS, to_loopback=settings.WEBHOOK_TO_LOOPBACK)
    if Endpoint.objects.kept().filter(network=reached).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints

    secret = _new_secret()
    endpoint = Endpoint(
        network=reached,
        url=url,
        description=description,
        events=sorted(each.value for each in events),
        data_key=sealing.new_key(at=at),
        made_at=at,
        made_by=by,
    )
    endpoint.sealed_secret = _sealed(endpoint, _PRESENT, secret)
    sign(actor_id=by.pk)
    endpoint.save(force_insert=True)

    _record(endpoint, "endpoint.made", actor_id=by.pk, at=at)
    return Made(endpoint=endpoint, secret=secret)


@transaction.atomic
def rotate_secret(*, reference: UUID, by: User, at: datetime) -> Made:
    """Give an endpoint a new secret. For a day, messages carry the signatures of both.

    Raises:
        PermissionDenied: `by` only reads it.
        Endpoint.DoesNotExist: not there, or not visible to `by`.
        NotThere: it is deleted.
    """
    endpoint = locked_own(reference, by)
    if endpoint.state == EndpointState.DELETED:
        raise NotThere

    former = _opened(endpoint, _PRESENT, at=at)
    secret = _new_secret()
    endpoint.sealed_former = _sealed(endpoint, _FORMER, former)
    endpoint.former_until = at + BOTH_SIGN_FOR
    endpoint.sealed_secret = _sealed(endpoint, _PRESENT, secret)
    endpoint.save(update_fields=["sealed_secret", "sealed_former", "former_until"])

    _record(endpoint, "endpoint.rotated", actor_id=by.pk, at=at)
    return Made(endpoint=endpoint, secret=secret)


@transaction.atomic
def move_endpoint(*, reference: UUID, action: EndpointAction, by: User, at: datetime) -> Endpoint:
    """Disable, enable or delete an endpoint. What waited for a disabled one is not sent.

    A supervisor may disable the endpoint of any network; the other steps are the network's.

    Raises:
        PermissionDenied: visible, but this step is not theirs to take.
        Endpoint.DoesNotExist: not there, or not visible to `by`.
        NotThere: this step does not lead from where it stands; nothing was changed.
    """
    if action is EndpointAction.DISABLE:
        endpoint = locked_visible(reference, by)
    else:
        endpoint = locked_own(reference, by)
    step(endpoint, action, actor_id=by.pk, at=at)
    return endpoint


def step(
    endpoint: Endpoint,
    action: EndpointAction,
    *,
    actor_id: int | None,
    at: datetime,
    is_gone: bool = False,
) -> None:
    """Take one step of an endpoint that the caller has locked.

    Args:
        endpoint: locked.
        action: what happens to it.
        actor_id: who did it; None when the endpoint itself said that it is gone.
        at: now.
        is_gone: it answered 410.

    Raises:
        NotThere: this step does not lead from where it stands.
    """
    reached = ENDPOINT[EndpointState(endpoint.state)].get(action)
    if reached is None:
        raise NotThere
    endpoint.state, endpoint.is_gone, endpoint.rests_until = reached.value, is_gone, None
    if reached is EndpointState.DELETED:
        endpoint.sealed_secret = endpoint.sealed_former = b""
        endpoint.former_until = None
    sign(actor_id=actor_id)
    endpoint.save(
        update_fields=[
            *("state", "is_gone", "rests_until"),
            *("sealed_secret", "sealed_former", "former_until"),
        ]
    )
    if reached is not EndpointState.ACTIVE:
        dropped = MESSAGE[MessageState.WAITING][MessageAction.DROP]
        endpoint.messages.filter(state=MessageState.WAITING.value).update(
            state=dropped.value, leased_until=None
        )
    if reached is EndpointState.DELETED:
        sealing.erase(reference=endpoint.data_key.reference, actor_id=actor_id, at=at)
    _record(endpoint, _PAST[action], actor_id=actor_id, at=at)


def secrets_of(endpoint: Endpoint, *, at: datetime) -> list[str]:
    """Return what signs a message now: the secret and, while it is rotated, the former one.

    Raises:
        Erased: the endpoint was deleted.
    """
    present = [_opened(endpoint, _PRESENT, at=at)]
    if endpoint.former_until is None or endpoint.former_until <= at:
        return present
    return [*present, _opened(endpoint, _FORMER, at=at)]


def locked_visible(reference: UUID, by: User) -> Endpoint:
    """Return an endpoint that `by` may read, locked.

    Raises:
        PermissionDenied: `by` manages no keys.
        Endpoint.DoesNotExist: not there, or not visible to `by`.
    """
    require(by, Permission.MANAGE_KEYS)
    return (
        Endpoint.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("network", "data_key")
        .get(reference=reference)
    )


def locked_own(reference: UUID, by: User) -> Endpoint:
    """Return an endpoint of the network that `by` acts for, locked.

    Raises:
        PermissionDenied: `by` only reads it.
        Endpoint.DoesNotExist: not there, or not visible to `by`.
    """
    endpoint = locked_visible(reference, by)
    if not networks_for(by).filter(pk=endpoint.network_id).exists():
        raise PermissionDenied
    return endpoint


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))


def _place(endpoint: Endpoint, column: str) -> Place:
    return Place(table="endpoint", column=column, row=endpoint.reference)


def _sealed(endpoint: Endpoint, column: str, secret: str) -> bytes:
    return sealing.sealed(endpoint.data_key, _place(endpoint, column), secret)


def _opened(endpoint: Endpoint, column: str, *, at: datetime) -> str:
    return sealing.opened(
        endpoint.data_key,
        _place(endpoint, column),
        getattr(endpoint, column),
        actor_id=None,
        reason=OpenReason.SIGNING,
        at=at,
    )


def _record(endpoint: Endpoint, verb: str, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="endpoint",
        subject=str(endpoint.reference),
        actor_id=actor_id,
        at=at,
        data={"network_id": endpoint.network_id},
    )
