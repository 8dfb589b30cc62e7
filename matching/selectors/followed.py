"""Proposals as a network follows them: no party to them, it learns less than its member.

Source: ours (docs/adr/0050-a-network-follows-and-speaks-for-nobody.md).
"""

from datetime import datetime

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.engine.consents import Seen
from matching.engine.lifecycle import ProposalState
from matching.models import Proposal, ProposalQuerySet

_INTRODUCED = Q(state=ProposalState.INTRODUCED.value)
_ENDED = Q(state=ProposalState.ENDED.value)


def proposals_followed(user: User, *, at: datetime) -> ProposalQuerySet:
    """Return what waits at members that help, or has introduced them, each with how it looks.

    `seen` is what `seen_by_a_party` says: one that was refused or taken back waits until its
    last day. They stand by their reference, which tells no order.

    Raises:
        PermissionDenied: `user` reads for no network.
    """
    waits = ~_INTRODUCED & ~_ENDED & Q(expires_at__gt=at)
    looks = Case(
        When(_INTRODUCED, then=Value(Seen.INTRODUCED.value)), default=Value(Seen.WAITS.value)
    )
    return (
        _followed(user)
        .filter(_INTRODUCED | waits)
        .annotate(seen=looks)
        .select_related("pledge__municipality")
        .order_by("reference")
    )


def changed_since(proposals: ProposalQuerySet, since: datetime) -> ProposalQuerySet:
    """Keep what was put or has introduced at `since` or later; what a party said is no change."""
    return proposals.filter(Q(put_at__gte=since) | Q(introduced_at__gte=since))


def proposals_left(user: User, *, since: datetime, at: datetime) -> ProposalQuerySet:
    """Return what is followed no more since a moment: it ended, or its last day has passed.

    Raises:
        PermissionDenied: `user` reads for no network.
    """
    lapsed = ~_INTRODUCED & ~_ENDED & Q(expires_at__lte=at)
    gone = _followed(user).filter(_ENDED | lapsed)
    over = Case(When(_ENDED, then=Coalesce("ended_at", "expires_at")), default="expires_at")
    return gone.alias(gone_at=over).filter(gone_at__gte=since)


def _followed(user: User) -> ProposalQuerySet:
    require(user, Permission.READ_OWN_NETWORK)
    return Proposal.objects.followed_by(user)
