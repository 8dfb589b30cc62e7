"""The measurements: what they compare with gives right answers, and their plots can be read."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import greedy, replay
from benchmarks.plots import line_plot
from benchmarks.scans import DuckLists, numpy_lists
from benchmarks.stored import store
from benchmarks.worlds import draw_world
from matching.engine.assignment import assign
from matching.engine.columns import columns_of
from matching.engine.criteria import POLICY_1
from matching.engine.search import shortlists
from matching.models import Appeal, Pledge
from tests.matching.builders import TODAY
from tests.matching.worlds import worlds


@pytest.fixture(scope="module")
def year():
    return replay.draw_year(appeals=60, pledges=30, seed=3)


def columns_from(world):
    return columns_of(world.needs, world.offers, world.links, today=TODAY, policy=POLICY_1)


@settings(max_examples=25, deadline=None)
@given(worlds(needs=5, offers=8), st.sampled_from([1, 3, 20]))
def test_a_scan_with_numpy_answers_as_the_index(world, top):
    columns = columns_from(world)

    found = numpy_lists(columns, np.arange(len(world.needs)), top=top)

    assert found.tolist() == shortlists(columns, top=top).offer.tolist()


def test_sql_answers_as_the_index():
    columns = columns_from(draw_world(appeals=60, pledges=900))
    rows = np.arange(20, 60)

    found = DuckLists(columns, rows, top=5, threads=1).ask()

    assert found.tolist() == shortlists(columns, rows, top=5).offer.tolist()


@settings(max_examples=20, deadline=None)
@given(worlds(needs=6, offers=4))
def test_greedy_keeps_to_capacities_and_never_does_better(world):
    columns = columns_from(world)
    priorities = [1] * len(world.needs)

    given_out = greedy.most_urgent_first(columns)
    outcome = greedy.outcome_of(columns, priorities, given_out)

    taken = [offer for _need, offer, _score in given_out]
    assert all(taken.count(j) <= o.capacity_left for j, o in enumerate(columns.offer_values))
    assert outcome.answered <= assign(columns, priorities).answered


def test_greedy_looks_again_when_its_list_is_used_up():
    columns = columns_from(draw_world(appeals=120, pledges=60))

    given_out = greedy.most_urgent_first(columns)

    helped = {need for need, _offer, _score in given_out}
    used = np.bincount([offer for _need, offer, _score in given_out], minlength=60)
    capacity = np.array([offer.capacity_left for offer in columns.offer_values])
    idle = np.flatnonzero(used < capacity)
    unhelped = [row for row in range(120) if row not in helped]
    full = shortlists(columns, np.array(unhelped), top=60).offer
    assert (used <= capacity).all()
    assert not np.isin(full, idle).any()


@pytest.mark.parametrize("name", replay.WAYS)
def test_a_year_gives_no_place_twice_at_once(year, name):
    fates = replay.replay(year, replay.WAYS[name], seed=1)

    for day in range(replay.DAYS):
        bound = [
            fate.offer
            for fate in fates
            if fate.offer is not None
            and 0 <= day - year.asked_on[fate.need] - fate.waited < year.lasts[fate.need]
        ]
        assert all(bound.count(j) <= o.capacity_left for j, o in enumerate(year.offers))
    assert [fate.need for fate in fates] == list(range(60))


def test_a_year_comes_out_the_same_again(year):
    first, second = (replay.replay(year, replay.by_chance, seed=5) for _ in range(2))

    assert first == second


def test_a_pledge_that_may_not_be_given_is_refused(year):
    need, offer = np.argwhere(year.score < 0)[0].tolist()

    with pytest.raises(ValueError, match="cannot be given"):
        replay.replay(year, lambda day: [(need, offer)] if need in day.waiting else [], seed=1)


def test_the_weekly_assignment_rests_for_six_days(year):
    chosen_on = []

    def choose(day):
        chosen_on.append(day.number)
        return []

    replay.replay(year, replay.weekly(choose), seed=1)

    assert chosen_on == list(range(0, replay.DAYS, 7))


def test_a_plot_is_an_image_with_a_title_and_a_dot_for_each_point():
    drawn = line_plot("Cost", "size", "seconds", {"a < b": [(1, 2), (100, 20)], "c": [(10, 2)]})

    dots = re.findall(r'cx="([0-9.]+)" cy="([0-9.]+)"', drawn)
    assert 'role="img"><title>Cost</title>' in drawn
    assert ">a &lt; b</text>" in drawn
    assert (len(dots), len(set(dots))) == (3, 3)


def test_a_plot_refuses_what_no_logarithm_shows():
    with pytest.raises(ValueError, match="above 0"):
        line_plot("Cost", "size", "seconds", {"line": [(0, 1)]})


@pytest.mark.django_db
def test_a_drawn_world_goes_into_the_real_tables_as_live_appeals_and_pledges():
    store(draw_world(appeals=20, pledges=40))

    assert Appeal.objects.live().count() == 20
    assert Pledge.objects.live().count() == 40
