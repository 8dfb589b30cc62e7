"""Reads about people and networks; the first argument is who asks."""

from django.db.models import QuerySet

from accounts.engine.roles import Permission
from accounts.models import Membership, Network, User
from accounts.permissions import may


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


def networks_for(user: User) -> QuerySet[Network]:
    """Return the networks for which `user` reads now."""
    keys = [
        membership.network_id
        for membership in user.live_memberships
        if membership.network_id is not None
    ]
    return Network.objects.filter(pk__in=keys).order_by("pk")
