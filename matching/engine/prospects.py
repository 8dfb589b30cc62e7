"""How many more appeals a pledge would fit if its helper changed what is its own to change.

What could be changed is read from the pledge alone, and is the same whoever asks for help: no
language, day or place of an appeal is ever named, and each step is as wide as the helper could
make it, so that the answer does not draw the edge of anybody's need. Show the numbers through
`coarse`: a helper may be a party to the conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import Final

from activities.engine.values import HelperTest, ThematicMap
from matching.engine.columns import columns_of
from matching.engine.criteria import POLICY_1
from matching.engine.search import shortlists
from matching.engine.steps import Doer, Step, StepKind, Steps, offer_after
from matching.engine.values import Links, Need, Offer


class Area(StrEnum):
    """What a helper can change by itself, in the order in which it is told."""

    READINESS = "readiness"
    HOST_PARTNER = "host_partner"
    PLATFORM = "platform"
    PLACE_OUTSIDE = "place_outside"
    CAPACITY = "capacity"
    TIME = "time"
    LANGUAGES = "languages"
    EXCLUSIONS = "exclusions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """How many appeals that a pledge does not fit now it would fit after each area alone, and
    after all of them together."""

    alone: Mapping[Area, int]
    together: int


STAYS_LONGER_DAYS: Final = 183
"""How much longer a helper is supposed to stay: half a year, whatever anybody asks for [ours]."""


def own_steps(offer: Offer, *, today: date) -> dict[Area, Steps]:
    """Return what the helper could still change, by area; an area without steps is left out."""
    found = {
        Area.READINESS: _pass_tests(offer),
        Area.HOST_PARTNER: _once(StepKind.HOST_PARTNER, holds=offer.has_host_partner),
        Area.PLATFORM: _once(StepKind.PLATFORM, holds=offer.has_platform),
        Area.PLACE_OUTSIDE: _once(StepKind.HOST_OUTSIDE, holds=offer.can_host),
        Area.CAPACITY: _take_on_one(offer),
        Area.TIME: _be_there(offer, today),
        Area.LANGUAGES: _once(StepKind.INTERPRETER, holds=offer.has_interpreter),
        Area.EXCLUSIONS: _lift_all(offer),
    }
    return {area: steps for area, steps in found.items() if steps}


def prospects_of(
    needs: Sequence[Need],
    offer: Offer,
    links: Links,
    *,
    today: date,
    thematic_map: ThematicMap,
) -> Prospects:
    """Return how many of `needs` each area would open for `offer`.

    The pledge as it is and as it would be are matched side by side, by the gates of every match.

    Cost: a few milliseconds, and some 20 microseconds a need.
    """
    steps = own_steps(offer, today=today)
    variants = {
        _NOW: offer,
        _TOGETHER: offer_after(offer, chain.from_iterable(steps.values())),
        **{area.value: offer_after(offer, taken) for area, taken in steps.items()},
    }
    fits = _who_fits(needs, variants, _links_of(offer, links, variants), today, thematic_map)
    return Prospects(
        alone={area: len(fits[area.value] - fits[_NOW]) for area in steps},
        together=len(fits[_TOGETHER] - fits[_NOW]),
    )


_NOW: Final = "now"
_TOGETHER: Final = "all together"


def _step(kind: StepKind, what: str = "", *, amount: int = 0) -> Step:
    return Step(kind=kind, doer=Doer.HELPER, what=what, amount=amount)


def _once(kind: StepKind, *, holds: bool) -> Steps:
    """Return a step that is taken once, or none where what it brings holds already."""
    return () if holds else (_step(kind),)


def _pass_tests(offer: Offer) -> Steps:
    lacking = {each.test for each in offer.readiness.missing} - {HelperTest.H7}
    return tuple(_step(StepKind.COMPLETE_TEST, test.value) for test in sorted(lacking))


def _take_on_one(offer: Offer) -> Steps:
    more = 1 - offer.capacity_left
    return (_step(StepKind.RAISE_CAPACITY, amount=more),) if more > 0 else ()


def _be_there(offer: Offer, today: date) -> Steps:
    sooner = (offer.window.starts - today).days
    begin = (_step(StepKind.MOVE_HELPERS_START, amount=sooner),) if sooner > 0 else ()
    return (*begin, _step(StepKind.MOVE_HELPERS_END, amount=STAYS_LONGER_DAYS))


def _lift_all(offer: Offer) -> Steps:
    named = sorted(offer.excluded)
    return tuple(_step(StepKind.LIFT_HELPERS_EXCLUSION, place) for place in named)


def _who_fits(
    needs: Sequence[Need],
    variants: Mapping[str, Offer],
    links: Links,
    today: date,
    thematic_map: ThematicMap,
) -> dict[str, set[int]]:
    """Return for each variant the rows of the needs that it is a candidate for."""
    columns = columns_of(
        needs,
        [replace(offer, reference=name) for name, offer in variants.items()],
        links,
        today=today,
        policy=POLICY_1,  # an order among them: it refuses nobody
        thematic_map=thematic_map,
    )
    fits: dict[str, set[int]] = {name: set() for name in variants}
    for row, listed in enumerate(shortlists(columns, top=len(variants)).offer.tolist()):
        for at in listed:
            if at >= 0:
                fits[columns.offer_values[at].reference].add(row)
    return fits


def _links_of(offer: Offer, links: Links, variants: Mapping[str, Offer]) -> Links:
    """Return what is on record of the pledge, for each of its variants."""
    own = {need: until for (need, of), until in links.suppressed.items() if of == offer.reference}
    suppressed = {(need, name): until for need, until in own.items() for name in variants}
    return Links(ties=links.ties, suppressed=suppressed)
