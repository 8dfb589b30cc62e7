"""Open the sealed words of a partnership for its members; each opening leaves a trace."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from partnerships.models import Partnership
from partnerships.services.partnerships import place_of
from sealing import services as sealing
from sealing.engine.reasons import OpenReason


@transaction.atomic
def objectives_read_by(user: User, partnership: Partnership, *, at: datetime) -> list[str]:
    """Return the objectives in words, in the order in which they were set.

    Nothing is returned once the key of the appeal was destroyed.

    Raises:
        Partnership.DoesNotExist: not there, or not visible to `user`.
    """
    seen = Partnership.objects.visible_to(user).get(pk=partnership.pk)
    key = seen.appeal.data_key
    if key is None or key.destroyed_at is not None:
        return []
    return [
        sealing.opened(
            key,
            place_of("objective", "sealed_text", objective.reference),
            objective.sealed_text,
            actor_id=user.pk,
            reason=OpenReason.PARTNERSHIP,
            at=at,
        )
        for objective in seen.objectives.filter(dropped_at=None).order_by("set_at", "pk")
    ]
