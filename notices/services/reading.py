"""Mark notices as read. What someone reads of their own is recorded nowhere else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from notices.models import Notice


@transaction.atomic
def mark_read(*, reference: UUID, by: User, at: datetime) -> Notice:
    """Mark one notice of `by` as read; the first time stays when it was read before.

    Raises:
        Notice.DoesNotExist: not there, or not of `by`.
    """
    own = Notice.objects.visible_to(by).select_for_update()
    notice = own.get(reference=reference)
    if notice.read_at is None:
        notice.read_at = max(at, notice.made_at)
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(*, up_to: UUID, by: User, at: datetime) -> int:
    """Mark as read what `by` was told up to the newest notice on the page; return how many.

    What came meanwhile was not seen, and stays unread.

    Raises:
        Notice.DoesNotExist: not there, or not of `by`.
    """
    newest = Notice.objects.visible_to(by).get(reference=up_to)
    seen = Notice.objects.visible_to(by).unread().filter(pk__lte=newest.pk, made_at__lte=at)
    return seen.update(read_at=at)
