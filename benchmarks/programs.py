"""A network with members, and a program of it."""

from datetime import timedelta

from django.utils import timezone

from accounts.engine.roles import Role
from accounts.models import Membership, Network, NetworkMember, User
from api.engine.scopes import Scope
from api.services import keys, tokens
from places.engine.values import ZoneKind
from places.models import Municipality, Zone


def network_of(members: int) -> tuple[User, list[Municipality]]:
    """Return somebody who writes for a new network, and its members."""
    network = Network.objects.create(name="Network")
    person = User.objects.create(email="network@example.org", display_name="Network")
    long_ago = timezone.now() - timedelta(days=1_000)
    Membership.objects.create(user=person, role=Role.NETWORK.value, network=network, since=long_ago)
    towns = [_town(number) for number in range(members)]
    NetworkMember.objects.bulk_create(
        NetworkMember(network=network, municipality=town) for town in towns
    )
    return person, towns


def _town(number: int) -> Municipality:
    name = f"Town {number}"
    zone = Zone.objects.create(
        code=name, name=name, kind=ZoneKind.MUNICIPALITY.value, country_code="SE"
    )
    return Municipality.objects.create(zone=zone, name=name, country_code="SE", may_help=True)


def token_of(
    network: Network, by: User, scopes: frozenset[Scope] = frozenset({Scope.READ_PLEDGES})
) -> str:
    """Return a token with which the pledges of the members of `network` are read, or written."""
    issued = keys.issue_key(
        network=network.reference,
        name="Measurement",
        scopes=scopes,
        days=30,
        by=by,
        at=timezone.now(),
    )
    given = tokens.give_token(
        client_id=issued.key.client_id, secret=issued.secret, scopes=None, at=timezone.now()
    )
    return given.token
