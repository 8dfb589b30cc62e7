"""Reads about people and networks; the first argument is who asks."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.engine.roles import SECRETARIAT, Permission
from accounts.models import Membership, Network, NetworkStep, User
from accounts.permissions import may, require
from places.models import Knowledge, Municipality


def users_for(user: User) -> QuerySet[User]:
    """Return the users that `user` may see: all for who manages accounts, else oneself."""
    everyone = User.objects.order_by("pk")
    if may(user, Permission.MANAGE_ACCOUNTS):
        return everyone
    return everyone.filter(pk=user.pk)


def memberships_for(user: User) -> QuerySet[Membership]:
    """Return the memberships, past ones too, of the users that `user` may see."""
    return (
        Membership.objects.filter(user__in=users_for(user).values("pk"))
        .select_related("user", "municipality", "intermediary", "network")
        .order_by("pk")
    )


def officers_for(user: User) -> list[User]:
    """Return who can be given a case now, by name: officers and supervisors who may sign in.

    Raises:
        PermissionDenied: `user` gives nobody a case.

    Cost: 1 query.
    """
    require(user, Permission.SUPERVISE)
    live = Membership.objects.live(timezone.now())
    holders = live.filter(role__in=sorted(role.value for role in SECRETARIAT))
    active = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    return list(active.order_by("display_name", "pk"))


def networks_for(user: User) -> QuerySet[Network]:
    """Return the networks for which `user` reads now."""
    keys = [
        membership.network_id
        for membership in user.live_memberships
        if membership.network_id is not None
    ]
    return Network.objects.filter(pk__in=keys).order_by("pk")


def networks_with_keys_for(user: User) -> QuerySet[Network]:
    """Return the networks whose keys `user` manages: the own ones, for a supervisor all."""
    if may(user, Permission.SUPERVISE):
        return Network.objects.order_by("pk")
    return networks_for(user)


def members_for(user: User) -> QuerySet[Municipality]:
    """Return the municipalities that `user` acts for or reads for: own ones, the network's."""
    own = Q(pk__in=user.municipalities.values("pk"))
    return Municipality.objects.filter(own | Q(pk__in=user.network_municipalities.values("pk")))


def members_changed_since(
    user: User, members: QuerySet[Municipality], since: datetime
) -> QuerySet[Municipality]:
    """Keep the members that were written anew, or joined a network of `user`, since a moment."""
    joined = _steps_for(user).filter(has_left=False, at__gte=since)
    return members.filter(Q(changed_at__gte=since) | Q(pk__in=joined.values("municipality")))


def members_left_for(user: User, *, since: datetime) -> QuerySet[Municipality]:
    """Return those that left the networks of `user` since a moment and did not come back."""
    left = _steps_for(user).filter(has_left=True, at__gte=since)
    return Municipality.objects.filter(pk__in=left.values("municipality")).exclude(
        pk__in=members_for(user).values("pk")
    )


def _steps_for(user: User) -> QuerySet[NetworkStep]:
    return NetworkStep.objects.filter(network__in=networks_for(user).order_by().values("pk"))


def may_appeal_for(user: User) -> QuerySet[Municipality]:
    """Return the municipalities for which `user` may write appeals, by name.

    The own ones, and for an intermediary those in the zones it knows: `permissions.may` says
    the same of each of them.
    """
    known = Knowledge.objects.filter(intermediary__in=user.intermediary_ids).values("zone")
    above = ("zone", "zone__parent", "zone__parent__parent", "zone__parent__parent__parent")
    reached = Q(pk__in=user.municipalities.values("pk"))
    for zone in above:
        reached |= Q(**{f"{zone}__in": known})
    return Municipality.objects.filter(reached, may_appeal=True).order_by("name", "pk")
