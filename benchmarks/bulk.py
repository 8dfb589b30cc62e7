"""How long a call with thousands of pledges takes, and how much memory it needs.

A program of a network with 2,000 members sends the rows in one call through all of Django but the
server's socket; then this process writes the parts as a worker does. The same rows come again
unchanged, then each of them changed, then as a dry run.
"""

import argparse
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Final
from uuid import UUID

from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Network
from api.engine.scopes import Scope
from api.models import BulkCall
from api.selectors import fates_of
from api.services import bulk
from api.v1.bulk_rows import reader_for
from audit.models import Delivery
from benchmarks.memory import added_mb
from benchmarks.programs import network_of, token_of
from places.models import Municipality

MEMBERS: Final = 2_000
_HANDLER: Final = "api.tasks.write_bulk_part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The rows of one call, and how they are sent."""

    name: str
    capacity: int
    is_dry_run: bool = False


_ROUNDS: Final = (
    Round(name="dry run of new ones", capacity=2, is_dry_run=True),
    Round(name="new", capacity=2),
    Round(name="the same again", capacity=2),
    Round(name="each changed", capacity=3),
)


def main(arguments: list[str]) -> int:
    """Send the rows again and again, and print a table."""
    parser = argparse.ArgumentParser(prog="bench bulk")
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    person, towns = network_of(MEMBERS)
    scopes = frozenset({Scope.READ_PLEDGES, Scope.WRITE_PLEDGES})
    token = token_of(Network.objects.get(), person, scopes)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{options.rows:,} rows of {len(towns):,} members\n")
    print(
        "| rows | answered after, s | MB sent | MB added | written after, s | rows/s | MB added "
        "| became |\n|---|---|---|---|---|---|---|---|"
    )
    for number, each in enumerate(_ROUNDS):
        body = json.dumps(_body(towns, each, rows=options.rows))
        print(_row(token, each, body, key=f"round-{number}"), flush=True)
    return 0


def _row(token: str, each: Round, body: str, *, key: str) -> str:
    began = perf_counter()
    _answer, added_by_call = added_mb(lambda: _sent(token, body, key))
    answered = perf_counter() - began
    began = perf_counter()
    _written, added_by_work = added_mb(_work)
    written = perf_counter() - began
    fates = fates_of(BulkCall.objects.latest("pk"))
    rows = sum(fates.values())
    became = ", ".join(f"{count:,} {fate}" for fate, count in sorted(fates.items()))
    return (
        f"| {each.name} | {answered:.1f} | {len(body) / 1e6:.1f} | {max(0.0, added_by_call):.0f} "
        f"| {written:.0f} | {rows / written:,.0f} | {max(0.0, added_by_work):.0f} | {became} |"
    )


def _sent(token: str, body: str, key: str) -> None:
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    answer = client.post(
        "/api/v1/pledges/bulk/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )
    if answer.status_code != 202:
        raise SystemExit(f"answered {answer.status_code}: {answer.content[:500]!r}")


def _work() -> None:
    for delivery in Delivery.objects.filter(handler=_HANDLER, finished_at=None).order_by("pk"):
        bulk.write_part(
            delivery=delivery.pk,
            reference=UUID(delivery.event.subject),
            reader_for=reader_for,
            at=timezone.now(),
        )


def _body(towns: list[Municipality], each: Round, *, rows: int) -> Mapping[str, object]:
    pledges = [
        {
            "external_id": f"P-{number}",
            "municipality": str(towns[number % len(towns)].reference),
            "activities": ["forums", "visits"],
            "topics": ["water", "schools"],
            "capacity": each.capacity,
            "languages": ["en", "sv"],
            "starts": "2026-04-01",
            "ends": "2027-04-01",
        }
        for number in range(rows)
    ]
    return {"pledges": pledges, "dry_run": each.is_dry_run}
