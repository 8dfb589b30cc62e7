"""A short name for all that a verdict rests on: equal names, equal verdicts."""

import hashlib
from collections.abc import Iterable
from typing import Final

from evidence.engine.values import Facts
from prerequisites.engine.values import Override

READING: Final = 2
"""Raised whenever the engine reads the same facts in another way, so that all is judged anew."""


class Digests:
    """Digests of facts; those that leaves share (the same objects) are made once.

    An item is never edited: its reference, its confirmation and its supersession tell all of it.
    """

    def __init__(self, *, rules_version: int) -> None:
        self._rules_version = rules_version
        self._shared: dict[int, tuple[Facts, str]] = {}

    def of_leaf(
        self, leaf: Facts, surroundings: Iterable[Facts], overrides: Iterable[Override]
    ) -> str:
        """Return the SHA-256 of what a verdict on this leaf rests on."""
        parts = [
            f"{READING}:{self._rules_version}",
            _digest(leaf),
            *(self._of_shared(facts) for facts in surroundings),
            *(f"{each.reference}:{each.ended_on}" for each in overrides),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _of_shared(self, facts: Facts) -> str:
        if id(facts) not in self._shared:
            self._shared[id(facts)] = facts, _digest(facts)  # kept, so that its id stays its own
        return self._shared[id(facts)][1]


def _digest(facts: Facts) -> str:
    items = sorted(
        f"{item.reference}{item.confirmed}{item.superseded_on}" for item in facts.evidence
    )
    spells = sorted(
        f"{each.phase}{each.starts}{each.ends}{each.known_on}{each.retracted_on}"
        for each in facts.spells
    )
    return hashlib.sha256("\n".join([*items, "", *spells]).encode()).hexdigest()
