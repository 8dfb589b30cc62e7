"""What would open a match: worked out, kept with the answer, and said in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from matching.engine.openings import Opening, openings_for
from matching.engine.pairing import NearMiss
from matching.engine.steps import Doer, Step, StepKind
from matching.engine.values import Offer, Route
from matching.labels import DOER_LABELS, sentence_of_step
from matching.selectors.inputs import Inputs
from prerequisites.engine.rules import RuleSet


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDoer:
    """What one kind of actor would have to do."""

    code: str
    label: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldWay:
    """One smallest set of changes: who does what, and how many pledges it opens."""

    activity_label: str
    venue_label: str
    count: int
    size: int
    doers: Sequence[ToldDoer]


LOOKED_AT: Final = 2_000
"""Up to so many pledges all are searched for the smallest changes, which takes half a second."""


def openings_now(
    inputs: Inputs,
    appeal_id: int,
    *,
    rules: RuleSet,
    today: date,
    nearest: Sequence[NearMiss] = (),
) -> tuple[Opening, ...]:
    """Return the smallest sets of steps that give one loaded appeal another candidate.

    Where there are more than `LOOKED_AT` pledges, only the nearest misses are searched: those on
    which the fewest gates stay shut.
    """
    offers: Sequence[Offer] = inputs.offers
    if len(offers) > LOOKED_AT:
        offers = [inputs.offered.by_reference[miss.pledge] for miss in nearest]
    return openings_for(
        inputs.needs[appeal_id],
        offers,
        inputs.link_of,
        ground=inputs.ground_of(appeal_id, rules),
        today=today,
    )


def told_openings(kept: Sequence[Mapping[str, Any]]) -> list[ToldWay]:  # Any: JSON as it was kept
    """Return kept openings in the reader's language, in the order in which they were kept."""
    return [told_way(opening) for opening in openings_kept(kept)]


def openings_kept(kept: Sequence[Mapping[str, Any]]) -> list[Opening]:  # Any: JSON as it was kept
    """Return openings as they were kept with a result."""
    return [_opening(each) for each in kept]


def told_way(opening: Opening) -> ToldWay:
    """Return one opening in the reader's language, by who has to act."""
    return ToldWay(
        activity_label=str(ACTIVITY_LABELS[opening.route.activity]),
        venue_label=str(VENUE_LABELS[opening.route.venue]),
        count=opening.count,
        size=len(opening.steps),
        doers=[_told_doer(doer, steps) for doer in Doer if (steps := _steps_of(opening, doer))],
    )


def _told_doer(doer: Doer, steps: Sequence[Step]) -> ToldDoer:
    return ToldDoer(
        code=doer.value,
        label=str(DOER_LABELS[doer]),
        sentences=[sentence_of_step(step) for step in steps],
    )


def _steps_of(opening: Opening, doer: Doer) -> list[Step]:
    return [step for step in opening.steps if step.doer is doer]


def _opening(kept: Mapping[str, Any]) -> Opening:  # Any: JSON as it was kept
    route = kept["route"]
    return Opening(
        steps=tuple(_step(step) for step in kept["steps"]),
        route=Route(activity=Activity(route["activity"]), venue=Venue(route["venue"])),
        pledges=tuple(kept["pledges"]),
        count=kept["count"],
    )


def _step(kept: Mapping[str, Any]) -> Step:  # Any: JSON as it was kept
    return Step(
        kind=StepKind(kept["kind"]),
        doer=Doer(kept["doer"]),
        what=kept["what"],
        to=kept["to"],
        amount=kept["amount"],
    )
