"""What a helper could change about an own pledge, and coarsely how much more it would fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import HelperTest
from matching.engine.prospects import Area, own_steps, prospects_of
from matching.engine.steps import StepKind, Steps
from matching.models import Appeal, Pledge
from matching.selectors.inputs import load
from matching.selectors.reading import coarse

MOST_LOOKED_AT: Final = 1_000
"""Appeals that are looked at, those that wait longest first: each needs a verdict, which takes
about a millisecond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """One thing that is the helper's own to change, and how many more appeals it would open.

    `opens` is a code of `coarse`; `tests` are those of the questionnaire still to pass.
    """

    area: Area
    opens: str
    tests: Sequence[HelperTest]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospects:
    """All that a helper could change, each alone; `together` is the code for all of it."""

    alone: Sequence[Prospect]
    together: str


def prospects_for(user: User, pledge: Pledge, *, on: date) -> Prospects:
    """Return what the helper of an own pledge could change, and coarsely what that opens.

    Which lines there are follows from the pledge alone, never from who asks for help, so that
    the answer is the same with one appeal more or less, save where a number passes 5, 10 or 20.

    Raises:
        PermissionDenied: `user` does not act for the helper.

    Cost: about 17 queries, and a millisecond for each of at most `MOST_LOOKED_AT` appeals.
    """
    require(user, Permission.WRITE_PLEDGE, municipality=pledge.municipality)
    waiting = Appeal.objects.live().select_related("municipality__zone")
    appeals = list(waiting.order_by("submitted_at", "pk")[:MOST_LOOKED_AT])
    inputs = load(appeals, [pledge], as_of=on, known_on=on)
    [offer] = inputs.offers
    found = prospects_of(
        list(inputs.needs.values()),
        offer,
        inputs.links,
        today=on,
        thematic_map=inputs.thematic_map,
    )
    steps = own_steps(offer, today=on)
    return Prospects(
        alone=[
            Prospect(area=area, opens=coarse(count), tests=_tests(steps[area]))
            for area, count in found.alone.items()
        ],
        together=coarse(found.together),
    )


def _tests(steps: Steps) -> list[HelperTest]:
    return [HelperTest(step.what) for step in steps if step.kind is StepKind.COMPLETE_TEST]
