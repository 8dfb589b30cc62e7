"""What a verdict permits, per activity and venue, as one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from activities.engine.map import mode_of
from activities.engine.values import Activity, Mode, Risk, Venue
from prerequisites.engine.values import Clause, Value, Verdict, VerdictClass


class Condition(StrEnum):
    """What must be recorded before an activity may start, or be told beside it."""

    STAFF_APPROVAL = "staff_approval"
    DELEGATION_PROFILE = "delegation_profile"
    SECURITY_PARTNER = "security_partner"
    LOCAL_CONTACT = "local_contact"
    SAFETY_PLAN = "safety_plan"
    TWINNING_OR_HOST_PARTNER = "twinning_or_host_partner"
    INSTITUTIONAL_AIM = "institutional_aim"
    LINK_BASIS_AND_HOST_PARTNER = "link_basis_and_host_partner"
    THROUGH_HOST_ONLY = "through_host_only"
    FLAGGED_OUTSIDE_STRICT_DEFINITION = "flagged_outside_strict_definition"


TOLD_ONLY: Final = frozenset({Condition.FLAGGED_OUTSIDE_STRICT_DEFINITION})
"""Conditions that nobody can fulfil: they are shown, and nothing waits for them."""


class Refusal(StrEnum):
    """Why an activity is not permitted."""

    OUT_OF_SCOPE = "out_of_scope"
    NOTHING_NEW = "nothing_new"  # what exists already is reviewed, not ended
    VENUE_OUTSIDE_ONLY = "venue_outside_only"
    ONLY_IN_ENCLAVE = "only_in_enclave"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Whether one activity is permitted at one venue, and under which conditions.

    `because` are the clauses that decided the verdict, where it refuses.
    """

    activity: Activity
    venue: Venue
    mode: Mode
    allowed: bool
    conditions: frozenset[Condition] = frozenset()
    refusal: Refusal | None = None
    because: tuple[Clause, ...] = ()


Ruling = frozenset[Condition] | Refusal
"""The conditions of a yes, or the reason of a no."""

_YES: Final[frozenset[Condition]] = frozenset()

_CLOSED: Final[Mapping[Activity, Mapping[Venue, Ruling]]] = MappingProxyType(
    {
        Activity.ATTENTION: dict.fromkeys(Venue, _YES),
        Activity.FORUMS: dict.fromkeys(Venue, _YES),
        Activity.VISITS: dict.fromkeys(
            Venue,
            frozenset(
                {
                    Condition.STAFF_APPROVAL,
                    Condition.DELEGATION_PROFILE,
                    Condition.SECURITY_PARTNER,
                }
            ),
        ),
        Activity.LEGITIMACY: {Venue.INSIDE: Refusal.VENUE_OUTSIDE_ONLY, Venue.OUTSIDE: _YES},
        Activity.EVENTS: {Venue.INSIDE: Refusal.VENUE_OUTSIDE_ONLY, Venue.OUTSIDE: _YES},
        Activity.SERVICE_DEPARTMENTS: dict.fromkeys(Venue, Refusal.NOTHING_NEW),
        Activity.ZONES_OF_PEACE: dict.fromkeys(Venue, Refusal.NOTHING_NEW),
        Activity.SECONDMENT: dict.fromkeys(Venue, frozenset({Condition.THROUGH_HOST_ONLY})),
    }
)

_CONDITIONAL: Final[Mapping[Activity, Mapping[Venue, Ruling]]] = MappingProxyType(
    {
        Activity.ATTENTION: dict.fromkeys(Venue, _YES),
        Activity.FORUMS: dict.fromkeys(Venue, _YES),
        Activity.VISITS: dict.fromkeys(Venue, _YES),
        Activity.LEGITIMACY: dict.fromkeys(Venue, _YES),
        Activity.EVENTS: {
            Venue.INSIDE: frozenset({Condition.LOCAL_CONTACT, Condition.SAFETY_PLAN}),
            Venue.OUTSIDE: _YES,
        },
        Activity.SERVICE_DEPARTMENTS: dict.fromkeys(
            Venue,
            frozenset(
                {
                    Condition.TWINNING_OR_HOST_PARTNER,
                    Condition.SAFETY_PLAN,
                    Condition.INSTITUTIONAL_AIM,
                }
            ),
        ),
        Activity.ZONES_OF_PEACE: dict.fromkeys(
            Venue, frozenset({Condition.LINK_BASIS_AND_HOST_PARTNER})
        ),
        Activity.SECONDMENT: dict.fromkeys(Venue, _YES),
    }
)

_OPEN: Final[Mapping[Activity, Mapping[Venue, Ruling]]] = MappingProxyType(
    {
        **{activity: dict.fromkeys(Venue, _YES) for activity in Activity},
        Activity.ZONES_OF_PEACE: _CONDITIONAL[Activity.ZONES_OF_PEACE],
    }
)

_NOTHING: Final[Mapping[Activity, Mapping[Venue, Ruling]]] = MappingProxyType(
    {activity: dict.fromkeys(Venue, Refusal.OUT_OF_SCOPE) for activity in Activity}
)

PERMITS: Final[Mapping[VerdictClass, Mapping[Activity, Mapping[Venue, Ruling]]]] = MappingProxyType(
    {
        VerdictClass.OUT_OF_SCOPE: _NOTHING,
        VerdictClass.INDIRECT_ONLY: _CLOSED,
        VerdictClass.REASSESS: _CLOSED,
        VerdictClass.INSUFFICIENT_EVIDENCE: _CLOSED,
        VerdictClass.DIRECT_CONDITIONAL: _CONDITIONAL,
        VerdictClass.DIRECT_OPEN: _OPEN,
    }
)

ONLY_IN_ENCLAVE: Final = frozenset({Activity.ZONES_OF_PEACE})
"""Help to a zone of peace is for a zone of peace, also where a verdict is only conditional.

Our reading: were it permitted to every conditional verdict and closed again by an open one, a
place would lose something by getting better.
"""

NOT_COUNTED_WITHOUT_PEACE: Final = frozenset({Activity.SECONDMENT})
"""Where negative peace is missing, this is recorded and not counted. Source: fn 16, L681-683."""

RISK_CONDITIONS: Final[Mapping[tuple[Activity, Risk], frozenset[Condition]]] = MappingProxyType(
    {
        # The service limits the power of those who arm; local staff would pay for it (L540-554).
        (Activity.SERVICE_DEPARTMENTS, Risk.SERVICE_BY_ARMED_GROUP): frozenset(
            {Condition.SAFETY_PLAN, Condition.INSTITUTIONAL_AIM}
        ),
    }
)


def permitted(
    verdict: Verdict,
    activity: Activity,
    venue: Venue,
    *,
    risks: frozenset[Risk] = frozenset(),
) -> Permit:
    """Return whether a verdict permits an activity at a venue.

    Args:
        verdict: of the municipality that asks.
        activity: what would be done.
        venue: where it would be held.
        risks: what is known to be risky there; some risks add conditions of their own.
    """
    ruling = _ruling(verdict, activity, venue)
    mode = mode_of(activity, venue)
    if isinstance(ruling, Refusal):
        return Permit(
            activity=activity,
            venue=venue,
            mode=mode,
            allowed=False,
            refusal=ruling,
            because=verdict.deciding,
        )
    conditions = ruling | _of_risks(activity, risks) | _told(verdict, activity)
    return Permit(activity=activity, venue=venue, mode=mode, allowed=True, conditions=conditions)


def open_conditions(permit: Permit, recorded: frozenset[Condition]) -> frozenset[Condition]:
    """Return the conditions that still keep a permitted activity from being introduced."""
    return permit.conditions - recorded - TOLD_ONLY


def _ruling(verdict: Verdict, activity: Activity, venue: Venue) -> Ruling:
    ruling = PERMITS[verdict.verdict_class][activity][venue]
    refused = isinstance(ruling, Refusal)
    if not refused and activity in ONLY_IN_ENCLAVE and not verdict.zone_of_peace:
        return Refusal.ONLY_IN_ENCLAVE
    return ruling


def _of_risks(activity: Activity, risks: frozenset[Risk]) -> frozenset[Condition]:
    asked = [RISK_CONDITIONS.get((activity, risk), frozenset()) for risk in risks]
    return frozenset[Condition]().union(*asked)


def _told(verdict: Verdict, activity: Activity) -> frozenset[Condition]:
    negative_peace = verdict.findings.p1 in (Value.EMERGING, Value.MET)
    if activity in NOT_COUNTED_WITHOUT_PEACE and not negative_peace:
        return frozenset({Condition.FLAGGED_OUTSIDE_STRICT_DEFINITION})
    return frozenset()
