"""How fast a network takes its pledges out as a file, and how much memory that needs.

A key of one network reads all pledges of its 200 members, through all of Django but the
server's socket, block by block as a server sends them. Beside it stands what the same rows
need where they are all held at once. Others may use the machine: rows/s is by the clock, rows/s
of a core by the time that this process worked.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from time import perf_counter, process_time
from typing import Final

from django.db import connection, transaction
from django.test import Client

from accounts.models import Network, User
from activities.engine.values import Activity, ActorMode
from audit.services import sign
from benchmarks.memory import added_mb
from benchmarks.programs import network_of, token_of
from benchmarks.stored import NOW
from benchmarks.worlds import TODAY
from matching.engine.lifecycle import PledgeState
from matching.models import Pledge
from matching.selectors.reading import pledges_for
from places.models import Municipality

MEMBERS: Final = 200
_BATCH: Final = 5_000


def main(arguments: list[str]) -> int:
    """Fill the scratch database step by step, take everything out at each, and print a table."""
    parser = argparse.ArgumentParser(prog="bench exports")
    parser.add_argument("--pledges", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the start\n")
    reader, towns = network_of(MEMBERS)
    token = token_of(Network.objects.get(), reader)
    print(
        "| pledges | form | first block, ms | whole, s | rows/s | rows/s of a core | MB sent "
        "| MB of memory added |\n|---|---|---|---|---|---|---|---|"
    )
    _write(towns, 10)
    for form in ("csv", "jsonl"):
        _taken(token, form)  # what is loaded once is no cost of a row
    for wanted in options.pledges:
        _write(towns, wanted - Pledge.objects.count())
        for form in ("csv", "jsonl"):
            print(_row(token, form, wanted), flush=True)
        print(_row_at_once(reader, wanted), flush=True)
    return 0


def _row(token: str, form: str, pledges: int) -> str:
    worked = process_time()
    (first, whole, sent), added = added_mb(lambda: _taken(token, form))
    worked = process_time() - worked
    return (
        f"| {pledges:,} | {form} | {first * 1000:.0f} | {whole:.1f} | {pledges / whole:,.0f} "
        f"| {pledges / worked:,.0f} | {sent / 1e6:.1f} | {max(0.0, added):.1f} |"
    )


def _row_at_once(reader: User, pledges: int) -> str:
    """Return what the rows alone need where nothing is read through a cursor."""
    _rows, added = added_mb(lambda: list(pledges_for(reader)))
    return f"| {pledges:,} | all rows at once | | | | | | {added:.1f} |"


def _taken(token: str, form: str) -> tuple[float, float, int]:
    """Return after how many seconds the first block came and the last, and how many bytes."""
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    began = perf_counter()
    answer = client.get(f"/api/v1/exchange/pledges.{form}")
    if answer.status_code != 200:
        raise SystemExit(f"answered {answer.status_code}")
    first, sent = 0.0, 0
    for block in answer:
        first = first or perf_counter() - began
        sent += len(block)
    return first, perf_counter() - began, sent


@transaction.atomic
def _write(towns: list[Municipality], number: int) -> None:
    sign(actor_id=None)
    _keep(_pledges(towns, number))
    Pledge.objects.update(state=PledgeState.OFFERED.value)


def _keep(pledges: Iterable[Pledge]) -> None:
    Pledge.objects.bulk_create(pledges, batch_size=_BATCH)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _pledges(towns: list[Municipality], number: int) -> Iterator[Pledge]:
    for each in range(number):
        yield Pledge(
            municipality=towns[each % len(towns)],
            activities=[Activity.FORUMS.value, Activity.VISITS.value],
            topics=["water", "schools"],
            actor=ActorMode.THROUGH_ORGANISATIONS.value,
            capacity=2,
            languages=["en", "sv"],
            has_platform=True,
            starts=TODAY,
            ends=TODAY + timedelta(days=700),
            created_at=NOW,
        )
