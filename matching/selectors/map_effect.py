"""What another thematic map would change for the appeals that live now, before it is adopted."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import ThematicMap
from matching.engine.ground import Ground, fit_under
from matching.engine.pairing import routes_for
from matching.engine.values import Need, Route
from matching.models import Appeal
from matching.selectors.inputs import Inputs, load
from matching.selectors.reading import coarse
from prerequisites.engine.values import Verdict

MOST_LOOKED_AT: Final = 2_000
"""Appeals that a preview looks at, those that wait longest first: a page must not take minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An appeal, with the ways to help that would open and close for it."""

    appeal: Appeal
    opened: tuple[Route, ...]
    closed: tuple[Route, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How many appeals would gain or lose a way to help that is permitted and fits.

    The numbers are codes that do not move by one: an exact one would tell an officer of towns
    whose cases others have taken. `own` are the reader's own cases that would change.
    """

    gain: str
    lose: str
    own: tuple[Change, ...]
    some_left_out: bool


def effect_of(user: User, thematic_map: ThematicMap, *, at: datetime) -> Effect:
    """Return what `thematic_map` would change if it came into force now.

    Who may lead an activity and with which partner is settled pair by pair, when everything is
    matched anew; it is not counted here.

    Cost: about 17 queries, whatever the number of appeals.

    Raises:
        PermissionDenied: `user` does not edit the map.
    """
    require(user, Permission.EDIT_MAP)
    today = timezone.localdate(at)
    waiting = Appeal.objects.live().select_related("municipality__zone")
    appeals = list(waiting.order_by("submitted_at", "pk")[: MOST_LOOKED_AT + 1])
    looked_at = appeals[:MOST_LOOKED_AT]
    inputs = load(looked_at, [], as_of=today, known_on=today)

    changes = [_change(appeal, inputs, thematic_map) for appeal in looked_at]
    touched = [change for change in changes if change.opened or change.closed]
    return Effect(
        gain=coarse(sum(bool(change.opened) for change in touched)),
        lose=coarse(sum(bool(change.closed) for change in touched)),
        own=tuple(change for change in touched if change.appeal.officer_id == user.pk),
        some_left_out=len(appeals) > len(looked_at),
    )


def _change(appeal: Appeal, inputs: Inputs, thematic_map: ThematicMap) -> Change:
    need, verdict = inputs.needs[appeal.pk], inputs.verdicts[appeal.pk]
    before = _open_routes(need, verdict, inputs.thematic_map)
    after = _open_routes(need, verdict, thematic_map)
    return Change(appeal=appeal, opened=_ordered(after - before), closed=_ordered(before - after))


def _open_routes(need: Need, verdict: Verdict, thematic_map: ThematicMap) -> set[Route]:
    ground = Ground(verdict=verdict, thematic_map=thematic_map)
    return {
        route
        for route in routes_for(need, thematic_map)
        if need.permits[route].allowed and fit_under(ground, route) > 0
    }


def _ordered(routes: Set[Route]) -> tuple[Route, ...]:
    return tuple(sorted(routes, key=lambda route: (route.activity, route.venue)))
