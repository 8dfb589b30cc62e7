"""Why this pledge, why not that one: any pair, examined now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.engine.roles import Permission
from accounts.models import User
from accounts.permissions import require
from activities.engine.values import Activity, Venue
from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from matching.engine.gates import Case, Gate, shut_gates
from matching.engine.pairing import Candidate, NearMiss, candidate_of, examine
from matching.engine.values import Route
from matching.labels import CAUTION_LABELS
from matching.models import Appeal, Pledge, TrinningProposal
from matching.selectors.explained import ToldGate, ToldValue, kept_values, told_gate, told_value
from matching.selectors.inputs import Inputs, load
from matching.selectors.openings import ToldWay, openings_now, told_way
from matching.selectors.policies import policy_in_force
from places.models import Municipality
from prerequisites.engine.permits import Condition
from prerequisites.labels import CONDITION_LABELS
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How an appeal and a pledge fit today: by which route, under what, or what keeps them out."""

    route: Route
    gates: Sequence[Gate]
    conditions: Sequence[Condition]
    cautions: Sequence[str]


def fit_of(appeal: Appeal, pledge: Pledge, *, at: datetime, route: Route | None = None) -> Fit:
    """Return what the engine says today of a pair, by one `route` or else by the best one.

    The caller has made sure that the reader may ask.
    """
    _inputs, found = _examined(appeal, pledge, at=at, route=route)
    if isinstance(found, NearMiss):
        return Fit(route=found.route, gates=found.gates, conditions=(), cautions=())
    return Fit(route=found.route, gates=(), conditions=found.conditions, cautions=found.cautions)


def told_pair(user: User, appeal: Appeal, pledge: Pledge, *, at: datetime) -> ToldPair:
    """Return what the engine says today of one appeal and one pledge.

    Raises:
        PermissionDenied: only the officer of the case may ask.
    """
    require(user, Permission.READ_CASE)
    if appeal.officer_id != user.pk:
        raise PermissionDenied
    inputs, found = _examined(appeal, pledge, at=at)
    told_route = {
        "activity_label": str(ACTIVITY_LABELS[found.route.activity]),
        "venue_label": str(VENUE_LABELS[found.route.venue]),
    }
    if isinstance(found, NearMiss):
        today = timezone.localdate(at)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFit:
    """What an officer looks at before a pair or a trinning is put to its parties."""

    case: UUID
    towns: Sequence[Municipality]
    activity_label: str
    venue_label: str
    gates: Sequence[ToldGate]
    conditions: Sequence[str]
    cautions: Sequence[str]


def told_fit(user: User, appeal: UUID, pledge: UUID, *, at: datetime) -> ToldFit:
    """Return how a case of `user` and a pledge fit today.

    Raises:
        PermissionDenied: `user` is no officer.
        Appeal.DoesNotExist, Pledge.DoesNotExist: not there, or not for `user`.
    """
    require(user, Permission.READ_CASE)
    asked = Appeal.objects.select_related("municipality__zone").get(reference=appeal, officer=user)
    offered = (
        Pledge.objects.visible_to(user).select_related("municipality__zone").get(reference=pledge)
    )
    return _told_fit([asked], offered, [fit_of(asked, offered, at=at)])


def told_fit_of_trinning(user: User, reference: UUID, *, at: datetime) -> ToldFit:
    """Return how the three of a trinning between cases of `user` fit today.

    Raises:
        PermissionDenied: `user` is no officer.
        TrinningProposal.DoesNotExist: not there, or not between cases of `user`.
    """
    require(user, Permission.READ_CASE)
    found = TrinningProposal.objects.select_related(
        "first__municipality__zone", "second__municipality__zone", "pledge__municipality__zone"
    ).get(reference=reference, finding__is_current=True, first__officer=user, second__officer=user)
    route = Route(activity=Activity(found.activity), venue=Venue(found.venue))
    asked = [found.first, found.second]
    fits = [fit_of(appeal, found.pledge, at=at, route=route) for appeal in asked]
    return _told_fit(asked, found.pledge, fits)


def _told_fit(asked: Sequence[Appeal], offered: Pledge, fits: Sequence[Fit]) -> ToldFit:
    """Return the fits as one, each sentence once."""
    gates = dict.fromkeys(gate for fit in fits for gate in fit.gates)
    conditions = dict.fromkeys(code for fit in fits for code in fit.conditions)
    cautions = dict.fromkeys(code for fit in fits for code in fit.cautions)
    return ToldFit(
        case=asked[0].reference,
        towns=[*(appeal.municipality for appeal in asked), offered.municipality],
        activity_label=str(ACTIVITY_LABELS[fits[0].route.activity]),
        venue_label=str(VENUE_LABELS[fits[0].route.venue]),
        gates=[told_gate(gate) for gate in gates],
        conditions=[str(CONDITION_LABELS[code]) for code in conditions],
        cautions=[str(CAUTION_LABELS[code]) for code in cautions],
    )


def _examined(
    appeal: Appeal, pledge: Pledge, *, at: datetime, route: Route | None = None
) -> tuple[Inputs, Candidate | NearMiss]:
    """Return what the engine says today of a pair, by one `route` or else by the best one."""
    today = timezone.localdate(at)
    inputs = load([appeal], [pledge], as_of=today, known_on=today)
    need, offer = inputs.needs[appeal.pk], inputs.offers[0]
    link, policy = inputs.link_of(need, offer), policy_in_force(today)
    if route is None:
        return inputs, examine(
            need, offer, link, today=today, policy=policy, thematic_map=inputs.thematic_map
        )
    case = Case(
        need=need,
        offer=offer,
        link=link,
        route=route,
        today=today,
        thematic_map=inputs.thematic_map,
    )
    gates = shut_gates(case)
    if gates:
        return inputs, NearMiss(pledge=offer.reference, route=route, gates=gates)
    return inputs, candidate_of(case, policy)
