"""Kill everything while people use it, and say whether what they were told is true."""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Final

from benchmarks.faults.judge import Verdict, judge, told_in
from benchmarks.faults.killer import WAYS, Killer
from benchmarks.faults.people import Client, Outcome, Seen
from benchmarks.faults.rig import Rig, a_rig, journal_in
from benchmarks.faults.world import Case

CLIENTS: Final = 3
DRAIN_SECONDS: Final = 300
_WAITS: Final = "SELECT count(*) FROM audit_delivery WHERE state = 'pending'"
_AS_IF_A_MINUTE_WENT: Final = """
    UPDATE audit_delivery SET leased_until = NULL, due_at = now()
    WHERE state = 'pending' AND (leased_until IS NOT NULL OR due_at > now())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """One run: the verdict, what people saw, and what was killed."""

    verdict: Verdict
    seen: Seen
    killer: Killer

    def is_clean(self) -> bool:
        """Test that nothing was lost, and that nobody saw a bare fault."""
        return (
            self.verdict.is_clean() and not self.seen.faults and not self.killer.never_recovered()
        )


def main(arguments: list[str]) -> int:
    """Run, print the table, and return 1 where anything was lost."""
    parser = argparse.ArgumentParser(prog="bench faults")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=2008)
    parser.add_argument("--clients", type=int, default=CLIENTS)
    options = parser.parse_args(arguments)
    outcomes = run(
        seconds=options.minutes * 60, seed=options.seed, clients=options.clients, pause=8
    )
    _print(outcomes)
    return 0 if outcomes.is_clean() else 1


def run(
    *, seconds: float, seed: int, clients: int = CLIENTS, pause: float, in_a_hurry: bool = False
) -> Outcomes:
    """Let people live through kills for so long, and judge.

    Args:
        seconds: how long; each part is killed once, however short that is.
        pause: the longest time between two kills.
        in_a_hurry: end by hand, once all is quiet, the leases that a minute would end.
    """
    draw = Random(seed)
    with a_rig("faults") as rig:
        cases = rig.prepare(clients)
        rig.start()
        seen, killer = Seen(), Killer(rig=rig, draw=draw, longest_pause=pause)
        with _people(rig, cases, seen, draw):
            killer.kill_until(time.monotonic() + seconds)
            time.sleep(pause)
        _drain(rig, in_a_hurry=in_a_hurry)
        killer.wait()
        with rig.database() as database:
            verdict = judge(told_in(rig.folder), database)
        return Outcomes(verdict=verdict, seen=seen, killer=killer)


@contextmanager
def _people(rig: Rig, cases: list[Case], seen: Seen, draw: Random) -> Iterator[None]:
    """Let one client for each case use the pages inside the block."""
    ends = threading.Event()
    with ExitStack() as stack:
        threads = [
            threading.Thread(
                target=Client(
                    case=case,
                    port=rig.port,
                    seen=seen,
                    journal=stack.enter_context(journal_in(rig.folder, number)),
                    draw=Random(draw.random()),
                    ends=ends,
                ).live
            )
            for number, case in enumerate(cases)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ends.set()
            for thread in threads:
                thread.join()


def _drain(rig: Rig, *, in_a_hurry: bool) -> None:
    """Wait until every handler has heard of everything, or the patience ends."""
    deadline = time.monotonic() + DRAIN_SECONDS
    with rig.database() as database:
        while time.monotonic() < deadline and database.execute(_WAITS).fetchone() != (0,):
            if in_a_hurry:
                database.execute(_AS_IF_A_MINUTE_WENT)
            time.sleep(4)


def _print(outcomes: Outcomes) -> None:
    verdict, seen, killer = outcomes.verdict, outcomes.seen, outcomes.killer
    slowest, after = max(killer.recoveries, default=(0.0, "none"))
    rows: list[tuple[str, object]] = [
        ("requests that change something", verdict.sent),
        *((f"deeds told {each.value}", verdict.told.get(each, 0)) for each in Outcome),
        ("deeds present", verdict.present),
        ("doubled", len(verdict.wrongs.doubled)),
        ("lost", len(verdict.wrongs.lost)),
        ("present though refused", len(verdict.wrongs.kept_though_refused)),
        *((f"deliveries {state}", count) for state, count in verdict.deliveries.items()),
        *((f"kills of {part}", killer.kills[part]) for part in WAYS),
        *((f"answers {status}", count) for status, count in sorted(seen.statuses.items())),
        ("requests cut off", seen.cut_off),
        ("requests that found nobody", seen.never_sent),
        ("bare faults shown", len(seen.faults)),
        ("slowest recovery, s", f"{slowest:.1f} after {after}"),
        ("kills without recovery", killer.never_recovered()),
    ]
    print("| what | count |\n|---|---|")
    for name, count in rows:
        print(f"| {name} | {count} |")
    wrongs = verdict.wrongs
    for wrong in (*wrongs.lost, *wrongs.doubled, *wrongs.kept_though_refused, *verdict.broken):
        print(f"WRONG: {wrong}")
    for fault in seen.faults[:5]:
        print(f"FAULT: {fault}")
