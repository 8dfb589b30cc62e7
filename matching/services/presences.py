"""Record and end who else is at work in a zone: by the secretariat, one audit event each.

The trail names the record by its random reference, never the body or the place.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity
from audit.services import record
from matching.models import Presence
from places.engine.values import IntermediaryKind
from places.models import Zone


class PresenceRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class NotNamed(PresenceRefused):
    """The body, or who says so, is not named."""


class ComesLater(PresenceRefused):
    """It begins on a day that has not come yet."""


class ThereAlready(PresenceRefused):
    """It is recorded already that this body does this here."""


class GoneAlready(PresenceRefused):
    """Somebody ended it before."""


class GoneBeforeItCame(PresenceRefused):
    """It would end on or before the day it starts, or on a day that has not come yet."""


@transaction.atomic
def record_presence(
    *,
    zone: Zone,
    organisation: str,
    kind: IntermediaryKind,
    activity: Activity,
    starts: date,
    source: str,
    by: User,
    at: datetime,
) -> Presence:
    """Write down that a body carries out an activity in a zone; its appeals are matched anew.

    Raises:
        PermissionDenied: `by` does not write evidence.
        NotNamed, ComesLater, ThereAlready: see there; nothing was recorded.
    """
    require(by, Permission.WRITE_EVIDENCE)
    if not organisation.strip() or not source.strip():
        raise NotNamed
    if starts > timezone.localdate(at):
        raise ComesLater
    presence = Presence(
        zone=zone,
        organisation=organisation.strip(),
        kind=kind.value,
        activity=activity.value,
        starts=starts,
        source=source.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            presence.save(force_insert=True)
    except IntegrityError as error:
        raise ThereAlready from error
    _record("presence.recorded", presence, by=by, at=at)
    return presence


@transaction.atomic
def end_presence(*, reference: UUID, ends: date, by: User, at: datetime) -> Presence:
    """Write down from which day on a body no longer does this there.

    Raises:
        PermissionDenied: `by` does not write evidence.
        Presence.DoesNotExist: there is no such record.
        GoneAlready, GoneBeforeItCame: see there; nothing was changed.
    """
    require(by, Permission.WRITE_EVIDENCE)
    presence = Presence.objects.select_for_update().get(reference=reference)
    if presence.ends is not None:
        raise GoneAlready
    if not presence.starts < ends <= timezone.localdate(at):
        raise GoneBeforeItCame

    presence.ends, presence.ended_at, presence.ended_by = ends, at, by
    presence.save(update_fields=["ends", "ended_at", "ended_by"])
    _record("presence.ended", presence, by=by, at=at)
    return presence


def _record(verb: str, presence: Presence, *, by: User, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="presence",
        subject=str(presence.reference),
        actor_id=by.pk,
        at=at,
    )
