"""What waits to be confirmed, for officers."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from intake.models import Filing
from matching.engine.lifecycle import AppealState
from matching.models import Appeal
from matching.selectors.clocks import acknowledge_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An appeal in quarantine: coarse facts, and the appeal itself for who checks it."""

    reference: UUID
    country_code: str
    topic: str
    urgency: str
    filer: str
    submitted_at: datetime
    acknowledge_by: date
    is_late: bool
    appeal: Appeal | None


def waiting_for(user: User, *, at: datetime) -> list[Waiting]:
    """Return what nobody checks yet and what `user` checks, what is due first at the top.

    Raises:
        PermissionDenied: `user` has no place at the desk.
    """
    require(user, Permission.READ_DESK)
    rows = Filing.objects.filter(appeal__state=AppealState.QUARANTINED.value).select_related(
        "appeal__municipality"
    )
    due = acknowledge_by([row.appeal_id for row in rows if row.appeal_id is not None])
    today = timezone.localdate(at)
    lines = [
        _line(row, row.appeal, user, due[row.appeal.pk], today)
        for row in rows
        if row.appeal is not None and row.appeal.pk in due
    ]
    own = [line for line in lines if line is not None]
    return sorted(own, key=lambda line: (line.acknowledge_by, line.reference))


def own_of(user: User, reference: UUID) -> Appeal:
    """Return an appeal without account that is `user`'s to check or to work on.

    Raises:
        PermissionDenied: `user` reads no cases.
        Appeal.DoesNotExist: `user` has no such appeal.
    """
    require(user, Permission.READ_CASE)
    return (
        Appeal.objects.filter(by_receipt=True, officer=user)
        .select_related("municipality", "data_key")
        .get(reference=reference)
    )


def _line(row: Filing, appeal: Appeal, user: User, due: date, today: date) -> Waiting | None:
    if appeal.officer_id not in {None, user.pk} or appeal.submitted_at is None:
        return None
    return Waiting(
        reference=appeal.reference,
        country_code=appeal.municipality.country_code,
        topic=appeal.topic,
        urgency=appeal.urgency,
        filer=row.filer,
        submitted_at=appeal.submitted_at,
        acknowledge_by=due,
        is_late=due < today,
        appeal=appeal if appeal.officer_id == user.pk else None,
    )
