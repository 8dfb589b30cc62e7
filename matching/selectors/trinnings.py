"""Trinnings for the desk: names only for the officer of both cases, else hardly anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from matching.engine.gates import Gate
from matching.engine.trinning import WAYS_TO_MEET, Obstacle
from matching.labels import OBSTACLE_CHANGES, OBSTACLE_LABELS
from matching.models import NearTrinning, TrinningFinding, TrinningProposal
from matching.selectors.explained import ToldGate, ToldValue, told_gate, told_value
from places.models import Municipality

_CITATIONS: Final = {way.route.activity: way.citation for way in WAYS_TO_MEET}
_JOINED: Final = ("conflict", "first__municipality", "second__municipality", "pledge__municipality")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldObstacle:
    """What keeps the three apart, and what would change it."""

    code: str
    sentence: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSide:
    """One side as the officer of both cases sees it."""

    reference: str
    town: Municipality
    values: Sequence[ToldValue]
    gates: Sequence[ToldGate]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTrinning:
    """A trinning, or what is missing for one, for the officer of both cases."""

    reference: str  # empty where nothing can be put to anybody
    rank: int
    conflict: str
    sides: Sequence[ToldSide]
    outsider: Municipality | None
    activity_label: str
    venue_label: str
    basis: str
    lines: Sequence[int]
    obstacles: Sequence[ToldObstacle]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFinding:
    """What the finder shows one officer.

    `elsewhere` says only whether there is a trinning between cases that the reader does not
    both hold: no place, no conflict, no number, since each would point at a municipality.
    """

    made_at: datetime
    is_proven: bool
    is_capped: bool
    possible: Sequence[ToldTrinning]
    near: Sequence[ToldTrinning]
    elsewhere: bool


def finding_for(user: User) -> ToldFinding | None:
    """Return the current trinnings as `user` may know them, or None before the first run.

    Raises:
        PermissionDenied: `user` does not read cases at the desk.

    Cost: 4 queries, whatever the numbers.
    """
    require(user, Permission.READ_CASE)
    finding = TrinningFinding.objects.filter(is_current=True).first()
    if finding is None:
        return None
    own = {"first__officer": user, "second__officer": user}
    proposals = finding.proposals.filter(**own).select_related(*_JOINED).order_by("rank")
    near = finding.near.filter(**own).select_related(*_JOINED).order_by("rank", "pk")
    return ToldFinding(
        made_at=finding.made_at,
        is_proven=finding.gap == 0,
        is_capped=finding.left_out > 0,
        possible=[_proposal(each) for each in proposals],
        near=[_near(each) for each in near],
        elsewhere=finding.proposals.exclude(**own).exists(),
    )


def _proposal(kept: TrinningProposal) -> ToldTrinning:
    activity = Activity(kept.activity)
    return ToldTrinning(
        reference=str(kept.reference),
        rank=kept.rank,
        conflict=kept.conflict.name,
        sides=[
            ToldSide(
                reference=str(appeal.reference),
                town=appeal.municipality,
                values=[told_value(value) for value in values],
                gates=[],
            )
            for appeal, values in (
                (kept.first, kept.first_values),
                (kept.second, kept.second_values),
            )
        ],
        outsider=kept.pledge.municipality,
        activity_label=str(ACTIVITY_LABELS[activity]),
        venue_label=str(VENUE_LABELS[Venue(kept.venue)]),
        basis=_CITATIONS[activity].mark.value,
        lines=_CITATIONS[activity].lines,
        obstacles=[],
    )


def _near(kept: NearTrinning) -> ToldTrinning:
    return ToldTrinning(
        reference="",
        rank=kept.rank,
        conflict=kept.conflict.name,
        sides=[
            ToldSide(
                reference=str(appeal.reference),
                town=appeal.municipality,
                values=[],
                gates=[told_gate(Gate(code)) for code in gates],
            )
            for appeal, gates in ((kept.first, kept.first_gates), (kept.second, kept.second_gates))
        ],
        outsider=kept.pledge.municipality if kept.pledge else None,
        activity_label="",
        venue_label="",
        basis="",
        lines=[],
        obstacles=[_told(Obstacle(code)) for code in kept.obstacles],
    )


def _told(obstacle: Obstacle) -> ToldObstacle:
    return ToldObstacle(
        code=obstacle.value,
        sentence=str(OBSTACLE_LABELS[obstacle]),
        change=str(OBSTACLE_CHANGES[obstacle]),
    )
