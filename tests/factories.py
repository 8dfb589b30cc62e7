"""Small builders: one row each, without surprise. What matters to a test stands in the test."""

from datetime import UTC, datetime
from itertools import count
from typing import Final

from accounts.engine.roles import Role
from accounts.models import Membership, Network, NetworkMember, User
from places.engine.values import IntermediaryKind, KnowledgeDepth, ZoneKind
from places.models import Intermediary, Knowledge, Municipality, Zone

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
_numbers: Final = count(1)


def a_zone(
    *,
    name: str = "Kvitka",
    kind: ZoneKind = ZoneKind.MUNICIPALITY,
    parent: Zone | None = None,
    country_code: str = "UA",
) -> Zone:
    return Zone.objects.create(
        code=f"zone-{next(_numbers)}",
        name=name,
        kind=kind.value,
        parent=parent,
        country_code=country_code,
    )


def a_municipality(
    *,
    name: str = "Kvitka",
    zone: Zone | None = None,
    country_code: str = "UA",
    may_appeal: bool = True,
    may_help: bool = True,
) -> Municipality:
    return Municipality.objects.create(
        zone=zone or a_zone(name=name, country_code=country_code),
        name=name,
        country_code=country_code,
        may_appeal=may_appeal,
        may_help=may_help,
    )


def an_intermediary(
    *, kind: IntermediaryKind = IntermediaryKind.NGO, independence_group: str = ""
) -> Intermediary:
    return Intermediary.objects.create(
        name=f"Intermediary {next(_numbers)}",
        kind=kind.value,
        independence_group=independence_group,
    )


def knows(
    intermediary: Intermediary, zone: Zone, *, depth: KnowledgeDepth = KnowledgeDepth.DAILY
) -> Knowledge:
    return Knowledge.objects.create(intermediary=intermediary, zone=zone, depth=depth.value)


def a_network(*members: Municipality) -> Network:
    network = Network.objects.create(name=f"Network {next(_numbers)}")
    for municipality in members:
        NetworkMember.objects.create(network=network, municipality=municipality)
    return network


def a_user(*, is_active: bool = True) -> User:
    """Someone without any membership, and without a password."""
    number = next(_numbers)
    user = User(
        email=f"person-{number}@example.org", display_name=f"Person {number}", is_active=is_active
    )
    user.set_unusable_password()
    user.save()
    return user


def acts_as(
    user: User,
    role: Role,
    *,
    municipality: Municipality | None = None,
    intermediary: Intermediary | None = None,
    network: Network | None = None,
    since: datetime = LONG_AGO,
    until: datetime | None = None,
) -> Membership:
    return Membership.objects.create(
        user=user,
        role=role.value,
        municipality=municipality,
        intermediary=intermediary,
        network=network,
        since=since,
        until=until,
    )


def an_officer() -> User:
    user = a_user()
    acts_as(user, Role.OFFICER)
    return user


def a_supervisor() -> User:
    user = a_user()
    acts_as(user, Role.SUPERVISOR)
    return user


def someone_of(municipality: Municipality) -> User:
    """Someone who acts for `municipality`."""
    user = a_user()
    acts_as(user, Role.MUNICIPALITY, municipality=municipality)
    return user


def someone_at(intermediary: Intermediary) -> User:
    """Someone who acts for `intermediary`."""
    user = a_user()
    acts_as(user, Role.INTERMEDIARY, intermediary=intermediary)
    return user


def someone_in(network: Network) -> User:
    """Someone who reads for `network`."""
    user = a_user()
    acts_as(user, Role.NETWORK, network=network)
    return user
