"""Find trinnings after a run over everything, and keep them for the desk. No party is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from audit.services import finish, record
from matching.engine.criteria import Policy
from matching.engine.trinning import NearTrinning as Near
from matching.engine.trinning import Trinning, Trinnings, find_trinnings
from matching.models import (
    Appeal,
    MatchRun,
    NearTrinning,
    Pledge,
    TrinningFinding,
    TrinningProposal,
)
from matching.selectors.explained import kept_values
from matching.selectors.policies import policy_in_force
from matching.selectors.seats import Table, load_table

_FINDING: Final = 0x7472696E  # any number that no other lock of the platform has


@transaction.atomic
def find_after_run(*, delivery: int, run: UUID, at: datetime) -> TrinningFinding | None:
    """Find the trinnings once a run is complete; None where this message was heard before.

    Raises:
        MatchRun.DoesNotExist: there is no such run.
    """
    if not finish(delivery_id=delivery, at=at):
        return None
    return find(run=MatchRun.objects.get(reference=run), at=at)


@transaction.atomic
def find(*, run: MatchRun | None, at: datetime) -> TrinningFinding:
    """Return the current finding; a new one only where what it rests on has changed.

    1. Take the lock, so that two workers go one after the other.
    2. Load appeals and pledges that live, with the sides of today.
    3. Ask the engine, and keep the answer with its bound and the hash of its inputs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FINDING])
    today = timezone.localdate(at)
    policy = policy_in_force(today)
    table = load_table(
        list(Appeal.objects.live().select_related("municipality__zone").order_by("pk")),
        list(Pledge.objects.live().select_related("municipality__zone").order_by("pk")),
        today=today,
        policy=policy,
    )
    current = TrinningFinding.objects.filter(is_current=True).first()
    if current and current.inputs_sha256 == table.inputs_sha256:
        return current
    found = find_trinnings(
        table.seats,
        table.guests,
        table.link_of,
        today=today,
        policy=policy,
        thematic_map=table.inputs.thematic_map,
    )
    return _keep(found, table, policy=policy, run=run, at=at)


def _keep(
    found: Trinnings, table: Table, *, policy: Policy, run: MatchRun | None, at: datetime
) -> TrinningFinding:
    TrinningFinding.objects.filter(is_current=True).update(is_current=False)
    finding = TrinningFinding.objects.create(
        run=run,
        made_at=at,
        as_of=timezone.localdate(at),
        policy_version=policy.version,
        inputs_sha256=table.inputs_sha256,
        possible=found.possible,
        left_out=found.left_out,
        goals=[{"value": goal.value, "bound": goal.bound} for goal in found.packing.reached],
        gap=next((goal.gap for goal in found.packing.reached if goal.gap), 0),
    )
    _keep_proposals(finding, found.chosen, table)
    _keep_near(finding, found.near, table)
    record(
        verb="trinnings.found",
        subject_kind="trinning_finding",
        subject=str(finding.reference),
        actor_id=None,
        at=at,
        data={"gap": finding.gap},
    )
    return finding


def _keep_proposals(finding: TrinningFinding, chosen: Sequence[Trinning], table: Table) -> None:
    TrinningProposal.objects.bulk_create(
        TrinningProposal(
            finding=finding,
            rank=rank,
            pledge_id=table.pledge_ids[each.outsider],
            activity=each.route.activity.value,
            venue=each.route.venue.value,
            first_values=kept_values(each.first_values),
            second_values=kept_values(each.second_values),
            **_joined(each, table),
        )
        for rank, each in enumerate(chosen, start=1)
    )


def _keep_near(finding: TrinningFinding, near: Sequence[Near], table: Table) -> None:
    NearTrinning.objects.bulk_create(
        NearTrinning(
            finding=finding,
            rank=rank,
            pledge_id=table.pledge_ids.get(each.outsider),
            obstacles=[obstacle.value for obstacle in each.obstacles],
            first_gates=[gate.value for gate in each.first_gates],
            second_gates=[gate.value for gate in each.second_gates],
            **_joined(each, table),
        )
        for rank, each in enumerate(near, start=1)
    )


def _joined(each: Trinning | Near, table: Table) -> dict[str, Any]:  # Any: fields of a row
    return {
        "conflict_id": int(each.conflict),
        "first_id": table.appeal_ids[each.first],
        "second_id": table.appeal_ids[each.second],
    }
