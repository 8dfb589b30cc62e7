"""Calls with many rows, and the worker that writes them."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from api.models import BulkCall, BulkRow
from api.services import bulk
from api.v1.bulk_rows import reader_for
from audit.models import Delivery
from tests.api.world import World

HANDLER = "api.tasks.write_bulk_part"


def a_row(world: World, name: str = "LUND-1", **other: object) -> dict[str, object]:
    return {
        "external_id": name,
        "municipality": str(world.lund.reference),
        "activities": ["forums"],
        "capacity": 2,
        "languages": ["en"],
        "starts": "2026-04-01",
        "ends": "2027-04-01",
        **other,
    }


def kept(world: World, *rows: Mapping[str, object], by: User | None = None) -> BulkCall:
    return bulk.keep_call(
        rows=[(str(row["external_id"]), row) for row in rows or (a_row(world),)],
        by=by or world.users["network"],
        at=timezone.now(),
    )


def work() -> None:
    """Write what waits, as the worker does."""
    for delivery in Delivery.objects.filter(handler=HANDLER, finished_at=None).order_by("pk"):
        write(delivery)


def write(delivery: Delivery) -> None:
    """Write one part."""
    bulk.write_part(
        delivery=delivery.pk,
        reference=UUID(delivery.event.subject),
        reader_for=reader_for,
        at=timezone.now(),
    )


def in_quarantine(world: World) -> BulkRow:
    kept(world, {"external_id": "LUND-2"})
    work()
    return BulkRow.objects.in_quarantine().get(external_id="LUND-2")
