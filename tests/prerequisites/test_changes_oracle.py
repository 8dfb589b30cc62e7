"""The search for the smallest changes, held against a plain one over every subset and value."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings

from evidence.engine.values import Subject
from prerequisites.engine import changes
from prerequisites.engine.changes import Change, Where, reach_of
from prerequisites.engine.values import ASCENDING, Findings, Value, VerdictClass
from prerequisites.engine.verdict import class_of
from tests.prerequisites.builders import all_met, verdict_on
from tests.prerequisites.worlds import ENOUGH, FINDINGS

TARGETS = {
    VerdictClass.INDIRECT_ONLY: 1,
    VerdictClass.DIRECT_CONDITIONAL: 2,
    VerdictClass.DIRECT_OPEN: 3,
}
WORTH_WORKING_FOR = (Value.EMERGING, Value.MET)
VALUED = ("p1", "p2", "p2f", "p3", "p4", "s", "r")
OPEN = verdict_on(all_met()).findings

Edit = tuple[str, Any]  # Any: a value, a flag, or yes and no
Answer = dict[VerdictClass, set[frozenset[Change]]]


def edits_of(found: Findings) -> list[list[Edit]]:
    """Every single thing that could change, each with every better value it could have."""
    values: list[list[Edit]] = [
        [(name, to) for to in WORTH_WORKING_FOR if _is_better(to, getattr(found, name))]
        for name in VALUED
    ]
    flags: list[list[Edit]] = [[("flag", flag)] for flag in found.flags]
    link: list[list[Edit]] = [] if found.conflict_link else [[("conflict_link", True)]]
    around: list[list[Edit]] = (
        [[("surroundings_troubled", False)]] if found.surroundings_troubled else []
    )
    return [each for each in (*values, *flags, *link, *around) if each]


def brute_force(found: Findings) -> Answer:
    """Try every subset of subjects and every value, the small ones first.

    Of the sets of the smallest size that reaches a class, those stay that ask for no more than
    another one of the same subjects.
    """
    wanted = {each: at for each, at in TARGETS.items() if at > reach_of(class_of(found))}
    return {target: _minimal(_reaching(found, reach)) for target, reach in wanted.items()}


def _reaching(found: Findings, reach: int) -> list[dict[str, Any]]:
    choices = edits_of(found)
    for size in range(1, len(choices) + 1):
        of_this_size = [
            dict(_named(edits))
            for subjects in combinations(choices, size)
            for edits in product(*subjects)
            if reach_of(class_of(_edited(found, edits))) >= reach
        ]
        if of_this_size:
            return of_this_size
    return []


def _edited(found: Findings, edits: tuple[Edit, ...]) -> Findings:
    for name, to in edits:
        if name == "flag":
            found = replace(found, flags=found.flags - {to})
        else:
            found = replace(found, **{name: to})
    return found


def _named(edits: tuple[Edit, ...]) -> Iterator[Edit]:
    for name, to in edits:
        yield (str(to), Value.UNMET) if name == "flag" else (name, to)


def _minimal(sets: list[dict[str, Any]]) -> set[frozenset[Change]]:
    return {
        frozenset(_change(name, to) for name, to in one.items())
        for one in sets
        if not any(_asks_for_less(other, one) for other in sets)
    }


def _asks_for_less(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (
        one.keys() == other.keys()
        and one != other
        and all(to == other[name] or to is Value.EMERGING for name, to in one.items())
    )


def _change(name: str, to: Any) -> Change:
    if name == "surroundings_troubled":
        return Change(subject=Subject.P1, to=Value.MET, where=Where.SURROUNDINGS)
    if name == "conflict_link":
        return Change(subject=Subject.CONFLICT_LINK, to=Value.MET)
    return Change(subject=Subject(name), to=Value(to))


def _is_better(to: Value, now: Value) -> bool:
    return ASCENDING.index(to) > ASCENDING.index(now)


def searched(found: Findings) -> Answer:
    """What the product's search says, asked afresh: what it kept is not looked at."""
    fast = changes.openings.__wrapped__(found)
    assert all(len(sets) == len(set(sets)) for sets in fast.values())
    return {target: {frozenset(each) for each in sets} for target, sets in fast.items()}


@settings(ENOUGH, max_examples=1_000)
@given(found=FINDINGS)
def the_searches_agree(found):
    assert searched(found) == brute_force(found)


def test_the_search_agrees_with_brute_force_on_generated_findings():
    the_searches_agree()


def test_the_search_agrees_with_brute_force_on_every_value_of_the_prerequisites():
    every = [
        replace(OPEN, p1=p1, p2=p2, p2f=p2f, p3=p3, surroundings_troubled=troubled)
        for p1, p2, p2f, p3 in product(Value, repeat=4)
        for troubled in (False, True)
    ]

    assert [searched(each) for each in every] == [brute_force(each) for each in every]


def test_a_lower_bound_that_counts_clauses_of_every_rule_is_caught(monkeypatch):
    monkeypatch.setattr(changes, "_count_below", lambda codes, _target: len(list(codes)))

    with pytest.raises(AssertionError):
        the_searches_agree()


def test_a_search_that_asks_for_the_most_first_is_caught(monkeypatch):
    whole = changes._better
    monkeypatch.setattr(changes, "_better", lambda *asked: whole(*asked)[::-1])

    with pytest.raises(AssertionError):
        the_searches_agree()


def test_a_search_that_forgets_the_floor_of_the_rule_of_law_is_caught(monkeypatch):
    whole = changes._better
    monkeypatch.setattr(
        changes, "_better", lambda subject, now: () if subject == "p2f" else whole(subject, now)
    )

    with pytest.raises(AssertionError):
        the_searches_agree()
