"""Writes about partner networks, and which municipalities belong to them.

A member is a row that comes and goes. A trigger keeps each coming and going for programs that
keep a copy; who did it stands in the trail.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.engine.roles import Permission
from accounts.models import Network, NetworkMember, User
from accounts.permissions import require
from audit.services import record
from places.models import Municipality


class NameTaken(Exception):
    """There is a network with this name. None was made."""


class MemberAlready(Exception):
    """The municipality belongs to the network already. Nothing was changed."""


class NoMember(Exception):
    """The municipality does not belong to the network. Nothing was changed."""


@transaction.atomic
def make_network(*, name: str, by: User, at: datetime) -> Network:
    """Make a network, without members and without anybody who acts for it.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        NameTaken: another network has this name.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    network = Network(name=name)
    try:
        with transaction.atomic():
            network.save(force_insert=True)
    except IntegrityError as refusal:
        if Network.objects.filter(name=name).exists():
            raise NameTaken from refusal
        raise

    record(
        verb="network.made",
        subject_kind="network",
        subject=str(network.reference),
        actor_id=by.pk,
        at=at,
    )
    return network


@transaction.atomic
def add_member(
    *, network: Network, municipality: Municipality, by: User, at: datetime
) -> NetworkMember:
    """Let a municipality belong to a network, which reads and writes for it from now on.

    The network is locked first, so that nobody deletes it meanwhile.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        Network.DoesNotExist: the network was deleted.
        MemberAlready: it belongs to it.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    locked = Network.objects.select_for_update(no_key=True).get(pk=network.pk)
    member = NetworkMember(network=locked, municipality=municipality)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
    except IntegrityError as refusal:
        raise MemberAlready from refusal

    _record("network.member_added", locked, municipality, by, at)
    return member


@transaction.atomic
def end_member(*, network: Network, municipality: UUID, by: User, at: datetime) -> None:
    """Let a municipality belong to a network no more; what the network wrote for it stays.

    Args:
        network: the network it leaves.
        municipality: the reference of the one that leaves.
        by: who says so.
        at: now.

    Raises:
        PermissionDenied: `by` does not manage accounts.
        NoMember: it does not belong to it, or somebody else ended that first.
    """
    require(by, Permission.MANAGE_ACCOUNTS)
    members = network.members.select_related("municipality").select_for_update(of=("self",))
    member = members.filter(municipality__reference=municipality).first()
    if member is None:
        raise NoMember
    member.delete()

    _record("network.member_ended", network, member.municipality, by, at)


def _record(
    verb: str, network: Network, municipality: Municipality, by: User, at: datetime
) -> None:
    """Tell it of the municipality: the matcher asks which pledges are touched."""
    record(
        verb=verb,
        subject_kind="municipality",
        subject=str(municipality.reference),
        actor_id=by.pk,
        at=at,
        data={"network_id": network.pk},
    )
