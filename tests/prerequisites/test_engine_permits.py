from dataclasses import replace

import pytest

from activities.engine.values import Activity, Mode, Risk, Venue
from prerequisites.engine.permits import (
    PERMITS,
    Condition,
    Permit,
    Refusal,
    open_conditions,
    permitted,
)
from prerequisites.engine.values import CLOSED, Value, Verdict, VerdictClass
from tests.prerequisites.builders import all_met, verdict_on
from tests.prerequisites.worlds import bare_verdict

Answer = frozenset[Condition] | Refusal

A = Activity
C = Condition
V = VerdictClass

OPEN = verdict_on(all_met()).findings
ONE_OF_EACH = {
    V.OUT_OF_SCOPE: replace(OPEN, r=Value.UNKNOWN),
    V.INDIRECT_ONLY: replace(OPEN, p1=Value.UNMET),
    V.REASSESS: replace(OPEN, p1=Value.UNKNOWN, p3=Value.UNMET),
    V.INSUFFICIENT_EVIDENCE: replace(OPEN, p1=Value.UNKNOWN),
    V.DIRECT_CONDITIONAL: replace(OPEN, p4=Value.UNKNOWN),
    V.DIRECT_OPEN: OPEN,
}
YES: frozenset[Condition] = frozenset()
GUARDED_VISIT = frozenset({C.STAFF_APPROVAL, C.DELEGATION_PROFILE, C.SECURITY_PARTNER})
HOSTED = frozenset({C.THROUGH_HOST_ONLY, C.FLAGGED_OUTSIDE_STRICT_DEFINITION})
SERVICE = frozenset({C.TWINNING_OR_HOST_PARTNER, C.SAFETY_PLAN, C.INSTITUTIONAL_AIM})
EVENT = frozenset({C.LOCAL_CONTACT, C.SAFETY_PLAN})
NEW, AWAY, ENCLAVE = Refusal.NOTHING_NEW, Refusal.VENUE_OUTSIDE_ONLY, Refusal.ONLY_IN_ENCLAVE

# What is answered inside the zone, and outside.
CLOSED_TABLE: dict[Activity, tuple[Answer, Answer]] = {
    A.SECONDMENT: (HOSTED, HOSTED),
    A.SERVICE_DEPARTMENTS: (NEW, NEW),
    A.ATTENTION: (YES, YES),
    A.EVENTS: (AWAY, YES),
    A.FORUMS: (YES, YES),
    A.VISITS: (GUARDED_VISIT, GUARDED_VISIT),
    A.ZONES_OF_PEACE: (NEW, NEW),
    A.LEGITIMACY: (AWAY, YES),
}
TABLE: dict[VerdictClass, dict[Activity, tuple[Answer, Answer]]] = {
    V.OUT_OF_SCOPE: dict.fromkeys(Activity, (Refusal.OUT_OF_SCOPE, Refusal.OUT_OF_SCOPE)),
    V.INDIRECT_ONLY: CLOSED_TABLE,
    V.REASSESS: CLOSED_TABLE,
    V.INSUFFICIENT_EVIDENCE: CLOSED_TABLE,
    V.DIRECT_CONDITIONAL: {
        A.SECONDMENT: (YES, YES),
        A.SERVICE_DEPARTMENTS: (SERVICE, SERVICE),
        A.ATTENTION: (YES, YES),
        A.EVENTS: (EVENT, YES),
        A.FORUMS: (YES, YES),
        A.VISITS: (YES, YES),
        A.ZONES_OF_PEACE: (ENCLAVE, ENCLAVE),
        A.LEGITIMACY: (YES, YES),
    },
    V.DIRECT_OPEN: {
        **dict.fromkeys(Activity, (YES, YES)),
        A.ZONES_OF_PEACE: (ENCLAVE, ENCLAVE),
    },
}
CELLS = [
    (verdict_class, activity, venue, TABLE[verdict_class][activity][index])
    for verdict_class in V
    for activity in Activity
    for index, venue in enumerate(Venue)
]


def verdict_of(verdict_class: VerdictClass) -> Verdict:
    return bare_verdict(ONE_OF_EACH[verdict_class])


def answer(permit: Permit) -> Answer | None:
    return permit.conditions if permit.allowed else permit.refusal


@pytest.mark.parametrize(("verdict_class", "activity", "venue", "expected"), CELLS)
def test_the_whole_table_of_what_a_verdict_permits(verdict_class, activity, venue, expected):
    verdict = verdict_of(verdict_class)

    permit = permitted(verdict, activity, venue)

    assert verdict.verdict_class is verdict_class
    assert answer(permit) == expected


def test_the_three_closed_verdicts_permit_exactly_the_same():
    assert {id(PERMITS[each]) for each in CLOSED} == {id(PERMITS[V.REASSESS])}


@pytest.mark.parametrize("verdict_class", V)
def test_every_refusal_says_because_of_which_clauses(verdict_class):
    verdict = verdict_of(verdict_class)
    permits = [permitted(verdict, activity, venue) for activity in A for venue in Venue]

    assert {each.because for each in permits if not each.allowed} == {verdict.deciding}
    assert {each.because for each in permits if each.allowed} <= {()}


def test_a_zone_of_peace_is_helped_on_the_basis_of_a_link_and_through_a_host():
    enclave = bare_verdict(replace(OPEN, surroundings_troubled=True))

    assert permitted(enclave, A.ZONES_OF_PEACE, Venue.INSIDE) == Permit(
        activity=A.ZONES_OF_PEACE,
        venue=Venue.INSIDE,
        mode=Mode.DIRECT,
        allowed=True,
        conditions=frozenset({C.LINK_BASIS_AND_HOST_PARTNER}),
    )


def test_secondment_is_flagged_only_while_negative_peace_is_missing():
    peace_without_officials = bare_verdict(replace(OPEN, p3=Value.UNMET))

    permit = permitted(peace_without_officials, A.SECONDMENT, Venue.INSIDE)

    assert permit.conditions == {C.THROUGH_HOST_ONLY}


def test_nobody_waits_for_a_flag_that_is_only_told():
    permit = permitted(verdict_of(V.INDIRECT_ONLY), A.SECONDMENT, Venue.INSIDE)

    assert open_conditions(permit, frozenset({C.THROUGH_HOST_ONLY})) == frozenset()


def test_a_risk_of_services_adds_nothing_to_a_forum():
    risks = frozenset({Risk.SERVICE_BY_ARMED_GROUP})

    permit = permitted(verdict_of(V.DIRECT_OPEN), A.FORUMS, Venue.OUTSIDE, risks=risks)

    assert permit.conditions == frozenset()
