"""Assignment: the best over all pairs, whatever the lists held at first."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.engine.assignment import _assign, _How, _never, assign, most_answered
from matching.engine.columns import columns_of
from matching.engine.criteria import POLICY_1, Criterion, Policy
from matching.engine.pairing import Candidate, examine
from matching.engine.score import largest_score, score_of
from matching.engine.values import LinkKind, Links
from tests.matching.builders import TODAY, a_need, an_offer
from tests.matching.worlds import World, worlds

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


def optimum_of(world, priorities, *, scores, step=STEP):
    """Return the best objective there is, by a solver that is given every pair."""
    pairs = sorted(scores)
    needs = [need.reference for need in world.needs]
    if not pairs:
        return 0
    columns = len(pairs) + len(needs)  # one for each pair, one for each appeal that is answered
    gains = np.array([*map(scores.__getitem__, pairs), *(p * step for p in priorities)], float)
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


def chain(length):
    """Return a world where answering everybody costs each appeal but the first its twin.

    Appeal n may have the pledges n - 1, of its twin, and n; the first may have the first only.
    """
    places = [f"place {n}" for n in range(length)]
    needs = [
        a_need(reference=f"need {n}", municipality=f"asker {n}", places=frozenset({place}))
        for n, place in enumerate(places)
    ]
    offers = [
        an_offer(
            reference=f"offer {n}",
            municipality=f"helper {n}",
            excluded=frozenset(places) - frozenset(places[n : n + 2]),
        )
        for n in range(length)
    ]
    ties = {
        (f"asker {n + 1}", f"helper {n}"): frozenset({LinkKind.TWINNING}) for n in range(length - 1)
    }
    return World(needs=needs, offers=offers, links=Links(ties=ties))


@settings(max_examples=120, deadline=None)
@given(worlds(needs=6, offers=6), st.data())
def test_it_is_the_best_over_all_pairs_even_from_lists_of_one(world, data):
    priorities = [data.draw(st.integers(1, 5)) for _ in world.needs]

    _columns, found = assigned(world, priorities, first_list=1, added=1)

    assert found.gap == 0
    assert found.answered * found.step + found.quality == optimum_of(
        world, priorities, scores=scores_of(world), step=found.step
    )


@settings(max_examples=25, deadline=None)
@given(worlds(needs=6, offers=8))
def test_looking_at_parts_of_the_pledges_changes_nothing(world):
    priorities = [1] * len(world.needs)

    _columns, found = assigned(world, priorities, first_list=1, added=1, members=1)

    assert found.gap == 0
    assert found.answered * found.step + found.quality == optimum_of(
        world, priorities, scores=scores_of(world), step=found.step
    )


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


@settings(max_examples=60, deadline=None)
@given(worlds(needs=7, offers=7), st.data())
def test_no_other_assignment_answers_more(world, data):
    priorities = [data.draw(st.integers(1, 5)) for _ in world.needs]
    pass_alone = dict.fromkeys(scores_of(world), 0)

    columns, found = assigned(world, priorities)
    most = optimum_of(world, priorities, scores=pass_alone, step=1)

    assert found.answered == most <= most_answered(columns, priorities, found)


LINKS_ALONE = Policy(version=7, order=(Criterion.LINK,))


def test_twins_are_parted_where_one_appeal_more_is_answered_so():
    world, priorities = chain(12), [1] * 12
    columns = columns_of(world.needs, world.offers, world.links, today=TODAY, policy=LINKS_ALONE)
    how = _How(stop=_never, first_list=20, added=8, members=25)
    small = 2 * largest_score(LINKS_ALONE) + 1

    at_a_small_step = _assign(columns, np.array(priorities), small, how)
    found = assign(columns, priorities)

    assert (at_a_small_step.answered, at_a_small_step.gap) == (11, 0)
    assert (found.answered, found.gap) == (12, 0)
