"""Assignment: the best over all pairs, whatever the lists held at first."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.engine.assignment import assign
from matching.engine.columns import columns_of
from matching.engine.criteria import POLICY_1
from matching.engine.pairing import Candidate, examine
from matching.engine.score import largest_score, score_of
from tests.matching.builders import TODAY
from tests.matching.worlds import worlds

STEP = 2 * largest_score(POLICY_1) + 1


def scores_of(world):
    """Return the score of every pair that passes, by the readable engine."""
    found = {}
    for need, offer in product(world.needs, world.offers):
        link = world.links.of(need, offer)
        pair = examine(need, offer, link, today=TODAY)
        if isinstance(pair, Candidate):
            found[need.reference, offer.reference] = score_of(
                pair.values, POLICY_1, stands=link.stands
            )
    return found


def optimum_of(world, priorities):
    """Return the best objective there is, by a solver that is given every pair."""
    scores = scores_of(world)
    pairs = sorted(scores)
    needs = [need.reference for need in world.needs]
    if not pairs:
        return 0
    columns = len(pairs) + len(needs)  # one for each pair, one for each appeal that is answered
    gains = np.array([*map(scores.__getitem__, pairs), *(p * STEP for p in priorities)], float)
    rows, limits = [], []
    for at, need in enumerate(world.needs):
        of_need = [float(pair[0] == need.reference) for pair in pairs]
        rows.append([*of_need, *[0.0] * len(needs)])
        limits.append(need.helpers_wanted)
        answered = [0.0] * len(needs)
        answered[at] = 1.0
        rows.append([*(-value for value in of_need), *answered])
        limits.append(0)
    for offer in world.offers:
        rows.append([*(float(pair[1] == offer.reference) for pair in pairs), *[0.0] * len(needs)])
        limits.append(offer.capacity_left)
    found = milp(
        -gains,
        constraints=LinearConstraint(np.array(rows), -np.inf, limits),
        integrality=np.ones(columns),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return round(-found.fun)


def assigned(world, priorities, **how):
    columns = columns_of(world.needs, world.offers, world.links, today=TODAY, policy=POLICY_1)
    return columns, assign(columns, priorities, **how)


@settings(max_examples=250, deadline=None)
@given(worlds(needs=6, offers=6), st.data())
def test_it_is_the_best_over_all_pairs_even_from_lists_of_one(world, data):
    priorities = [data.draw(st.integers(1, 5)) for _ in world.needs]

    _columns, found = assigned(world, priorities, first_list=1, added=1)

    assert found.gap == 0
    assert found.answered * STEP + found.quality == optimum_of(world, priorities)


@settings(max_examples=40, deadline=None)
@given(worlds(needs=6, offers=8))
def test_looking_at_parts_of_the_pledges_changes_nothing(world):
    priorities = [1] * len(world.needs)

    _columns, found = assigned(world, priorities, first_list=1, added=1, members=1)

    assert found.gap == 0
    assert found.answered * STEP + found.quality == optimum_of(world, priorities)


@settings(max_examples=100, deadline=None)
@given(worlds(needs=6, offers=6))
def test_it_keeps_to_gates_and_capacities(world):
    columns, found = assigned(world, [1] * len(world.needs))
    scores = scores_of(world)

    given_out = [columns.offer_values[pair.offer].reference for pair in found.pairs]
    received = [columns.need_values[pair.need].reference for pair in found.pairs]

    assert len(set(zip(received, given_out, strict=True))) == len(found.pairs)
    assert [pair.score for pair in found.pairs] == [
        scores[pair] for pair in zip(received, given_out, strict=True)
    ]
    assert all(given_out.count(o.reference) <= o.capacity_left for o in world.offers)
    assert all(received.count(n.reference) <= n.helpers_wanted for n in world.needs)
