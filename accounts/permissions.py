"""The two questions about rights. What no live membership grants is denied."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.engine.roles import SECRETARIAT, Permission, Role, grants
from accounts.models import Membership, NetworkMember, User
from places import selectors as places
from places.models import Knowledge, Municipality


def may(
    user: User | AnonymousUser,
    permission: Permission,
    *,
    municipality: Municipality | None = None,
) -> bool:
    """Test whether `user` may do this, for `municipality` where one is named.

    The secretariat acts for every municipality, a municipality for itself, a network for its
    members, an intermediary where it knows the zone or one that the zone lies in.

    Cost: one query per instance of `user`; one or two more where an intermediary or a network
    asks about a municipality.
    """
    if not isinstance(user, User):
        return False
    return any(
        grants(Role(membership.role), permission) and _reaches(membership, municipality)
        for membership in user.live_memberships
    )


def require(
    user: User | AnonymousUser,
    permission: Permission,
    *,
    municipality: Municipality | None = None,
) -> None:
    """Stop whoever may not do this.

    Raises:
        PermissionDenied: `may` says no. Nothing was changed.
    """
    if not may(user, permission, municipality=municipality):
        raise PermissionDenied


def _reaches(membership: Membership, municipality: Municipality | None) -> bool:
    role = Role(membership.role)
    if municipality is None or role in SECRETARIAT:
        return True
    if role is Role.MUNICIPALITY:
        return membership.municipality_id == municipality.pk
    if role is Role.NETWORK:
        return NetworkMember.objects.filter(
            network=membership.network_id, municipality=municipality
        ).exists()
    return _knows(membership, municipality)


def _knows(membership: Membership, municipality: Municipality) -> bool:
    above = places.ancestors_of([municipality.zone_id]).get(municipality.zone_id, [])
    zone_ids = [municipality.zone_id, *(zone.id for zone in above)]
    return Knowledge.objects.filter(
        intermediary=membership.intermediary_id, zone__in=zone_ids
    ).exists()
