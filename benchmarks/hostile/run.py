"""Send hostile calls to the whole platform, and say whether each answer was calm.

The calls go to the WSGI application, with all middlewares and a real PostgreSQL, as nobody, as a
program with every scope, as an officer and as a helper. First every value of the dictionary in
every place, one at a time, then what Schemathesis makes of the description.
"""

import argparse
import logging
import os
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Final

from django.db import DatabaseError

from api.v1.description import described
from benchmarks.hostile import generated
from benchmarks.hostile.callers import ROLES, Caller, a_caller, undone
from benchmarks.hostile.doors import Operation, operations
from benchmarks.hostile.judge import complaints
from benchmarks.hostile.tally import Tally
from benchmarks.hostile.tries import Try, call_of, tries
from benchmarks.hostile.wire import Call
from citydiplomacy.wsgi import application
from tests.api.world import World, a_world

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

SIGNATURE_LASTS: Final = 2_000  # calls


def main(arguments: list[str]) -> int:
    """Call, print how many had which answer, and return 1 where one was not calm."""
    parser = argparse.ArgumentParser(prog="bench hostile")
    parser.add_argument("--calls", type=int, default=20_000, help="from the dictionary")
    parser.add_argument("--examples", type=int, default=40, help="of Schemathesis, each way")
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--roles", nargs="+", choices=ROLES, default=ROLES)
    options = parser.parse_args(arguments)
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    logging.disable()  # each refusal would write its line
    tally, began = Tally(), perf_counter()
    world, share = a_world(), options.calls // len(ROLES)
    for number, role in enumerate(ROLES):
        if role not in options.roles:
            continue
        call_all(application, role, world, most=share, seed=options.seed + number, tally=tally)
        caller = a_caller(role, application, world)
        generated.call_all(caller, examples=options.examples, seed=options.seed, tally=tally)
        print(f"{role}: {tally.calls:,} calls so far, {len(tally.wrong)} complaints", flush=True)
    _print(tally, perf_counter() - began)
    return 1 if tally.wrong else 0


def call_all(
    application: "WSGIApplication", role: str, world: World, *, most: int, seed: int, tally: Tally
) -> None:
    """Send so many tries of the dictionary as one role."""
    attempts = tries(operations(described()), most=most, seed=seed)
    for part in _parts(attempts, SIGNATURE_LASTS):
        caller = a_caller(role, application, world)
        for attempt in part:
            _send(attempt, caller, tally)


def _send(attempt: Try, caller: Caller, tally: Tally) -> None:
    try:
        with undone():
            call = call_of(attempt, caller)
            answer = caller.send(call)
    except DatabaseError as error:
        # What the call wrote does not hold, or it went on after the database had refused it.
        tally.add(caller.role, str(attempt.operation), 0, [repr(error)[:200]], str(attempt))
        return
    found = complaints(call, answer, _asked_for(attempt, call))
    tally.add(caller.role, str(attempt.operation), answer.status, found, str(attempt))


def _asked_for(attempt: Try, call: Call) -> Operation | None:
    """Return whose description the answer must fit: a changed method may be another operation."""
    if attempt.place != "method":
        return attempt.operation
    same_path = [each for each in operations(described()) if each.path == attempt.operation.path]
    by_method = {each.method: each for each in same_path}
    return by_method.get(call.method)


def _parts(attempts: Sequence[Try], size: int) -> Iterator[Sequence[Try]]:
    for start in range(0, len(attempts), size):
        yield attempts[start : start + size]


def _print(tally: Tally, seconds: float) -> None:
    statuses = sorted({status for counted in tally.statuses.values() for status in counted})
    print(f"\n{tally.calls:,} calls to {len(tally.doors)} operations in {seconds:.0f} s\n")
    print("| answer |", " | ".join(tally.statuses), "| together |")
    print("|---|" + "---|" * (len(tally.statuses) + 1))
    for status in statuses:
        counts = [counted[status] for counted in tally.statuses.values()]
        print(f"| {status} |", " | ".join(f"{count:,}" for count in counts), f"| {sum(counts):,} |")
    print(f"\n{len(tally.wrong)} complaints")
