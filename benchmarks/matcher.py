"""How fast, how frugal and how good the matcher is, beside other ways to the same answer.

One run measures all side by side, on worlds drawn from fixed seeds. Read ratios, not seconds.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from random import Random
from statistics import mean, median
from time import perf_counter, process_time
from typing import Final, TypeVar

import numba
import numpy as np

from benchmarks import greedy
from benchmarks.memory import added_mb, peak_mb
from benchmarks.plots import line_plot
from benchmarks.scans import DuckLists, numpy_lists
from benchmarks.worlds import TODAY, World, draw_world
from matching.engine.assignment import Assignment, assign, most_answered
from matching.engine.columns import Columns, Ints, columns_of
from matching.engine.criteria import POLICY_1
from matching.engine.pairing import pair
from matching.engine.priority import OPTIONS, priorities_of
from matching.engine.search import Shortlists, shortlists, worth_adding

Answer = TypeVar("Answer")

TOP: Final = 20
PLOT: Final = Path("docs/matcher-growth.svg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How large the worlds are: appeals and pledges."""

    lists: tuple[int, int]
    plenty: tuple[int, int]
    scarce: tuple[int, int]
    huge: tuple[int, int] | None
    seeds: int
    stability: tuple[int, int]
    times: int
    growth: tuple[int, ...]


QUICK: Final = Scale(
    lists=(2_000, 10_000),
    plenty=(2_000, 10_000),
    scarce=(2_000, 400),
    huge=None,
    seeds=3,
    stability=(500, 2_500),
    times=5,
    growth=(300, 1_000, 3_000),
)
USUAL: Final = Scale(
    lists=(10_000, 50_000),
    plenty=(10_000, 50_000),
    scarce=(10_000, 2_000),
    huge=None,
    seeds=10,
    stability=(1_000, 5_000),
    times=20,
    growth=(1_000, 3_000, 10_000),
)
FULL: Final = replace(USUAL, huge=(100_000, 500_000), growth=(1_000, 3_000, 10_000, 30_000))
HUGE_LIMIT_S: Final = 120


def main(arguments: list[str]) -> int:
    """Measure what is asked and print tables."""
    options = _options(arguments)
    scale = QUICK if options.quick else FULL if options.full else USUAL
    print(f"{numba.get_num_threads()} threads, load {os.getloadavg()[0]:.1f} at the start\n")
    _warm_up()
    sections: dict[str, Callable[[Scale], None]] = {
        "lists": _compare_lists,
        "assignment": _compare_assignments,
        "scarcity": _over_seeds,
        "stability": _stability,
        "change": _one_change,
        "growth": partial(_growth, plot=options.plot),
        "huge": _huge,
    }
    for name in options.only or sections:
        sections[name](scale)
    print(f"\nhighest memory since it was last measured: {peak_mb():,.0f} MB, worlds included")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench matcher")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", action="store_true", help="small worlds, a minute")
    size.add_argument("--full", action="store_true", help="and 100,000 x 500,000")
    parser.add_argument(
        "--only",
        nargs="+",
        choices=("lists", "assignment", "scarcity", "stability", "change", "growth", "huge"),
    )
    parser.add_argument("--plot", type=Path, help=f"write the growth as SVG, usually to {PLOT}")
    return parser.parse_args(arguments)


def _timed(deed: Callable[[], Answer]) -> tuple[Answer, float]:
    began = perf_counter()
    answer = deed()
    return answer, perf_counter() - began


def _table(title: str, *rows: Sequence[object]) -> None:
    """Print a table of Markdown; the first row names the columns."""
    print(f"\n### {title}\n")
    head, *others = [[str(cell) for cell in row] for row in rows]
    for row in (head, ["---"] * len(head), *others):
        print("| " + " | ".join(row) + " |", flush=True)


def _columns(world: World) -> Columns:
    return columns_of(world.needs, world.offers, world.links, today=TODAY, policy=POLICY_1)


def _world(size: tuple[int, int], seed: int = 2008) -> World:
    return draw_world(appeals=size[0], pledges=size[1], seed=seed)


def _warm_up() -> None:
    """Let numba compile, or read what it compiled, before any clock runs."""
    columns = _columns(_world((50, 2_000)))
    shortlists(columns)
    assign(columns, [1] * 50)


def _options_of(columns: Columns) -> list[int]:
    """Return how many pledges could help each appeal, as far as `priority` tells them apart."""
    found = shortlists(columns, top=max(OPTIONS)).offer
    return [int(count) for count in (found >= 0).sum(axis=1)]


def _priorities(world: World, columns: Columns) -> list[int]:
    return priorities_of(world.standings(_options_of(columns)))


def _compare_lists(scale: Scale) -> None:
    appeals, pledges = scale.lists
    world = _world(scale.lists)
    columns, loading = _timed(lambda: _columns(world))
    everything = np.arange(appeals)
    sample = np.random.default_rng(2008).permutation(appeals)[: min(appeals, 2_000)]

    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    _lists, single = _timed(lambda: shortlists(columns, top=TOP))
    numba.set_num_threads(threads)
    (ours, memory), several = _timed(lambda: added_mb(lambda: shortlists(columns, top=TOP)))
    scanned, by_numpy = _timed(lambda: numpy_lists(columns, everything, top=TOP))
    query = DuckLists(columns, sample, top=TOP, threads=threads)
    asked, by_sql = _timed(query.ask)
    by_sql *= appeals / len(sample)
    by_python = _plain_python(world, columns) * appeals

    if not (np.array_equal(scanned, ours.offer) and np.array_equal(asked, ours.offer[sample])):
        raise ArithmeticError("The engines do not answer alike; no figure of theirs is worth much.")
    ways = (
        ("plain Python, 3 appeals, scaled", by_python),
        (f"DuckDB, {threads} threads, {len(sample):,} appeals, scaled", by_sql),
        ("NumPy, appeals of a kind together, 1 thread", by_numpy),
        ("index with bounds, 1 thread", single),
        (f"index with bounds, {threads} threads", several),
    )
    rows = [
        (name, f"{seconds:.2f}", f"{1e6 * seconds / appeals:,.0f}", f"{by_numpy / seconds:.2f}")
        for name, seconds in ways
    ]
    title = f"Best {TOP} of {pledges:,} pledges for each of {appeals:,} appeals, equal answers"
    _table(title, ("way", "s", "us an appeal", "x NumPy"), *rows)
    print(
        f"\nlooked at {ours.seen.mean():,.0f} pledges an appeal; {memory:,.0f} MB added; columns "
        f"made in {loading:.1f} s; target 8 x NumPy: {_met(by_numpy / several, 8)}"
    )


def _plain_python(world: World, columns: Columns) -> float:
    """Return seconds an appeal, and hold the answers against the index."""
    rows = [0, len(world.needs) // 2, len(world.needs) - 1]
    lists = shortlists(columns, np.array(rows), top=TOP)
    began = perf_counter()
    found = [pair(world.needs[row], world.offers, world.links.of, today=TODAY) for row in rows]
    seconds = (perf_counter() - began) / len(rows)
    for one, offers in zip(found, lists.offer.tolist(), strict=True):
        listed = [columns.offer_values[offer].reference for offer in offers if offer >= 0]
        if [candidate.pledge for candidate in one.candidates] != listed:
            raise ArithmeticError("The index does not answer as plain Python does.")
    return seconds


def _met(figure: float, target: float) -> str:
    """Tell whether a figure that should be at least the target is."""
    return f"met ({figure:.1f})" if figure >= target else f"not met ({figure:.1f})"


def _met_below(figure: float, target: float, unit: str) -> str:
    if figure <= target:
        return f"met ({figure:,.1f} {unit})"
    return f"not met ({figure:,.1f} {unit}, {figure / target:.1f} times as much)"


def _compare_assignments(scale: Scale) -> None:
    for size in (scale.plenty, scale.scarce):
        world = _world(size)
        columns = _columns(world)
        options = _options_of(columns)
        priorities = priorities_of(world.standings(options))
        cpu = process_time()
        (best, memory), seconds = _timed(partial(added_mb, partial(assign, columns, priorities)))
        cpu = process_time() - cpu
        bound = most_answered(columns, priorities, best)
        rows = [
            _row("certified best", best_of := _outcome(columns, priorities, best), best_of, seconds)
        ]
        for name, way in _others(columns, priorities, options).items():
            given, took = _timed(way)
            rows.append(_row(name, greedy.outcome_of(columns, priorities, given), best_of, took))
        head = ("way", "s", "answered", "urgent", "critical", "urgent lost", "quality lost")
        _table(f"Assignment of {size[1]:,} pledges to {size[0]:,} appeals", head, *rows)
        proof = "proven" if bound == best.answered else f"at most {bound}"
        print(
            f"\ngap {best.gap}, {best.rounds} rounds, {best.pairs_looked_at:,} pairs, "
            f"{memory:,.0f} MB added; priority answered {best.answered:,}, the most there is: "
            f"{proof}; {cpu:.1f} s of processor time; target 3 s: {_met_below(seconds, 3, 's')}"
        )


def _outcome(columns: Columns, priorities: Sequence[int], found: Assignment) -> greedy.Outcome:
    return greedy.outcome_of(columns, priorities, greedy.given_by(found))


def _others(
    columns: Columns, priorities: list[int], options: list[int]
) -> dict[str, Callable[[], list[tuple[int, int, int]]]]:
    def lists_alone() -> list[tuple[int, int, int]]:
        no_parts = len(columns.offer_values) + 1
        found = assign(columns, priorities, stop=lambda _round, _gap: True, members=no_parts)
        return greedy.given_by(found)

    return {
        f"best on the lists of {TOP} alone": lists_alone,
        "greedy, by priority, least wanted pledge": lambda: greedy.scarcest_first(
            columns, priorities, options
        ),
        "greedy, most urgent first": lambda: greedy.most_urgent_first(columns),
    }


def _row(
    name: str, outcome: greedy.Outcome, best: greedy.Outcome, seconds: float
) -> tuple[str, ...]:
    return (
        name,
        f"{seconds:.1f}",
        f"{outcome.answered:,}",
        f"{outcome.urgent:,}",
        f"{outcome.critical:,}",
        f"{100 * (1 - outcome.urgent / best.urgent):.1f} %",
        f"{100 * (1 - outcome.quality / best.quality):.1f} %",
    )


def _over_seeds(scale: Scale) -> None:
    rows: list[tuple[object, ...]] = []
    gains = []
    for seed in range(scale.seeds):
        world = _world(scale.scarce, seed)
        columns = _columns(world)
        priorities = _priorities(world, columns)
        best = _outcome(columns, priorities, assign(columns, priorities))
        first = greedy.outcome_of(columns, priorities, greedy.most_urgent_first(columns))
        gains.append(100 * (best.urgent / first.urgent - 1))
        figures = best.urgent, first.urgent, f"{gains[-1]:.1f} %", best.critical, first.critical
        places = sum(offer.capacity_left for offer in world.offers)
        rows.append((seed, *figures, best.answered, first.answered, places))
    answers = "answered", "greedy", "places at all pledges"
    head = ("seed", "urgent", "greedy", "more", "critical", "greedy", *answers)
    title = f"Scarcity: {scale.scarce[1]:,} pledges for {scale.scarce[0]:,} appeals, by seed"
    _table(title, head, *rows)
    print(
        f"\nurgent or critical appeals answered beyond most-urgent-first greedy: mean "
        f"{mean(gains):.1f} %, least {min(gains):.1f} %, most {max(gains):.1f} %; target 20 %: "
        f"{_met(mean(gains), 20)}"
    )


def _stability(scale: Scale) -> None:
    appeals, pledges = scale.stability
    rows = []
    for size in (scale.stability, (appeals, pledges // 25)):
        world = _world((appeals + scale.times, size[1]))
        moved = [_moved(world, appeals, number) for number in range(scale.times)]
        without, with_bonus = ([each[at] for each in moved] for at in (0, 1))
        lost = sum(each[2] for each in moved)
        cells = f"{mean(without):.1f}", max(without), f"{mean(with_bonus):.1f}", max(with_bonus)
        rows.append((f"{size[0]:,} x {size[1]:,}", *cells, lost))
    head = ("world", "moved, mean", "most", "with the bonus, mean", "most", "priority lost")
    _table(f"Stability: other appeals moved by one new appeal, {scale.times} times", head, *rows)


def _moved(world: World, appeals: int, number: int) -> tuple[int, int, int]:
    """Return how many other appeals move without and with the bonus, and priority it cost."""
    before = replace(world, needs=world.needs[:appeals], urgencies=world.urgencies[:appeals])
    at = appeals + number
    after = replace(
        world,
        needs=[*before.needs, world.needs[at]],
        urgencies=[*before.urgencies, world.urgencies[at]],
    )
    old, _sum = _helped(before)
    plain, most = _helped(after)
    kept, answered = _helped(
        replace(after, links=replace(after.links, standing=frozenset(old.items())))
    )
    return _changes(old, plain), _changes(old, kept), most - answered


def _helped(world: World) -> tuple[dict[str, str], int]:
    """Return the helper of each appeal, and the priority answered."""
    columns = _columns(world)
    found = assign(columns, _priorities(world, columns))
    helpers = {
        columns.need_values[each.need].reference: columns.offer_values[each.offer].reference
        for each in found.pairs
    }
    return helpers, found.answered


def _changes(old: dict[str, str], new: dict[str, str]) -> int:
    """Count appeals that had a helper and have another or none now."""
    return sum(new.get(need) != helper for need, helper in old.items())


def _one_change(scale: Scale) -> None:
    world = _world(scale.lists)
    columns = _columns(world)
    draw = Random(2008)
    lists = shortlists(columns, top=TOP)
    floor = lists.score[:, -1]
    appeal, pledge = [], []
    for _ in range(100):
        row = np.array([draw.randrange(len(world.needs))])
        offer = np.array([draw.randrange(len(world.offers))])
        appeal.append(_timed(partial(shortlists, columns, row, top=TOP))[1])
        pledge.append(_timed(partial(_who_lists, columns, floor, offer))[1])
    rows = [
        (
            name,
            f"{1e3 * median(times):.2f}",
            f"{1e3 * max(times):.2f}",
            _met_below(1e3 * max(times), 50, "ms"),
        )
        for name, times in (("appeal: its list", appeal), ("pledge: who lists it", pledge))
    ]
    title = f"One change among {scale.lists[0]:,} x {scale.lists[1]:,}, columns at hand"
    _table(title, ("changed", "ms, median", "ms, most of 100", "target 50 ms"), *rows)


def _who_lists(columns: Columns, floor: Ints, offer: Ints) -> Shortlists:
    """Search one pledge for every appeal, against the last score of the list it has."""
    nothing = np.zeros(len(columns.offer_values), np.int64)
    return worth_adding(columns, nothing, floor - 1, top=1, among=offer)


def _growth(scale: Scale, *, plot: Path | None) -> None:
    rows, lists_us, assign_us = [], [], []
    for appeals in scale.growth:
        world = _world((appeals, 5 * appeals))
        columns = _columns(world)
        priorities = _priorities(world, columns)
        seconds = min(_timed(partial(shortlists, columns, top=TOP))[1] for _ in range(3))
        best, assigning = _timed(partial(assign, columns, priorities))
        lists_us.append((float(appeals), 1e6 * seconds / appeals))
        assign_us.append((float(appeals), 1e6 * assigning / appeals))
        sizes = f"{appeals:,}", f"{5 * appeals:,}"
        rows.append((*sizes, f"{lists_us[-1][1]:.0f}", f"{assign_us[-1][1]:,.0f}", best.gap))
    head = ("appeals", "pledges", "lists, us an appeal", "assignment, us an appeal", "gap")
    _table("Growth", head, *rows)
    for name, line in (("lists", lists_us), ("assignment", assign_us)):
        costs = [cost for _size, cost in line]
        print(f"\n{name}: largest over smallest cost {max(costs) / min(costs):.1f}; target 3")
    if plot is not None:
        lines = {"lists of 20": lists_us, "assignment": assign_us}
        plot.write_text(line_plot("Cost of one appeal", "appeals", "microseconds", lines))


def _huge(scale: Scale) -> None:
    if scale.huge is None:
        return
    appeals, pledges = scale.huge
    world = _world(scale.huge)
    columns, loading = _timed(lambda: _columns(world))
    (lists, memory), seconds = _timed(lambda: added_mb(lambda: shortlists(columns, top=TOP)))
    _table(
        f"{appeals:,} x {pledges:,}",
        ("what", "s", "MB added", "target"),
        ("columns", f"{loading:.0f}", "", ""),
        (
            f"best {TOP}, {lists.seen.mean():,.0f} pledges looked at",
            f"{seconds:.1f}",
            f"{memory:,.0f}",
            f"10 s: {_met_below(seconds, 10, 's')}; 300 MB: {_met_below(memory, 300, 'MB')}",
        ),
    )
    priorities = _priorities(world, columns)
    began, cpu = perf_counter(), process_time()
    rounds: list[tuple[int, int, float]] = []

    def stop(number: int, gap: int) -> bool:
        rounds.append((number, gap, perf_counter() - began))
        return rounds[-1][2] > HUGE_LIMIT_S

    best, memory = added_mb(lambda: assign(columns, priorities, stop=stop))
    worth = best.answered * best.step + best.quality
    print(
        f"\nassignment: {perf_counter() - began:.0f} s, {process_time() - cpu:.0f} s of processor "
        f"time, {memory:,.0f} MB added, {best.rounds} "
        f"rounds, {best.pairs_looked_at:,} pairs, {len(best.pairs):,} given\n"
    )
    rows = [(n, f"{s:.0f}", gap, f"{100 * gap / worth:.4f} %") for n, gap, s in rounds]
    _table("Gap after each round", ("round", "s", "gap", "of the objective"), *rows)
