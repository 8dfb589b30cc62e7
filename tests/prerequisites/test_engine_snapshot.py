"""What is written down of a value, and the hash of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prerequisites.engine.snapshot import Hashing, plain, sha256


class Colour(StrEnum):
    """Words that are keys."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Leaf:
    """Fields out of the order of their names."""

    when: date
    colours: frozenset[Colour]
    count: int | None
    among: object = None


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
LEAVES = st.builds(
    Leaf,
    when=st.dates(),
    colours=st.frozensets(st.sampled_from(Colour)),
    count=st.none() | st.integers(),
    among=SCALARS,
)
VALUES = st.recursive(
    SCALARS | LEAVES,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text(), inner)
        | st.dictionaries(st.sampled_from(Colour) | st.tuples(st.integers(), st.text()), inner)
        | st.builds(Leaf, st.dates(), st.just(frozenset()), st.none(), inner)
        | st.frozensets(st.text() | st.integers())
    ),
)


@given(st.lists(VALUES))
def test_the_sooner_hash_is_the_hash(values: Sequence[object]) -> None:
    hashing = Hashing()
    for value in (*values, *values, values):
        assert hashing.sha256(value) == sha256(value)


def test_two_hashes_of_what_is_gone_are_not_confused() -> None:
    hashing = Hashing()
    hashes = {hashing.sha256([Leaf(date(2026, 1, 1), frozenset(), n)]) for n in range(500)}
    assert len(hashes) == 500


def test_what_has_no_plain_form_is_refused() -> None:
    for write in (plain, sha256, Hashing().sha256):
        with pytest.raises(TypeError, match="object has no plain form"):
            write([object()])
