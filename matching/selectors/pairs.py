"""Why this pledge, why not that one: any pair, examined now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from matching.engine.pairing import NearMiss, examine
from matching.models import Appeal, Pledge
from matching.selectors.explained import ToldGate, ToldValue, kept_values, told_gate, told_value
from matching.selectors.inputs import load
from matching.selectors.openings import ToldWay, openings_now, told_way
from matching.selectors.policies import policy_in_force
from prerequisites.selectors import rules_in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldPair:
    """One pair by its best route: what the criteria say, or every gate that stays shut."""

    fits: bool
    activity_label: str
    venue_label: str
    values: Sequence[ToldValue]
    gates: Sequence[ToldGate]
    openings: Sequence[ToldWay]


def told_pair(user: User, appeal: Appeal, pledge: Pledge, *, at: datetime) -> ToldPair:
    """Return what the engine says today of one appeal and one pledge.

    Raises:
        PermissionDenied: only the officer of the case may ask.
    """
    require(user, Permission.READ_CASE)
    if appeal.officer_id != user.pk:
        raise PermissionDenied
    today = timezone.localdate(at)
    inputs = load([appeal], [pledge], as_of=today, known_on=today)
    need, offer = inputs.needs[appeal.pk], inputs.offers[0]
    found = examine(
        need,
        offer,
        inputs.link_of(need, offer),
        today=today,
        policy=policy_in_force(today),
        thematic_map=inputs.thematic_map,
    )
    told_route = {
        "activity_label": str(ACTIVITY_LABELS[found.route.activity]),
        "venue_label": str(VENUE_LABELS[found.route.venue]),
    }
    if isinstance(found, NearMiss):
        rules = rules_in_force(today)
        return ToldPair(
            fits=False,
            values=[],
            gates=[told_gate(gate) for gate in found.gates],
            openings=[
                told_way(way) for way in openings_now(inputs, appeal.pk, rules=rules, today=today)
            ],
            **told_route,
        )
    values = [told_value(value) for value in kept_values(found.values)]
    return ToldPair(fits=True, values=values, gates=[], openings=[], **told_route)
