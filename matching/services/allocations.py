"""Find who would best be given to whom, once a run has looked at every appeal."""

from collections.abc import Sequence
from datetime import date, datetime
from time import monotonic
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit.services import finish, record
from matching.engine.allocation import Delta, alternates_of, delta_of
from matching.engine.assignment import Assigned, Assignment, Stop, assign
from matching.engine.columns import Columns
from matching.engine.pairing import ALL_ROUTES
from matching.engine.priority import Standing, priorities_of
from matching.engine.search import shortlists
from matching.engine.values import Urgency
from matching.models import Allocation, Allotment, Appeal, MatchResult, MatchRun
from matching.selectors import inputs as inputs_of
from matching.selectors.inputs import Inputs
from matching.selectors.policies import policy_in_force
from prerequisites.engine.snapshot import Hashing, plain

LONGEST_S: Final = 240
"""After so many seconds the search for something better ends; the gap tells what that costs."""


@transaction.atomic
def allocate_after_run(*, delivery: int, run: UUID, at: datetime) -> Allocation | None:
    """Allocate all live pledges to all live appeals; None where this message was heard before.

    1. Finish the delivery: a second worker with the same message waits here, then does nothing.
    2. Take one allocation at a time, since each is measured against the one before.
    3. Ask the engine, keep the answer, and record one event.

    Raises:
        MatchRun.DoesNotExist: there is no such run.
    """
    if not finish(delivery_id=delivery, at=at):
        return None
    done = MatchRun.objects.select_for_update().get(reference=run)
    before = Allocation.objects.select_for_update().filter(is_current=True).first()
    today = timezone.localdate(at)
    appeals = list(Appeal.objects.live().select_related("municipality__zone").order_by("pk"))
    inputs = inputs_of.with_standing(inputs_of.load_with_live(appeals, as_of=today, known_on=today))
    policy = policy_in_force(today)
    columns = inputs.columns(policy, today=today)
    standings = standings_of(appeals, today)
    found = assign(columns, priorities_of(standings, policy.steps), stop=_after(LONGEST_S))
    allocation = _keep(done, before, inputs, columns, found, standings, at=at)
    record(
        verb="allocation.made",
        subject_kind="allocation",
        subject=str(allocation.reference),
        actor_id=None,
        at=at,
        data={"appeals": allocation.appeals_total, "answered": allocation.appeals_answered},
    )
    return allocation


def _after(seconds: float) -> Stop:
    """Return what ends a search at its next round, once so much time has passed."""
    until = monotonic() + seconds
    return lambda _round, _gap: monotonic() > until


def standings_of(appeals: Sequence[Appeal], today: date) -> list[Standing]:
    """Return what decides who comes first, in the order of the appeals."""
    current = MatchResult.objects.filter(appeal__in=appeals, is_current=True)
    passed = dict(current.values_list("appeal_id", "passed"))
    return [
        Standing(
            urgency=Urgency(appeal.urgency),
            days_waiting=_days_since(appeal.waiting_since, today),
            options=passed.get(appeal.pk, 0),
        )
        for appeal in appeals
    ]


def _days_since(moment: datetime, today: date) -> int:
    return max(0, (today - timezone.localdate(moment)).days)


def _keep(
    run: MatchRun,
    before: Allocation | None,
    inputs: Inputs,
    columns: Columns,
    found: Assignment,
    standings: list[Standing],
    *,
    at: datetime,
) -> Allocation:
    pairs = {_pair(columns, each) for each in found.pairs}
    delta = delta_of(
        _pairs_of(before),
        pairs,
        live={need.reference for need in columns.need_values},
        suppressed=columns.links.suppressed,
    )
    if before is not None:
        Allocation.objects.filter(pk=before.pk).update(is_current=False)
    allocation = Allocation.objects.create(
        run=run,
        made_at=at,
        policy_version=columns.policy.version,
        map_version=columns.thematic_map.version,
        inputs_sha256=Hashing().sha256(
            [list(inputs.needs.values()), inputs.offered.sha256, standings]
        ),
        appeals_total=len(columns.need_values),
        appeals_answered=len({appeal for appeal, _pledge in pairs}),
        appeals_without_candidate=sum(standing.options == 0 for standing in standings),
        quality=found.quality,
        gap=found.gap,
        rounds=found.rounds,
        delta=_numbers(delta),
    )
    Allotment.objects.bulk_create(_allotments(allocation, inputs, columns, found, delta))
    return allocation


def _pairs_of(allocation: Allocation | None) -> set[tuple[str, str]]:
    if allocation is None:
        return set()
    rows = allocation.allotments.values_list("appeal__reference", "pledge__reference")
    return {(str(appeal), str(pledge)) for appeal, pledge in rows}


def _pair(columns: Columns, assigned: Assigned) -> tuple[str, str]:
    need, offer = columns.need_values[assigned.need], columns.offer_values[assigned.offer]
    return need.reference, offer.reference


def _numbers(delta: Delta) -> object:
    """Return the delta as numbers: the pairs themselves are read from the allotments."""
    return plain(
        {
            "new": len(delta.new),
            "gone": len(delta.gone),
            "set_aside": len(delta.set_aside),
            "kept": delta.kept,
            "newly_answered": len(delta.newly_answered),
            "no_longer_answered": len(delta.no_longer_answered),
        }
    )


def _allotments(
    allocation: Allocation, inputs: Inputs, columns: Columns, found: Assignment, delta: Delta
) -> list[Allotment]:
    appeal_ids, new = list(inputs.needs), set(delta.new)
    others = alternates_of(columns, shortlists(columns), found)
    pledge_id = [inputs.pledge_ids[offer.reference] for offer in columns.offer_values]
    return [
        Allotment(
            allocation=allocation,
            appeal_id=appeal_ids[each.need],
            pledge_id=pledge_id[each.offer],
            activity=ALL_ROUTES[each.route].activity.value,
            venue=ALL_ROUTES[each.route].venue.value,
            score=each.score,
            stood=_pair(columns, each) not in new,
            alternates=[pledge_id[offer] for offer in others[each.need]],
        )
        for each in found.pairs
    ]
