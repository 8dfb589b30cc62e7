"""What is acknowledged is kept, whatever dies: the short form of `python3 dev.py bench faults`."""

from benchmarks.faults import run
from benchmarks.faults.judge import Wrongs, compare, known
from benchmarks.faults.killer import WAYS
from benchmarks.faults.people import Outcome


def test_nothing_that_was_acknowledged_is_lost_when_each_part_is_killed_once():
    outcomes = run.run(seconds=0, seed=7, clients=2, pause=2, in_a_hurry=True)

    verdict, seen = outcomes.verdict, outcomes.seen
    assert verdict.told[Outcome.OK] > 10
    assert verdict.wrongs == Wrongs(doubled=[], lost=[], kept_though_refused=[])
    assert verdict.broken == []
    assert set(verdict.deliveries) == {"done"}
    assert seen.faults == []
    assert dict(outcomes.killer.kills) == dict.fromkeys(WAYS, 1)
    assert outcomes.killer.never_recovered() == 0


def test_one_kept_try_is_enough_and_one_unknown_try_leaves_it_open():
    assert known([Outcome.FAIL, Outcome.UNKNOWN, Outcome.OK]) is Outcome.OK
    assert known([Outcome.UNKNOWN, Outcome.FAIL]) is Outcome.UNKNOWN
    assert known([Outcome.FAIL]) is Outcome.FAIL


def test_the_judge_finds_what_is_lost_doubled_or_kept_though_refused():
    knows = {
        "kept": Outcome.OK,
        "lost": Outcome.OK,
        "twice": Outcome.OK,
        "refused": Outcome.FAIL,
        "kept all the same": Outcome.FAIL,
        "open": Outcome.UNKNOWN,
        "open, twice": Outcome.UNKNOWN,
    }

    found = compare(knows, {"kept": 1, "twice": 2, "kept all the same": 1, "open, twice": 2})

    assert found == Wrongs(
        doubled=["twice", "open, twice"],
        lost=["lost"],
        kept_though_refused=["kept all the same"],
    )
