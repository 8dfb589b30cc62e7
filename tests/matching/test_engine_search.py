"""The fast engine against the readable one: the same candidates, refusals and words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.columns import columns_of
from matching.engine.criteria import POLICY_1, Criterion, Policy
from matching.engine.pairing import pair
from matching.engine.search import pair_many
from tests.matching.builders import TODAY
from tests.matching.worlds import worlds

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
