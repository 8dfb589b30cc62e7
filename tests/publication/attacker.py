"""Whoever keeps every public list and knows these rules: which towns could a card be about?"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from activities.engine.values import Activity
from evidence.engine.values import Phase
from publication.engine.generalise import Generalised, generalise
from publication.engine.values import Cell, Town

Rule = Callable[[Town, Activity, Sequence[Town]], Generalised]
"""What decides on a card, so that a rule that is not ours can be tried as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The public list on one day, by the id of each card, and how the towns were that day."""

    day: date
    cards: dict[int, Cell]
    towns: tuple[Town, ...]


def candidates(cell: Cell, towns: Sequence[Town], rule: Rule = generalise) -> set[int]:
    """Return the towns that would have been given this very card, whatever they asked for."""
    return {
        town.id
        for town in towns
        for activity in Activity
        if town.could_ask_for(activity) and rule(town, activity, towns).cell == cell
    }


def suspects(snapshots: Collection[Snapshot], rule: Rule = generalise) -> dict[int, set[int]]:
    """Return who is left for each card, after every list in which it stood was put together.

    What a card tells is of the day on which it first stood there: the attacker knows the phase
    of every town on that day.
    """
    left: dict[int, set[int]] = {}
    seen: dict[int, Cell] = {}
    for snapshot in sorted(snapshots, key=lambda each: each.day):
        for card, cell in snapshot.cards.items():
            if card not in seen:
                left[card] = candidates(cell, snapshot.towns, rule)
                seen[card] = cell
            elif cell != seen[card]:  # the same card told another thing: both hold
                left[card] &= candidates(cell, snapshot.towns, rule)
    return left


PHASES = st.sampled_from([None, *Phase])
PEOPLE = st.sampled_from([None, 800, 9_999, 10_000, 49_999, 50_000, 400_000])


@st.composite
def gazetteers(draw: st.DrawFn, *, most: int = 70) -> tuple[Town, ...]:
    """A country: crowded regions and empty ones, few large towns, fewer enclaves."""
    phases = {region: draw(PHASES) for region in (1, 2, 3, None)}
    number = draw(st.integers(1, most))
    return tuple(_town(draw, number=each, phases=phases) for each in range(1, number + 1))


def _town(draw: st.DrawFn, *, number: int, phases: dict[int | None, Phase | None]) -> Town:
    region = draw(st.sampled_from([1, 1, 1, 1, 2, 2, 3, None]))
    is_enclave = phases[region] is Phase.HIGH and draw(st.integers(0, 5)) == 0
    strays = draw(st.integers(0, 9)) == 0
    usual = draw(PHASES) if strays else phases[region]
    return Town(
        id=number,
        region=region,
        country=100,
        phase=Phase.LOW_AFTER if is_enclave else usual,
        population=draw(PEOPLE),
        is_enclave=is_enclave,
    )
