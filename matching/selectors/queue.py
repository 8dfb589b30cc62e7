"""The officers' queue: what waits for an officer, or is one's own, in the order it is owed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from matching.engine.lifecycle import AppealState
from matching.engine.queue import Pace, QueueFilter
from matching.models import Appeal, AppealClock, AppealQuerySet, Objection
from matching.selectors.clocks import Shown, owed_next, shown_by_appeal

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """An open appeal in the officers' queue.

    `appeal` is there for the officer who took the case. Of the others only coarse facts are
    told: an officer who has not taken a case does not learn whose it is. `owed` is None where
    nothing is owed any more, or the clocks were not started yet. `objects` tells, of one's own
    case, that an objection waits for one's reply.
    """

    reference: UUID
    country_code: str
    activity: str
    topic: str
    urgency: str
    kinds: Sequence[str]
    submitted_at: datetime
    owed: Shown | None
    is_acknowledged: bool
    is_invented: bool
    objects: bool
    appeal: Appeal | None


def in_queue_of(user: User) -> AppealQuerySet:
    """Return what waits for an officer or is `user`'s own case, in no order.

    Raises:
        PermissionDenied: `user` has no place at the desk.
    """
    require(user, Permission.READ_DESK)
    return Appeal.objects.open().filter(Q(officer=None) | Q(officer=user))


def kept(
    user: User, only: QueueFilter, *, leaves: Mapping[UUID, Collection[int]], today: date
) -> Q:
    """Return the condition under which an appeal of the queue of `user` is kept by a filter.

    A zone or a language keeps own cases alone: safety.md tells neither of an appeal that nobody
    has taken, and a filter that finds it would.

    Args:
        user: whose queue it is.
        only: the filter.
        leaves: by zone, the zones of own cases within it: `saved_views.leaves_by_zone`.
        today: the day by which a clock is late or rests.
    """
    condition = Q()
    for column in ("state", "urgency", "activity"):
        code = getattr(only, column)
        if code is not None:
            condition &= Q(**{column: code.value})
    if only.owed is not None or only.pace is not None:
        condition &= Q(Exists(_clocks_asked(only, today)))
    if only.language:
        condition &= Q(officer=user, languages__contains=[only.language])
    if only.zone is not None:
        condition &= Q(officer=user, municipality__zone__in=leaves.get(only.zone, ()))
    return condition


def _clocks_asked(only: QueueFilter, today: date) -> "QuerySet[AppealClock]":
    clocks = AppealClock.objects.filter(appeal=OuterRef("pk")).running()
    if only.owed is not None:
        clocks = clocks.filter(clock=only.owed.value)
    if only.pace is Pace.LATE:
        return clocks.late(today)
    if only.pace is Pace.PAUSED:
        return clocks.filter(paused_until__gt=today)
    return clocks


def queue_for(user: User) -> "QuerySet[Appeal]":
    """Return what waits for an officer or is `user`'s own case, what is owed first at the top.

    What is late by half of its time again stands above everything; an appeal without clocks
    counts from the day it was sent; what rests, and what nothing is owed of, comes last. A pause
    whose day has come counts as over once that was told: see `services.clocks.end_pauses`.

    Raises:
        PermissionDenied: `user` has no place at the desk.

    Cost: 1 query, in the order of an index: see ADR 0058.
    """
    return (
        in_queue_of(user)
        .filter(queue_place__isnull=False)
        .select_related("municipality")
        .order_by(
            "-queue_place__is_on_top",
            F("queue_place__owed_on").asc(nulls_last=True),
            "queue_place__sent_at",
            "pk",
        )
    )


def queue_lines(user: User, appeals: Sequence[Appeal], *, today: date) -> list[QueueLine]:
    """Return a part of `queue_for(user)` as lines, in its order.

    Cost: 3 queries.
    """
    shown = shown_by_appeal([appeal.pk for appeal in appeals], today=today)
    own = [appeal.pk for appeal in appeals if appeal.officer_id == user.pk]
    objected = set(
        Objection.objects.open().filter(appeal__in=own).values_list("appeal_id", flat=True)
    )
    return [
        QueueLine(
            reference=appeal.reference,
            country_code=appeal.municipality.country_code,
            activity=appeal.activity,
            topic=appeal.topic,
            urgency=appeal.urgency,
            kinds=appeal.kinds,
            submitted_at=appeal.submitted_at or appeal.created_at,
            owed=owed_next(shown.get(appeal.pk, ())),
            is_acknowledged=appeal.state != AppealState.SUBMITTED,
            is_invented=appeal.is_invented,
            objects=appeal.pk in objected,
            appeal=appeal if appeal.officer_id == user.pk else None,
        )
        for appeal in appeals
    ]
