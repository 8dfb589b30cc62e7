"""Sign-in by key and rights as a careful developer writes them by the ORM, for the rivals."""

from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import Membership, NetworkMember, User
from api.engine.digests import digest_of
from api.engine.scopes import Scope
from api.models import Token
from matching.engine.lifecycle import PledgeState
from matching.models import Pledge

if TYPE_CHECKING:
    from django.db.models import QuerySet

RATE = "300/min"


def token_named(secret: str) -> Token | None:
    """Return a token that opens something now, with its key and its account: one query."""
    now = timezone.now()
    live = Token.objects.filter(
        expires_at__gt=now,
        key__revoked_at=None,
        key__issued_at__lte=now,
        key__expires_at__gt=now,
        key__user__is_active=True,
    )
    return live.select_related("key__user").filter(digest=digest_of(secret)).first()


def may_read_pledges(token: Token) -> bool:
    """Test whether a token is for reading pledges."""
    return Scope.READ_PLEDGES.value in token.scopes


def pledges_of(user: User) -> "QuerySet[Pledge]":
    """Return the pledges of the members of the networks of `user`: one query more.

    The networks are asked for first: as a part of the same statement they had PostgreSQL gather
    all members.
    """
    live = Membership.objects.live(timezone.now()).filter(user=user)
    members = NetworkMember.objects.filter(network__in=list(live.values_list("network", flat=True)))
    read = Pledge.objects.filter(municipality__in=members.values("municipality"))
    return read.exclude(state=PledgeState.DRAFT.value).select_related("municipality")
