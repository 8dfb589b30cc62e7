"""The fast engine against the readable one: the same candidates, refusals and words."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.engine.values import Activity
from matching.engine import columns as columns_module
from matching.engine import search
from matching.engine.columns import BIT, columns_of
from matching.engine.criteria import POLICY_1, Criterion, Policy
from matching.engine.gates import Gate
from matching.engine.pairing import pair
from matching.engine.search import pair_many, shortlists
from matching.engine.values import HelpForm, LinkKind, Links, NeedTopic
from tests.matching.builders import NOT_READY, READY, TODAY, a_need, an_offer
from tests.matching.worlds import World, some_offers, worlds

policies = st.permutations(list(Criterion)).flatmap(
    lambda order: st.integers(1, len(order)).map(
        lambda length: Policy(version=7, order=tuple(order[:length]))
    )
)


def fast(world, *, policy=POLICY_1, top=20):
    columns = columns_of(world.needs, world.offers, world.links, today=TODAY, policy=policy)
    return pair_many(columns, top=top)


def readable(world, *, policy=POLICY_1, top=20):
    return [
        pair(need, world.offers, world.links.of, today=TODAY, policy=policy, top=top)
        for need in world.needs
    ]


@settings(max_examples=400, deadline=None)
@given(worlds(), st.sampled_from([1, 3, 20]))
def test_the_fast_engine_answers_as_the_readable_one(world, top):
    assert fast(world, top=top) == readable(world, top=top)


@settings(max_examples=100, deadline=None)
@given(worlds(), policies)
def test_it_does_so_in_any_order_of_the_criteria(world, policy):
    assert fast(world, policy=policy) == readable(world, policy=policy)


def a_world_where_much_differs():
    """Return a fixed world of many pledges, so that a broken engine has something to miss."""
    needs = [
        a_need(reference=f"a{at}", languages=frozenset({language}), topic=topic)
        for at, (language, topic) in enumerate(product(["uk", "en"], [NeedTopic.WATER]))
    ]
    offers = [
        an_offer(
            reference=f"p{at:03}",
            municipality=f"helper {at}",
            languages=frozenset({"en" if at % 3 else "uk"}),
            has_interpreter=at % 2 == 0,
            forms=frozenset({list(HelpForm)[at % 3]}),
            years_after_conflict=at % 11,
            projects_done=at % 6,
            engaged=at % 4,
            capacity_left=at % 5,
            knowers=frozenset({"agency"}) if at % 7 == 0 else frozenset(),
        )
        for at in range(120)
    ]
    links = Links(
        ties={("asker", f"helper {at}"): frozenset({LinkKind.TWINNING}) for at in (3, 50)},
        suppressed={("a0", "p050"): date(2027, 1, 1)},
    )
    return World(needs=needs, offers=offers, links=links)


def test_the_fixed_world_is_answered_alike():
    world = a_world_where_much_differs()

    assert fast(world, top=5) == readable(world, top=5)


def _too_low_a_bound(columns, kinds, walked, first, scale):
    order, bound = _ORDER(columns, kinds, walked, first, scale)
    return order, np.where(bound > 0, bound // 2, bound)


_ORDER, _SHUT = search._order, columns_module._Asking.shut


def test_a_bound_that_is_too_low_is_caught(monkeypatch):
    monkeypatch.setattr(search, "_order", _too_low_a_bound)
    world = a_world_where_much_differs()

    assert fast(world, top=5) != readable(world, top=5)


@pytest.mark.parametrize("gate", [Gate.CAPACITY_LEFT, Gate.ACTIVITY_OFFERED, Gate.HELPER_READY])
def test_a_gate_that_is_forgotten_is_caught(monkeypatch, gate):
    world = a_world_where_much_differs()
    offers = [
        replace(
            offer,
            readiness=NOT_READY if at % 13 == 0 else READY,
            activities=frozenset({Activity.EVENTS}) if at % 11 == 0 else offer.activities,
        )
        for at, offer in enumerate(world.offers)
    ]
    world = replace(world, offers=offers)
    assert fast(world) == readable(world)

    monkeypatch.setattr(
        columns_module._Asking,
        "shut",
        lambda self, case, scope: _SHUT(self, case, scope) & ~BIT[gate],
    )

    assert fast(world) != readable(world)


@settings(max_examples=150, deadline=None)
@given(worlds(), st.randoms())
def test_the_order_of_needs_and_offers_changes_nothing(world, random):
    shuffled = replace(
        world,
        needs=random.sample(world.needs, len(world.needs)),
        offers=random.sample(world.offers, len(world.offers)),
    )

    assert {each.need: each for each in fast(shuffled)} == {each.need: each for each in fast(world)}


@settings(max_examples=100, deadline=None)
@given(worlds())
def test_other_names_of_towns_change_nothing(world):
    def renamed(thing):
        return replace(thing, municipality=f"renamed {thing.municipality}")

    links = replace(
        world.links,
        ties={
            (f"renamed {one}", f"renamed {other}"): kinds
            for (one, other), kinds in world.links.ties.items()
        },
    )
    other = World(
        needs=[*map(renamed, world.needs)], offers=[*map(renamed, world.offers)], links=links
    )

    assert fast(other) == fast(world)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.data())
def test_one_more_pledge_takes_nobody_off_but_the_last(world, data):
    extra = replace(data.draw(some_offers), reference="zz")

    before = fast(world, top=3)
    after = fast(replace(world, offers=[*world.offers, extra]), top=3)

    for was, now in zip(before, after, strict=True):
        kept = [each.pledge for each in now.candidates if each.pledge != "zz"]
        assert kept == [each.pledge for each in was.candidates][: len(kept)]
        assert len(kept) >= len(was.candidates) - 1


def test_two_of_one_name_are_refused():
    offers = [an_offer(), an_offer()]

    with pytest.raises(ValueError, match="same reference"):
        columns_of([a_need()], offers, Links(), today=TODAY, policy=POLICY_1)


def test_a_list_without_a_place_is_refused():
    columns = columns_of([a_need()], [an_offer()], Links(), today=TODAY, policy=POLICY_1)

    with pytest.raises(ValueError, match="at least one place"):
        shortlists(columns, top=0)
