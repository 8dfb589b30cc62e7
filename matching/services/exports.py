"""Take one's own cases out of the platform: every time is kept."""

from datetime import datetime

from django.db import transaction

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from matching.models import Appeal
from matching.models.appeals import NOT_YET_A_CASE


@transaction.atomic
def export_cases(*, by: User, at: datetime) -> list[Appeal]:
    """Return all cases of the officer `by`, the latest first, and keep that they were taken out.

    The words of the appeals stay sealed.

    Raises:
        PermissionDenied: `by` reads no cases.

    Cost: 1 query and the event.
    """
    require(by, Permission.READ_CASE)
    cases = list(
        Appeal.objects.filter(officer=by)
        .exclude(state__in=NOT_YET_A_CASE)
        .select_related("municipality")
        .order_by("-submitted_at", "-pk")
    )
    record(
        verb="cases.exported",
        subject_kind="user",
        subject=str(by.reference),
        actor_id=by.pk,
        at=at,
        data={"cases": len(cases)},
    )
    return cases
