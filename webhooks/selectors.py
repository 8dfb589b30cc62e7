"""Reads about endpoints and the log of what was sent to them; the first argument is who asks."""

from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import networks_for
from webhooks.engine.sending import MessageState
from webhooks.models import Attempt, Endpoint, Message


def endpoints_for(user: User) -> QuerySet[Endpoint]:
    """Return the endpoints that `user` reads, each with `waiting` and `dead`, the newest first.

    Raises:
        PermissionDenied: `user` manages no keys.
    """
    require(user, Permission.MANAGE_KEYS)
    return (
        Endpoint.objects.visible_to(user)
        .select_related("network")
        .annotate(
            waiting=Count("messages", filter=Q(messages__state=MessageState.WAITING.value)),
            dead=Count("messages", filter=Q(messages__state=MessageState.DEAD.value)),
        )
        .order_by("network__name", "-pk")
    )


def endpoint_for(user: User, reference: UUID) -> Endpoint:
    """Return one endpoint that `user` reads.

    Raises:
        PermissionDenied: `user` manages no keys.
        Endpoint.DoesNotExist: not there, or not visible to `user`.
    """
    return endpoints_for(user).get(reference=reference)


def is_own(user: User, endpoint: Endpoint) -> bool:
    """Test whether `user` acts for the network of an endpoint, and so may change it."""
    return networks_for(user).filter(pk=endpoint.network_id).exists()


def messages_of(endpoint: Endpoint) -> QuerySet[Message]:
    """Return the log of an endpoint that the reader may read: each message with its attempts."""
    tries = Attempt.objects.order_by("-pk")
    return endpoint.messages.prefetch_related(Prefetch("tries", tries)).order_by("-pk")
