"""Do one harmless thing to several cases: each by its own service, in a transaction of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.engine.lifecycle import AppealAction, IllegalTransition
from matching.engine.together import MOST_TOGETHER, Deed, Outcome
from matching.models import Appeal
from matching.selectors.together import looked_at
from matching.services import appeals


class TooManyTogether(Exception):
    """More cases than one looks at before it is done. Nothing was changed."""


_NEEDS: Final = {Deed.TAKE: Permission.TAKE_APPEAL, Deed.ACKNOWLEDGE: Permission.READ_CASE}


def do_together(
    *, deed: Deed, references: Sequence[UUID], by: User, at: datetime
) -> dict[UUID, Outcome]:
    """Do `deed` to each of some cases, and return what became of each, in their order.

    What cannot be done to one of them is told of that one; the others are done all the same. So
    this opens no transaction around them: each service has its own, its own lock and event.

    Raises:
        PermissionDenied: the deed is not for `by`.
        TooManyTogether: see there; nothing was changed.
    """
    require(by, _NEEDS[deed])
    if len(references) > MOST_TOGETHER:
        raise TooManyTogether
    return {
        look.reference: _do(deed, look.reference, by=by, at=at)
        if look.outcome is Outcome.DONE
        else look.outcome
        for look in looked_at(by, deed, references, today=timezone.localdate(at))
    }


def _do(deed: Deed, reference: UUID, *, by: User, at: datetime) -> Outcome:
    try:
        if deed is Deed.TAKE:
            appeals.take_appeal(reference=reference, by=by, at=at)
        else:
            appeals.move_appeal(reference=reference, action=AppealAction.ACKNOWLEDGE, by=by, at=at)
    except (appeals.AlreadyTaken, appeals.NotWaiting, Appeal.DoesNotExist):
        return Outcome.GONE
    except IllegalTransition:
        return Outcome.READ_ALREADY
    return Outcome.DONE
