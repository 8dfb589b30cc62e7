"""Many pledges in one call: kept at once, written by a worker, each row told for itself.

A call is taken whole or refused whole; a row that cannot be written stops no other. What is not
taken stands in the quarantine of its network until a later row of the same name mends it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Q

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from accounts.selectors import networks_for
from api.engine.bulk import ROWS_OF_A_PART, Fate, fate_of_errors
from api.models import BulkCall, BulkPart, BulkRow, NetworkPledge
from api.services.records import Outdated, version_of_pledge
from audit.services import finish, record
from matching.engine.lifecycle import IllegalTransition
from matching.models import Pledge
from matching.services import pledges
from matching.services.pledges import BelowEngaged, CannotHelp, PledgeContent
from places.models import Municipality

KEPT_FOR: Final = timedelta(days=90)
DRY_RUN_KEPT_FOR: Final = timedelta(days=7)
_LOCK_OF_NETWORK: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 52))"

Said = Mapping[str, object]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row whose fields are right. `expects` is empty where the caller names no version."""

    municipality: Municipality
    content: PledgeContent
    keeps_excluded: bool
    expects: str


class Unfit(Exception):
    """A row cannot be read: `errors` has the codes of each field."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("unfit")
        self.errors = errors


class NotDone(Exception):
    """The dry run has rows that still wait. Nothing was changed."""


class CarriedOut(Exception):
    """The rows of this dry run were carried out before. Nothing was changed."""


class OtherMunicipality(Exception):
    """The network has a pledge of this name for another of its members. Nothing was changed."""


@transaction.atomic
def keep_call(
    *, rows: Sequence[tuple[str, Said]], by: User, at: datetime, is_dry_run: bool = False
) -> BulkCall:
    """Keep the rows of a call, and let a worker write them.

    Args:
        rows: what the network calls each record, and what it says of it; no name comes twice.
        by: who calls, for a network.
        at: now.
        is_dry_run: the worker only tells what would become of each row.

    Raises:
        PermissionDenied: `by` writes for no network.
    """
    require(by, Permission.WRITE_FOR_MEMBERS)
    network = networks_for(by).first()
    if network is None:
        raise PermissionDenied
    call = BulkCall.objects.create(network=network, user=by, called_at=at, is_dry_run=is_dry_run)
    _keep_rows(call, rows, at=at)
    return call


@transaction.atomic
def carry_out(*, reference: UUID, by: User, at: datetime) -> BulkCall:
    """Send the rows of a dry run again, to be written; each is judged anew.

    Raises:
        PermissionDenied: `by` writes for no network.
        BulkCall.DoesNotExist: no dry run of a network of `by`.
        NotDone: some of its rows still wait.
        CarriedOut: somebody was quicker.
    """
    require(by, Permission.WRITE_FOR_MEMBERS)
    own = BulkCall.objects.filter(network__in=networks_for(by).values("pk"), is_dry_run=True)
    dry_run = own.select_for_update(of=("self",)).get(reference=reference)
    if BulkCall.objects.filter(carries_out=dry_run).exists():
        raise CarriedOut
    rows = BulkRow.objects.filter(part__call=dry_run)
    if rows.filter(fate=Fate.WAITING.value).exists():
        raise NotDone
    call = BulkCall.objects.create(
        network=dry_run.network, user=by, called_at=at, carries_out=dry_run
    )
    said = rows.order_by("number").values_list("external_id", "said")
    _keep_rows(call, list(said), at=at)
    rows.update(said={})
    return call


def _keep_rows(call: BulkCall, rows: Sequence[tuple[str, Said]], *, at: datetime) -> None:
    for first in range(0, len(rows), ROWS_OF_A_PART):
        _keep_part(call, rows[first : first + ROWS_OF_A_PART], first=first, at=at)


def _keep_part(
    call: BulkCall, rows: Sequence[tuple[str, Said]], *, first: int, at: datetime
) -> None:
    part = BulkPart.objects.create(call=call)
    BulkRow.objects.bulk_create(
        BulkRow(part=part, network=call.network, number=first + number, external_id=name, said=said)
        for number, (name, said) in enumerate(rows, start=1)
    )
    record(
        verb="bulk_part.queued",
        subject_kind="bulk_part",
        subject=str(part.reference),
        actor_id=call.user_id,
        at=at,
    )


@transaction.atomic
def write_part(
    *,
    delivery: int,
    reference: UUID,
    reader_for: Callable[[User, Sequence[Said]], Callable[[Said], ReadRow]],
    at: datetime,
) -> None:
    """Write the rows of one part, each by itself, in one transaction; safe under redelivery.

    1. Finish the delivery: a second worker with the same message waits here, then does nothing.
    2. Hold the records of the network: two calls of its go one after the other.
    3. Write each row in a savepoint, and keep what became of it; of a dry run, take it back.

    Args:
        delivery: of the message that rang.
        reference: of the part.
        reader_for: returns what reads each of the rows for the one who called; raises Unfit.
        at: now.
    """
    if not finish(delivery_id=delivery, at=at):
        return
    part = BulkPart.objects.select_related("call__user").get(reference=reference)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_OF_NETWORK, [f"network:{part.call.network_id}"])
    rows = list(part.rows.order_by("number"))
    overtaken = _overtaken(part.call, rows)
    read = reader_for(part.call.user, [row.said for row in rows])
    records = _records(part.call, rows)
    for row in rows:
        if row.external_id in overtaken:
            _leave(row, at=at)
        else:
            _write(row, part.call, read, records.get(row.external_id), at=at)
    BulkRow.objects.bulk_update(rows, ["said", "fate", "errors", "pledge", "settled_at"])
    if not part.call.is_dry_run:
        _settle(part.call, {row.external_id for row in rows} - overtaken, at=at)
    part.done_at = at
    part.save(update_fields=["done_at"])


@transaction.atomic
def let_go(*, reference: UUID, by: User, at: datetime) -> None:
    """Take a row out of the quarantine without mending it.

    Raises:
        PermissionDenied: `by` writes for no network.
        BulkRow.DoesNotExist: not in the quarantine of a network of `by`.
    """
    require(by, Permission.WRITE_FOR_MEMBERS)
    own = BulkRow.objects.in_quarantine().filter(network__in=networks_for(by).values("pk"))
    row = own.select_for_update(of=("self",)).get(reference=reference)
    row.said, row.settled_at = {}, at
    row.save(update_fields=["said", "settled_at"])


def forget_old_calls(*, at: datetime) -> int:
    """Delete calls of more than 90 days ago, dry runs of 7, and return how many rows went."""
    old = Q(called_at__lt=at - KEPT_FOR)
    old |= Q(is_dry_run=True, called_at__lt=at - DRY_RUN_KEPT_FOR)
    return BulkCall.objects.filter(old).delete()[0]


_CODES: Final[Mapping[type[Exception], str]] = {
    PermissionDenied: "not_yours",
    CannotHelp: "cannot_help",
    BelowEngaged: "below_engaged",
    IllegalTransition: "illegal_transition",
    Outdated: "outdated",
    OtherMunicipality: "other_municipality",
    IntegrityError: "conflict",
    DataError: "conflict",
}


def _records(call: BulkCall, rows: Sequence[BulkRow]) -> dict[str, NetworkPledge]:
    """Return the records of the network that rows mean, by name."""
    names = [row.external_id for row in rows]
    records = NetworkPledge.objects.filter(network=call.network_id, external_id__in=names)
    return {record.external_id: record for record in records.select_related("pledge")}


def _write(
    row: BulkRow,
    call: BulkCall,
    read: Callable[[Said], ReadRow],
    kept: NetworkPledge | None,
    *,
    at: datetime,
) -> None:
    try:
        said = read(row.said)
        with transaction.atomic():
            row.pledge, fate = _upsert(row, said, kept, call, at=at)
            transaction.set_rollback(call.is_dry_run)
    except Unfit as unfit:
        row.errors = {name: list(codes) for name, codes in unfit.errors.items()}
        fate = fate_of_errors(frozenset(_codes_of(unfit.errors)))
    except tuple(_CODES) as refused:
        code = next(code for kind, code in _CODES.items() if isinstance(refused, kind))
        row.errors, fate = {"": [code]}, Fate.REFUSED
    else:
        row.said = row.said if call.is_dry_run else {}
    row.fate = fate.value
    if call.is_dry_run:
        row.pledge, row.settled_at = None, at


def _codes_of(errors: Errors) -> Iterator[str]:
    for codes in errors.values():
        yield from codes


def _upsert(
    row: BulkRow, read: ReadRow, kept: NetworkPledge | None, call: BulkCall, *, at: datetime
) -> tuple[Pledge, Fate]:
    if kept is None:
        if read.expects:
            raise Outdated
        return _created(row, read, call, at=at), Fate.CREATED
    if kept.pledge.municipality_id != read.municipality.pk:
        raise OtherMunicipality
    if not read.expects and pledges.content_of(kept.pledge) == _meant(read, kept.pledge):
        return kept.pledge, Fate.UNCHANGED
    # What its member has said since the part was begun counts, above all whom it leaves out.
    pledge = Pledge.objects.select_for_update(of=("self",)).get(pk=kept.pledge_id)
    if read.expects and version_of_pledge(pledge) != read.expects:
        raise Outdated
    content = _meant(read, pledge)
    if pledges.content_of(pledge) == content:
        return pledge, Fate.UNCHANGED
    written = pledges.rewrite_for_member(
        reference=pledge.reference, content=content, by=call.user, at=at
    )
    return written, Fate.UPDATED


def _meant(read: ReadRow, pledge: Pledge) -> PledgeContent:
    if not read.keeps_excluded:
        return read.content
    return replace(read.content, excluded=frozenset(pledge.excluded))


def _created(row: BulkRow, read: ReadRow, call: BulkCall, *, at: datetime) -> Pledge:
    pledge = pledges.offer_for_member(
        municipality=read.municipality, content=read.content, by=call.user, at=at
    )
    NetworkPledge.objects.create(
        pledge=pledge, network_id=call.network_id, external_id=row.external_id
    )
    return pledge


def _overtaken(call: BulkCall, rows: Sequence[BulkRow]) -> set[str]:
    """Return the names of which a later call of the network was written before this one."""
    if call.is_dry_run:
        return set()  # it is carried out as a call of its own, later than all of these
    later = BulkRow.objects.filter(
        network=call.network_id,
        external_id__in=[row.external_id for row in rows],
        part__call__gt=call.pk,
        part__call__is_dry_run=False,
    )
    return set(later.exclude(fate=Fate.WAITING.value).values_list("external_id", flat=True))


def _leave(row: BulkRow, *, at: datetime) -> None:
    """Do nothing with an older word than the one that holds, and keep none of it."""
    row.fate, row.errors = Fate.REFUSED.value, {"": ["overtaken"]}
    row.said, row.settled_at = {}, at


def _settle(call: BulkCall, names: Collection[str], *, at: datetime) -> None:
    """Let what came now take the place of what stood in the quarantine under the same name."""
    earlier = BulkRow.objects.in_quarantine().filter(
        network=call.network_id, external_id__in=names, part__call__lt=call.pk
    )
    earlier.update(said={}, settled_at=at)
