"""Reads about people and networks; the first argument is who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.engine.roles import SECRETARIAT, Permission, Role
from accounts.models import IS_PROGRAM, Membership, Network, NetworkStep, User
from accounts.permissions import may, require
from places import selectors as places
from places.models import Intermediary, Knowledge, Municipality

MOST_BODIES: Final = 20
"""Bodies that are offered for one name; more of the name says it better than a longer list."""


class ActsFor(TypedDict, total=False):
    """The body of a membership, as `services.grant_membership` takes it."""

    municipality: Municipality
    intermediary: Intermediary
    network: Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body for which somebody could act; the rest tells two of one name apart."""

    reference: UUID
    name: str
    acts_for: ActsFor
    lies_in: str = ""
    country_code: str = ""
    code: str = ""
    kind: str = ""


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


def people_for(user: User, *, words: str = "", role: Role | None = None) -> QuerySet[User]:
    """Return who has an account, by name, each with memberships, the newest first; no programs.

    Args:
        user: who asks.
        words: a part of the name or of the address; empty for everyone.
        role: only who acts in it now; None for everyone.

    Raises:
        PermissionDenied: `user` does not manage accounts. Who has one is nobody else's to know.

    Cost: 2 queries, however many people.
    """
    require(user, Permission.MANAGE_ACCOUNTS)
    people = users_for(user).exclude(IS_PROGRAM)
    if words:
        people = people.filter(Q(display_name__icontains=words) | Q(email__icontains=words))
    if role is not None:
        acting = Membership.objects.live(timezone.now()).filter(role=role.value)
        people = people.filter(pk__in=acting.values("user"))
    memberships = memberships_for(user).order_by("-since", "-pk")
    return people.order_by("display_name", "pk").prefetch_related(
        Prefetch("memberships", memberships)
    )


def bodies_named(user: User, role: Role, words: str) -> list[Body]:
    """Return the bodies that someone in `role` can act for, by a part of the name or reference.

    At most `MOST_BODIES`: of municipalities those whose names are most alike, of others the first
    by name. The secretariat acts for no body, so that its roles find none.

    Raises:
        PermissionDenied: `user` does not manage accounts.

    Cost: 2 queries for municipalities, else 1.
    """
    require(user, Permission.MANAGE_ACCOUNTS)
    sought = words.strip()
    if not sought:
        return []
    match role:
        case Role.MUNICIPALITY:
            return _municipalities_named(sought)
        case Role.INTERMEDIARY:
            return _intermediaries_named(sought)
        case Role.NETWORK:
            return _networks_named(sought)
    return []


def counted_networks_for(user: User) -> QuerySet[Network]:
    """Return every network by name, each with `members_total`, how many belong to it.

    Raises:
        PermissionDenied: `user` does not manage accounts.

    Cost: 1 query.
    """
    require(user, Permission.MANAGE_ACCOUNTS)
    return Network.objects.annotate(members_total=Count("members")).order_by("name", "pk")


def members_of(user: User, network: Network, *, words: str = "") -> QuerySet[Municipality]:
    """Return who belongs to a network, by name.

    Args:
        user: who asks.
        network: whose members.
        words: a part of the name, slips of the pen forgiven; empty for everyone.

    Raises:
        PermissionDenied: `user` does not manage accounts.

    Cost: 1 query.
    """
    require(user, Permission.MANAGE_ACCOUNTS)
    members = Municipality.objects.filter(network_members__network=network)
    if words:
        members = places.named_like(members, words)
    return members.select_related("zone").order_by("name", "pk")


def towns_told_apart(towns: Sequence[Municipality]) -> list[Body]:
    """Return municipalities in the given order, each with what tells it from its namesakes.

    Cost: 1 query, and one for each town that came without its zone.
    """
    above = places.ancestors_of([town.zone_id for town in towns])
    return [
        Body(
            reference=town.reference,
            name=town.name,
            acts_for={"municipality": town},
            lies_in=above[town.zone_id][0].name if above[town.zone_id] else "",
            country_code=town.country_code,
            code=town.zone.code,
        )
        for town in towns
    ]


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
    return Network.objects.filter(pk__in=user.network_ids).order_by("pk")


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


def _municipalities_named(sought: str) -> list[Body]:
    reference = _reference_in(sought)
    zones = places.zones_named(sought).exclude(municipality=None)
    if reference is not None:
        zones = places.zones().filter(municipality__reference=reference)
    return towns_told_apart([zone.municipality for zone in zones[:MOST_BODIES]])


def _intermediaries_named(sought: str) -> list[Body]:
    found = Intermediary.objects.filter(_is_named(sought)).order_by("name", "pk")
    return [
        Body(
            reference=intermediary.reference,
            name=intermediary.name,
            acts_for={"intermediary": intermediary},
            kind=intermediary.kind,
        )
        for intermediary in found[:MOST_BODIES]
    ]


def _networks_named(sought: str) -> list[Body]:
    found = Network.objects.filter(_is_named(sought)).order_by("name", "pk")
    return [
        Body(reference=network.reference, name=network.name, acts_for={"network": network})
        for network in found[:MOST_BODIES]
    ]


def _is_named(sought: str) -> Q:
    reference = _reference_in(sought)
    return Q(name__icontains=sought) if reference is None else Q(reference=reference)


def _reference_in(sought: str) -> UUID | None:
    try:
        return UUID(sought)
    except ValueError:
        return None
