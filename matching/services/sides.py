"""Record and end who stands on which side: by the secretariat, one audit event each.

The tables lie in `places`; the services lie here, where rights are known. The trail names the
stand by its random reference, never the municipality, the conflict or the side.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import record
from places.models import Conflict, Municipality, Side, Stand


class SideRefused(Exception):
    """What was asked cannot be done; nothing was changed."""


class StandsAlready(SideRefused):
    """The municipality stands on a side of this conflict at that time."""


class NoSource(SideRefused):
    """Nobody is named who says so."""


class StartsLater(SideRefused):
    """The stand begins on a day that has not come yet."""


class EndedAlready(SideRefused):
    """Somebody ended it before."""


class EndsBeforeItStarts(SideRefused):
    """It would end on or before the day it starts, or on a day that has not come yet."""


@transaction.atomic
def name_side(*, conflict: str, side: str, by: User, at: datetime) -> Side:
    """Return the side of this name, made now where it is new.

    Raises:
        PermissionDenied: `by` does not write evidence.
    """
    require(by, Permission.WRITE_EVIDENCE)
    named, _ = Conflict.objects.get_or_create(name=conflict.strip())
    found, is_new = Side.objects.get_or_create(conflict=named, name=side.strip())
    if is_new:
        _record("side.named", "side", found.reference, by=by, at=at)
    return found


@transaction.atomic
def record_stand(
    *, municipality: Municipality, side: Side, starts: date, source: str, by: User, at: datetime
) -> Stand:
    """Write down that `municipality` stands on `side` since `starts`, as `source` says.

    Raises:
        PermissionDenied: `by` does not write evidence.
        NoSource: `source` is empty.
        StartsLater: `starts` has not come yet.
        StandsAlready: it stands on a side of this conflict at that time.
    """
    require(by, Permission.WRITE_EVIDENCE)
    if not source.strip():
        raise NoSource
    if starts > timezone.localdate(at):
        raise StartsLater
    stand = Stand(
        municipality=municipality,
        conflict_id=side.conflict_id,
        side=side,
        starts=starts,
        source=source.strip(),
        recorded_at=at,
        recorded_by_id=by.pk,
    )
    try:
        with transaction.atomic():
            stand.save(force_insert=True)
    except IntegrityError as error:
        raise StandsAlready from error
    _record("side.recorded", "stand", stand.reference, by=by, at=at)
    return stand


@transaction.atomic
def record_named_stand(
    *,
    municipality: Municipality,
    conflict: str,
    side: str,
    starts: date,
    source: str,
    by: User,
    at: datetime,
) -> Stand:
    """Name the side where it is new, and record the stand; both or neither.

    Raises:
        PermissionDenied: `by` does not write evidence.
        SideRefused: what `record_stand` refuses.
    """
    named = name_side(conflict=conflict, side=side, by=by, at=at)
    return record_stand(
        municipality=municipality, side=named, starts=starts, source=source, by=by, at=at
    )


@transaction.atomic
def end_stand(*, reference: UUID, ends: date, by: User, at: datetime) -> Stand:
    """Write down that a stand ended; from `ends` on the side is unknown, which is not neutral.

    Raises:
        PermissionDenied: `by` does not write evidence.
        Stand.DoesNotExist: there is no such stand.
        EndedAlready: somebody ended it before.
        EndsBeforeItStarts: `ends` does not come after its start, or has not come yet.
    """
    require(by, Permission.WRITE_EVIDENCE)
    stand = Stand.objects.select_for_update().get(reference=reference)
    if stand.ends is not None:
        raise EndedAlready
    if not stand.starts < ends <= timezone.localdate(at):
        raise EndsBeforeItStarts

    stand.ends, stand.ended_at, stand.ended_by_id = ends, at, by.pk
    stand.save(update_fields=["ends", "ended_at", "ended_by_id"])
    _record("side.ended", "stand", stand.reference, by=by, at=at)
    return stand


def _record(verb: str, kind: str, reference: UUID, *, by: User, at: datetime) -> None:
    record(verb=verb, subject_kind=kind, subject=str(reference), actor_id=by.pk, at=at)
