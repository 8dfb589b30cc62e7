"""Programs of networks: a key, a token, and a client that calls with it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.selectors import networks_with_keys_for
from api.engine.scopes import Scope
from api.services import keys, tokens
from api.services.keys import Issued

EVERY_SCOPE: Final = frozenset(Scope)


def a_key(
    by: User, *, scopes: Collection[Scope] = EVERY_SCOPE, at: datetime | None = None
) -> Issued:
    """Return a key of the first network whose keys `by` manages."""
    network = networks_with_keys_for(by)[0]
    return keys.issue_key(
        network=network.reference,
        name="Nightly sync",
        scopes=frozenset(scopes),
        days=30,
        by=by,
        at=at or timezone.now(),
    )


def a_token(issued: Issued, *, scopes: Collection[Scope] | None = None) -> str:
    given = tokens.give_token(
        client_id=issued.key.client_id,
        secret=issued.secret,
        scopes=None if scopes is None else frozenset(scopes),
        at=timezone.now(),
    )
    return given.token


def calling(token: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def a_program(by: User, *, scopes: Collection[Scope] = EVERY_SCOPE) -> APIClient:
    """Return a client that calls as a program of `by`'s network, for these scopes."""
    return calling(a_token(a_key(by, scopes=scopes)))


def session_of(user: User) -> APIClient:
    """A client in which `user` is signed in, as in a browser."""
    client = APIClient()
    client.force_login(User.objects.get(pk=user.pk))  # nothing remembered
    return client
