"""How long a run over everything takes, from the real tables back into them.

A world is written into a scratch database; then the services do what the workers do: start the
run, match each block, allocate. Read ratios; the parts of one table ran one after the other.
"""

import argparse
import cProfile
import multiprocessing
import os
import pstats
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial, wraps
from time import perf_counter
from typing import Final, TypeVar
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.db import connection, connections

from accounts.models import User
from audit.models import Delivery
from benchmarks import worker
from benchmarks.memory import peak_mb
from benchmarks.stored import NOW, store
from benchmarks.worlds import TODAY, draw_world
from matching.engine.assignment import assign
from matching.engine.columns import columns_of
from matching.engine.criteria import POLICY_1
from matching.engine.search import pair_many
from matching.models import Allocation, Allotment, Match, MatchResult, MatchRun, NearMiss
from matching.selectors import inputs
from matching.services import allocations, runs

Answer = TypeVar("Answer")

BLOCK: Final = "matching.tasks.match_block"
ALLOCATE: Final = "matching.tasks.allocate"
WATCHED: Final = {
    "load and judge": ((inputs, "load_with_live"),),
    "hash the inputs": ((inputs, "hashes_of"),),
    "columns": ((inputs.Inputs, "columns"),),
    "candidates, refusals, near misses, explained": ((runs, "pair_many"),),
    "openings": ((runs, "openings_now"),),
    "store": ((runs, "keep"),),
    "assign": ((allocations, "assign"),),
}
"""Parts that are timed apart. Those of a part are counted in it alone; see `_watched`."""


def main(arguments: list[str]) -> int:
    """Fill the scratch database, run, and print tables."""
    options = _options(arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    world = draw_world(appeals=options.appeals, pledges=options.pledges)
    officer, writing = _timed(lambda: store(world))
    warm_up()
    print(f"{options.appeals:,} appeals, {options.pledges:,} pledges; written in {writing:.0f} s\n")

    until = perf_counter() + options.limit
    with cProfile.Profile() if options.profile else nullcontext() as profile:
        _print_one_process(officer, until)
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)
    if options.workers and perf_counter() < until:
        _forget_everything()
        _print_workers(officer, options.workers)
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench run")
    parser.add_argument("--quick", action="store_true", help="1,000 appeals, 5,000 pledges")
    parser.add_argument("--appeals", type=int)
    parser.add_argument("--pledges", type=int)
    parser.add_argument("--workers", type=int, default=2, help="and once more in so many processes")
    parser.add_argument("--limit", type=float, default=600, help="seconds; no block starts after")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    options = parser.parse_args(arguments)
    options.appeals = options.appeals or (1_000 if options.quick else 10_000)
    options.pledges = options.pledges or (5_000 if options.quick else 50_000)
    return options


def _timed(deed: Callable[[], Answer]) -> tuple[Answer, float]:
    began = perf_counter()
    answer = deed()
    return answer, perf_counter() - began


def warm_up() -> None:
    """Let numba read what it compiled before any clock runs, as a worker has after its first."""
    world = draw_world(appeals=20, pledges=100)
    columns = columns_of(world.needs, world.offers, world.links, today=TODAY, policy=POLICY_1)
    pair_many(columns)
    assign(columns, [1] * 20)


def _print_one_process(officer: User, until: float) -> None:
    spent: defaultdict[str, float] = defaultdict(float)
    with _watched(spent):
        run, starting = _timed(lambda: runs.start_run(by=officer, at=NOW))
        blocks: list[float] = []
        for delivery in _waiting(BLOCK):
            if perf_counter() > until:
                print(f"ended after {len(blocks)} blocks: the limit of time was reached")
                break
            blocks.append(_timed(partial(_match, delivery))[1])
        in_blocks = dict(spent)
        allocating = sum(_timed(lambda: _allocate(run))[1] for _ in _waiting(ALLOCATE))
    rows = [
        ("start the run", starting),
        (f"{len(blocks)} blocks, one process", sum(blocks)),
        *((f"- {name}", seconds) for name, seconds in in_blocks.items()),
        ("- the slowest block", max(blocks, default=0)),
        ("allocation", allocating),
        *((f"- {name}", spent[name] - in_blocks.get(name, 0)) for name in ("load and judge",)),
        ("- assign", spent["assign"]),
        ("together", starting + sum(blocks) + allocating),
    ]
    _table(rows)
    for name, count in (
        ("answers", MatchResult.objects.count()),
        ("matches", Match.objects.count()),
        ("near misses", NearMiss.objects.count()),
        ("allotments", Allotment.objects.count()),
    ):
        print(f"{count:>9,} {name}")
    print(f"highest memory {peak_mb():,.0f} MB, the world that was drawn included\n", flush=True)


def _print_workers(officer: User, workers: int) -> None:
    run = runs.start_run(by=officer, at=NOW)
    blocks = [(each.pk, each.event.subject) for each in _waiting(BLOCK)]
    parts = urlsplit(os.environ["DATABASE_URL"])
    path = f"/{connection.settings_dict['NAME']}"
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=path))
    connections.close_all()
    with ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=worker.be_ready
    ) as pool:
        list(pool.map(worker.wait, range(workers)))
        began = perf_counter()
        peaks = list(pool.map(worker.match, blocks))
        blocks_took = perf_counter() - began
    allocating = sum(_timed(lambda: _allocate(run))[1] for _ in _waiting(ALLOCATE))
    _table(
        [
            (f"{len(blocks)} blocks, {workers} processes", blocks_took),
            ("allocation", allocating),
            ("together", blocks_took + allocating),
        ]
    )
    print(f"highest memory of one worker {max(peaks):,.0f} MB")


def _waiting(handler: str) -> Sequence[Delivery]:
    found = Delivery.objects.filter(handler=handler, finished_at=None)
    return list(found.select_related("event").order_by("pk"))


def _match(delivery: Delivery) -> None:
    runs.match_block(delivery=delivery.pk, reference=UUID(delivery.event.subject), at=NOW)


def _allocate(run: MatchRun) -> None:
    (delivery,) = _waiting(ALLOCATE)
    allocations.allocate_after_run(delivery=delivery.pk, run=run.reference, at=NOW)


def _forget_everything() -> None:
    Allotment.objects.all().delete()
    Allocation.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE matching_matchrun, matching_matchresult CASCADE")


@contextmanager
def _watched(spent: defaultdict[str, float]) -> Iterator[None]:
    """Add up the seconds of each watched part, those of a part within another not twice."""
    open_parts: list[float] = []

    def timed(name: str, function: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(function)
        def watched(*args: object, **kwargs: object) -> Answer:
            open_parts.append(0.0)
            began = perf_counter()
            answer = function(*args, **kwargs)
            took = perf_counter() - began
            spent[name] += took - open_parts.pop()
            if open_parts:
                open_parts[-1] += took
            return answer

        return watched

    with ExitStack() as stack:
        for name, places in WATCHED.items():
            for holder, attribute in places:
                function = getattr(holder, attribute)
                if not hasattr(function, "__wrapped__"):
                    stack.enter_context(patch.object(holder, attribute, timed(name, function)))
        yield


def _table(rows: Sequence[tuple[str, float]]) -> None:
    print("| part | s |\n|---|---|")
    for name, seconds in rows:
        print(f"| {name} | {seconds:.2f} |")
    print(flush=True)
