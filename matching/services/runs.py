"""Run the matcher: over everything in blocks, or over what one change touches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from itertools import compress
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from audit.services import finish, finish_alike, record
from evidence.models import EvidenceItem, PhaseSpell
from matching.engine.lifecycle import RUN, RunAction, RunState, next_state
from matching.engine.openings import Opening
from matching.engine.pairing import Pairing
from matching.engine.search import pair_many, shortlists
from matching.models import (
    Appeal,
    AppealQuerySet,
    MatchBlock,
    MatchResult,
    MatchRun,
    Pledge,
    PledgeQuerySet,
    Presence,
    SetAside,
)
from matching.selectors import inputs as inputs_of
from matching.selectors.inputs import Inputs
from matching.selectors.openings import openings_now
from matching.selectors.policies import policy_in_force
from matching.services.results import Answer, keep
from places.selectors import ancestors_of
from prerequisites.engine.rules import RuleSet
from prerequisites.selectors import rules_in_force

BLOCK_SIZE: Final = 500
"""Appeals in a block: a worker that dies loses the seconds of one. Where no pledge changes, a
process reads the live pledges once for all blocks it does."""


class RunGoesOn(Exception):
    """A run is already going on. Nothing was started."""


@transaction.atomic
def start_run(*, by: User, at: datetime) -> MatchRun:
    """Cut all live appeals into blocks and leave them to the workers.

    Each block is an event of its own, so that a worker that dies loses one block's work and no
    block: its lease ends and it is sent again. An empty platform has a run without blocks.

    Raises:
        PermissionDenied: `by` may not run the matcher.
        RunGoesOn: one is running already.
    """
    require(by, Permission.RUN_MATCHER)
    return _start(actor_id=by.pk, at=at)


@transaction.atomic
def start_run_after_import(*, delivery: int, at: datetime) -> MatchRun | None:
    """Match everything anew after an import; None where this message was heard before.

    Raises:
        RunGoesOn: one is running, perhaps without what was imported. The message comes again.
    """
    if not finish(delivery_id=delivery, at=at):
        return None
    return _start(actor_id=None, at=at)


@transaction.atomic
def cancel_run(*, reference: UUID, by: User, at: datetime) -> MatchRun:
    """Stop a run. Blocks that are done stay done; the others are skipped.

    Raises:
        PermissionDenied: `by` may not run the matcher.
        MatchRun.DoesNotExist: there is no such run.
        IllegalTransition: it is over already; nothing was changed.
    """
    require(by, Permission.RUN_MATCHER)
    run = MatchRun.objects.select_for_update().get(reference=reference)

    _end(run, RunAction.CANCEL, at=at)
    _record(run, "match_run.cancelled", actor_id=by.pk, at=at)
    return run


@transaction.atomic
def match_block(*, delivery: int, reference: UUID, at: datetime) -> None:
    """Match the appeals of one block, in one transaction; safe under redelivery.

    1. Finish the delivery: a second worker with the same message waits here, then does nothing.
    2. Skip the block when its run was cancelled.
    3. Match, and complete the run with its last block.

    Raises:
        MatchBlock.DoesNotExist: there is no such block.
    """
    if not finish(delivery_id=delivery, at=at):
        return
    block = MatchBlock.objects.select_for_update().get(reference=reference)
    run = MatchRun.objects.get(pk=block.run_id)
    if run.state != RunState.RUNNING:
        return

    _match(Appeal.objects.live().filter(pk__in=block.appeal_ids), run=run, at=at)
    block.done_at = at
    block.save(update_fields=["done_at"])

    _complete_when_done(MatchRun.objects.select_for_update().get(pk=run.pk), at=at)


CHANGES_AT_ONCE: Final = 1_000
"""Changes that are matched together: a burst of them costs one load, not one each."""


@transaction.atomic
def match_changes(*, handler: str, at: datetime) -> int:
    """Match anew what the changes that wait in the outbox touch, and nothing else.

    All waiting changes are taken together: the first message does the work of all, and the
    others find nothing left. When it fails, all of them are sent again.

    Args:
        handler: under which name this hears of changes.
        at: now.

    Returns:
        How many changes were taken.
    """
    changes = finish_alike(handler=handler, limit=CHANGES_AT_ONCE, at=at)
    if not changes:
        return 0
    subjects: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        subjects[change.kind].add(change.code)

    changed = Appeal.objects.filter(reference__in=subjects["appeal"])
    _forget_what_is_over(changed)
    touched = {
        *changed.live().values_list("pk", flat=True),
        *Appeal.objects.live().filter(merged_here__in=changed).values_list("pk", flat=True),
        *_from_zones(_spoken_of(subjects)),
        *_decided_on(subjects["override"]),
        *_set_aside(subjects["set_aside"]),
        *_touched_by(
            Pledge.objects.filter(
                Q(reference__in=subjects["pledge"])
                | Q(municipality__reference__in=subjects["municipality"])
            ),
            at=at,
        ),
    }
    _match(Appeal.objects.live().filter(pk__in=touched), run=None, at=at)
    return len(changes)


def _forget_what_is_over(changed: AppealQuerySet) -> None:
    over = changed.exclude(pk__in=Appeal.objects.live().values("pk"))
    MatchResult.objects.filter(appeal__in=over, is_current=True).update(is_current=False)


def _spoken_of(subjects: Mapping[str, set[str]]) -> set[int]:
    """Return the zones whose evidence or phases changed, or who is at work there."""
    items = EvidenceItem.objects.filter(reference__in=subjects["evidence"])
    spells = PhaseSpell.objects.filter(reference__in=subjects["phase"])
    presences = Presence.objects.filter(reference__in=subjects["presence"])
    found = items.values_list("zone_id").union(
        spells.values_list("zone_id"), presences.values_list("zone_id")
    )
    return {zone_id for (zone_id,) in found}


def _decided_on(overrides: Set[str]) -> list[int]:
    """Return the live appeals of municipalities of which people decided against the evidence."""
    decided = Appeal.objects.live().filter(municipality__overrides__reference__in=overrides)
    return list(decided.values_list("pk", flat=True))


def _set_aside(references: Set[str]) -> list[int]:
    """Return the live appeals of pairs that were set aside, or rest no longer."""
    asides = SetAside.objects.filter(reference__in=references, appeal__in=Appeal.objects.live())
    return list(asides.values_list("appeal_id", flat=True))


def _from_zones(zone_ids: Set[int]) -> set[int]:
    """Return the live appeals from these zones or from within them."""
    if not zone_ids:
        return set()
    zones = dict(Appeal.objects.live().values_list("pk", "municipality__zone_id"))
    above = ancestors_of(set(zones.values()))
    return {
        appeal_id
        for appeal_id, zone_id in zones.items()
        if zone_id in zone_ids or any(zone.id in zone_ids for zone in above[zone_id])
    }


def _start(*, actor_id: int | None, at: datetime) -> MatchRun:
    if MatchRun.objects.filter(state=RunState.RUNNING.value).exists():
        raise RunGoesOn

    appeal_ids = list(
        Appeal.objects.live().order_by("submitted_at", "pk").values_list("pk", flat=True)
    )
    today = timezone.localdate(at)
    run = MatchRun.objects.create(
        as_of=today,
        policy_version=policy_in_force(today).version,
        appeals_total=len(appeal_ids),
        started_by_id=actor_id,
        started_at=at,
    )
    _record(run, "match_run.started", actor_id=actor_id, at=at)
    _queue_blocks(run, appeal_ids, actor_id=actor_id, at=at)
    _complete_when_done(run, at=at)
    return run


def _queue_blocks(
    run: MatchRun, appeal_ids: Sequence[int], *, actor_id: int | None, at: datetime
) -> None:
    blocks = MatchBlock.objects.bulk_create(
        MatchBlock(run=run, number=number, appeal_ids=appeal_ids[start : start + BLOCK_SIZE])
        for number, start in enumerate(range(0, len(appeal_ids), BLOCK_SIZE), start=1)
    )
    for block in blocks:
        record(
            verb="match_block.queued",
            subject_kind="match_block",
            subject=str(block.reference),
            actor_id=actor_id,
            at=at,
        )


def _complete_when_done(run: MatchRun, *, at: datetime) -> None:
    if run.state != RunState.RUNNING or run.blocks.filter(done_at=None).exists():
        return
    _end(run, RunAction.COMPLETE, at=at)
    _record(run, "match_run.completed", actor_id=None, at=at)


def _end(run: MatchRun, action: RunAction, *, at: datetime) -> None:
    run.state = next_state(RUN, RunState(run.state), action).value
    run.ended_at = at
    run.save(update_fields=["state", "ended_at"])


def _record(run: MatchRun, verb: str, *, actor_id: int | None, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="match_run",
        subject=str(run.reference),
        actor_id=actor_id,
        at=at,
        data={"appeals": run.appeals_total},
    )


def _touched_by(pledges: PledgeQuerySet, *, at: datetime) -> set[int]:
    """Return the live appeals that list one of `pledges` now, or would list it."""
    listed = MatchResult.objects.filter(is_current=True)
    shown = listed.filter(matches__pledge__in=pledges) | listed.filter(misses__pledge__in=pledges)
    touched = set(shown.values_list("appeal_id", flat=True))

    live_pledges = list(pledges.live().select_related("municipality__zone"))
    if not live_pledges:
        return touched
    today = timezone.localdate(at)
    others = Appeal.objects.live().exclude(pk__in=touched).select_related("municipality__zone")
    inputs = inputs_of.load(list(others), live_pledges, as_of=today, known_on=today)
    columns = inputs.columns(policy_in_force(today), today=today)
    first = shortlists(columns, top=1)
    would_list = (first.offer[:, 0] >= 0).tolist()
    return touched | set(compress(inputs.needs, would_list))


def _match(appeals: AppealQuerySet, *, run: MatchRun | None, at: datetime) -> None:
    """Match `appeals` with all live pledges and keep the answers that are new.

    The appeals are locked in the order of their ids, so that two workers with the same appeal
    go one after the other and cannot deadlock.
    """
    today = timezone.localdate(at)
    locked = list(
        appeals.select_for_update(of=("self",)).select_related("municipality__zone").order_by("pk")
    )
    inputs = inputs_of.load_with_live(locked, as_of=today, known_on=today)
    rules, policy = rules_in_force(today), policy_in_force(today)
    known = dict(
        MatchResult.objects.filter(appeal__in=locked, is_current=True).values_list(
            "appeal_id", "inputs_sha256"
        )
    )
    hashes = inputs_of.hashes_of(inputs, policy=policy)
    changed = [appeal for appeal in locked if known.get(appeal.pk) != hashes[appeal.pk]]
    if not changed:
        return
    few = replace(inputs, needs={appeal.pk: inputs.needs[appeal.pk] for appeal in changed})
    pairings = pair_many(few.columns(policy, today=today))
    answers = [
        Answer(
            appeal=appeal,
            pairing=pairing,
            openings=_openings(appeal, pairing, inputs, rules=rules, today=today),
            inputs_hash=hashes[appeal.pk],
        )
        for appeal, pairing in zip(changed, pairings, strict=True)
    ]
    keep(answers, inputs, rules=rules, policy=policy, run=run, at=at)


def _openings(
    appeal: Appeal, pairing: Pairing, inputs: Inputs, *, rules: RuleSet, today: date
) -> tuple[Opening, ...]:
    """Return what would give an appeal its first candidate; nothing where it has one."""
    if pairing.passed:
        return ()
    return openings_now(inputs, appeal.pk, rules=rules, today=today, nearest=pairing.misses)
