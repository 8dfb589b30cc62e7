"""Tell when nothing was done: each rung of each clock once, in its order."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from audit.services import record
from matching.engine import clocks as engine
from matching.engine.clocks import Rest, Rung
from matching.models import Appeal, AppealClock, Escalation
from matching.services.clocks import rests_by_clock

BATCH: Final = 200


def escalate(*, at: datetime) -> int:
    """Tell each rung that has been reached and was not told; return how many.

    Goes in batches by id, each a transaction of its own. Twice, or two at once, do no harm: what
    another worker holds is left to it, and each rung of a clock is told once.
    """
    today = timezone.localdate(at)
    told, last = 0, 0
    while True:
        due = AppealClock.objects.filter(next_rung_on__lte=today, pk__gt=last).order_by("pk")
        keys = list(due.values_list("pk", "appeal")[:BATCH])
        if not keys:
            return told
        told += _escalate(keys, today, at=at)
        last = keys[-1][0]


@transaction.atomic
def _escalate(keys: Sequence[tuple[int, int]], today: date, *, at: datetime) -> int:
    appeals = Appeal.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    held = appeals.in_bulk([appeal_id for _clock, appeal_id in keys])
    due = AppealClock.objects.filter(
        pk__in=[pk for pk, _appeal in keys], appeal__in=held, next_rung_on__lte=today
    )
    clocks = list(due.order_by("pk"))
    rests = rests_by_clock(clocks)
    return sum(
        _climb(clock, held[clock.appeal_id], rests[clock.pk], today, at=at) for clock in clocks
    )


def _climb(
    clock: AppealClock, appeal: Appeal, rests: Iterable[Rest], today: date, *, at: datetime
) -> int:
    timed = clock.as_timed(rests)
    reached = engine.rung_on(timed, today)
    rungs = [rung for rung in Rung if clock.rung < rung <= reached]
    for rung in rungs:
        Escalation.objects.create(clock=clock, rung=rung.value, at=at)
        record(
            verb="appeal.escalated",
            subject_kind="appeal",
            subject=str(appeal.reference),
            actor_id=None,
            at=at,
            data={
                "appeal": str(appeal.reference),
                "clock": clock.clock,
                "rung": rung.value,
                "to_supervisors": engine.is_for_supervisors(
                    rung, is_taken=appeal.officer_id is not None
                ),
            },
        )
    clock.rung = max(clock.rung, reached.value)
    clock.next_rung_on = engine.next_rung_day(timed, above=Rung(clock.rung))
    clock.save(update_fields=["rung", "next_rung_on"])
    return len(rungs)
