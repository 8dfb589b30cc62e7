"""A program of a network, which reads its pledges."""

from django.utils import timezone

from accounts.models import Network, User
from api.engine.scopes import Scope
from api.services import keys, tokens


def token_of(network: Network, by: User) -> str:
    """Return a token with which the pledges of the members of `network` are read."""
    issued = keys.issue_key(
        network=network.reference,
        name="Measurement",
        scopes=frozenset({Scope.READ_PLEDGES}),
        days=30,
        by=by,
        at=timezone.now(),
    )
    given = tokens.give_token(
        client_id=issued.key.client_id, secret=issued.secret, scopes=None, at=timezone.now()
    )
    return given.token
