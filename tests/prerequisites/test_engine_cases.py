"""The report's own examples as fixtures; the evidence in them is no historical claim."""

from datetime import date

import pytest

from activities.engine.map import MAP_2008, fit_of
from activities.engine.values import Activity, Kind, Risk, Venue
from evidence.engine.citation import Citation, Mark, cite
from evidence.engine.values import Evidence, Facts, Phase, SourceKind, Subject
from prerequisites.engine.permits import Condition, Refusal, open_conditions, permitted
from prerequisites.engine.readiness import (
    Answer,
    HelperFacts,
    HelpMode,
    Information,
    ReadinessResult,
    Warned,
    assess_helper,
    is_ready_for,
)
from prerequisites.engine.review import (
    Outcome,
    Trigger,
    Way,
    review_partnership,
    triggers_of,
)
from prerequisites.engine.values import Clause, ClauseCode, LeafFacts, Value, VerdictClass
from prerequisites.engine.verdict import gather, judge
from tests.prerequisites.builders import (
    act,
    all_met,
    asked,
    denied,
    said,
    spell,
    twice,
    verdict_on,
)

SEED = Mark.SEED


def clause(code: ClauseCode, rule: int, *spans: tuple[int, int], mark: Mark = SEED) -> Clause:
    return Clause(code=code, rule=rule, citation=cite(mark, spans))


P1_CLAUSE = clause(ClauseCode.P1_UNMET, 1, (224, 227))
ENCLAVE = clause(ClauseCode.ENCLAVE, 5, (117, 122), (618, 638))
FLOOR = clause(ClauseCode.P2_FLOOR_ONLY, 5, (235, 236))
P4_CLAUSE = clause(ClauseCode.P4_NOT_MET, 5, (258, 265))
MANDATE = clause(ClauseCode.RESTRICTED_MANDATE, 5, (185, 189))


# Case 1. Kneževi Vinogradi: an enclave (L156-167).

JUNE_1993 = date(1993, 6, 15)
WAR_1991 = spell(Phase.HIGH, date(1991, 7, 1))
ZONES = {
    "croatia": Facts(),
    "eastern-slavonia": Facts(
        evidence=(denied(Subject.P1, on=date(1993, 6, 1)),), spells=(WAR_1991,)
    ),
    "knezevi-vinogradi": Facts(
        evidence=(
            *asked(on=date(1993, 6, 2)),
            said(Subject.P1, on=date(1993, 6, 3), kind=SourceKind.UN_BODY),
            said(Subject.P1, on=date(1993, 6, 5), kind=SourceKind.RELIGIOUS_BODY),
            *twice(Subject.P3, on=date(1993, 6, 3)),
            *twice(Subject.P2F, on=date(1993, 6, 3)),
        )
    ),
    "sibling": Facts(
        evidence=(*asked(on=date(1993, 6, 2)), denied(Subject.P1, on=date(1993, 6, 4)))
    ),
}
PARENTS = ("eastern-slavonia", "croatia")


def verdict_1993(leaf: str):
    return judge(gather(leaf, PARENTS, ZONES), as_of=JUNE_1993, known_on=JUNE_1993)


def test_case_1_the_enclave_is_open_under_conditions_for_three_reasons():
    verdict = verdict_1993("knezevi-vinogradi")

    assert verdict.verdict_class is VerdictClass.DIRECT_CONDITIONAL
    assert verdict.clauses == (ENCLAVE, FLOOR, P4_CLAUSE)
    assert verdict.zone_of_peace
    assert verdict.phase is Phase.HIGH


def test_case_1_help_to_the_zone_of_peace_and_visits_are_open():
    verdict = verdict_1993("knezevi-vinogradi")

    help_there = permitted(verdict, Activity.ZONES_OF_PEACE, Venue.INSIDE)
    visits = permitted(verdict, Activity.VISITS, Venue.INSIDE)

    assert help_there.allowed
    assert visits.allowed
    fit = fit_of(
        MAP_2008,
        Activity.ZONES_OF_PEACE,
        Phase.HIGH,
        zone_of_peace=verdict.zone_of_peace,
        venue=Venue.INSIDE,
    )
    assert fit == 2


def test_case_1_a_pledge_without_a_basis_for_its_link_is_held_back():
    permit = permitted(verdict_1993("knezevi-vinogradi"), Activity.ZONES_OF_PEACE, Venue.INSIDE)

    assert open_conditions(permit, frozenset()) == {Condition.LINK_BASIS_AND_HOST_PARTNER}
    assert not open_conditions(permit, frozenset({Condition.LINK_BASIS_AND_HOST_PARTNER}))


def test_case_1_the_sibling_stays_indirect_only():
    verdict = verdict_1993("sibling")

    assert verdict.verdict_class is VerdictClass.INDIRECT_ONLY
    assert verdict.deciding == (P1_CLAUSE,)
    assert not verdict.zone_of_peace


# Case 2. Eastern Slavonia in time: Beli Manastir (L345-355).

BELI_MANASTIR = Facts(
    evidence=(
        *asked(on=date(1991, 11, 1)),
        denied(Subject.P1, on=date(1991, 11, 5)),
        *twice(Subject.P1, on=date(1996, 6, 1)),
        *twice(Subject.P3, on=date(1996, 6, 1)),
        *twice(Subject.P2F, on=date(1996, 6, 1)),
        act(Subject.RESTRICTED_MANDATE, on=date(1996, 1, 15)),
        *twice(Subject.P1, on=date(1997, 5, 1)),
        *twice(Subject.P2, on=date(1997, 5, 1)),
        *twice(Subject.P3, on=date(1997, 5, 1)),
        said(
            Subject.P4,
            on=date(1997, 4, 14),
            kind=SourceKind.ELECTION_AUTHORITY,
            valid_until=date(2001, 5, 20),
        ),
        said(
            Subject.P4,
            on=date(1997, 4, 14),
            kind=SourceKind.UN_BODY,
            valid_until=date(2001, 5, 20),
        ),
        *twice(Subject.P1, on=date(1998, 2, 1)),
        *twice(Subject.P2, on=date(1998, 2, 1)),
        *twice(Subject.P3, on=date(1998, 2, 1)),
        said(
            Subject.RESTRICTED_MANDATE,
            says=denied(Subject.P1).says,
            on=date(1998, 1, 16),
            kind=SourceKind.UN_BODY,
        ),
        said(
            Subject.RESTRICTED_MANDATE,
            says=denied(Subject.P1).says,
            on=date(1998, 1, 16),
            kind=SourceKind.GOVERNMENT,
        ),
    ),
    spells=(
        spell(Phase.HIGH, date(1991, 7, 1), date(1995, 11, 12)),
        spell(Phase.LOW_AFTER, date(1995, 11, 12)),
    ),
)


@pytest.mark.parametrize(
    ("day", "verdict_class", "deciding"),
    [
        (date(1991, 11, 15), VerdictClass.INDIRECT_ONLY, (P1_CLAUSE,)),
        (date(1996, 6, 15), VerdictClass.DIRECT_CONDITIONAL, (FLOOR, P4_CLAUSE, MANDATE)),
        (date(1997, 5, 15), VerdictClass.DIRECT_CONDITIONAL, (MANDATE,)),
        (date(1998, 2, 15), VerdictClass.DIRECT_OPEN, ()),
    ],
)
@pytest.mark.parametrize("asked_later", [False, True])
def test_case_2_the_verdict_of_each_day_is_the_same_when_recomputed_today(
    day, verdict_class, deciding, asked_later
):
    known_on = {False: day, True: date(2026, 11, 23)}[asked_later]

    verdict = judge(LeafFacts(leaf=BELI_MANASTIR), as_of=day, known_on=known_on)

    assert verdict.verdict_class is verdict_class
    assert verdict.deciding == deciding


def test_case_2_in_the_war_every_clause_is_told_and_not_only_the_deciding_one():
    day = date(1991, 11, 15)

    verdict = judge(LeafFacts(leaf=BELI_MANASTIR), as_of=day, known_on=day)

    assert verdict.clauses == (
        P1_CLAUSE,
        clause(ClauseCode.P2_UNKNOWN, 4, (664, 669)),
        clause(ClauseCode.P3_UNKNOWN, 4, (664, 669)),
        P4_CLAUSE,
    )


# Case 3. The alliance in the Middle East, 2006 (L431-452).

MAY_2006 = date(2006, 5, 15)
JULY_2006 = date(2006, 7, 15)
ELECTED: Evidence = said(
    Subject.P4, on=date(2006, 1, 25), known_on=date(2006, 6, 20), kind=SourceKind.MEDIA
)
GAZA = Facts(
    evidence=(
        *all_met(on=date(2006, 5, 1)),
        ELECTED,
        denied(Subject.P1, on=date(2006, 7, 1)),
    ),
    spells=(
        spell(Phase.LOW_AFTER, date(2005, 9, 1), date(2006, 6, 28)),
        spell(Phase.HIGH, date(2006, 6, 28)),
    ),
)
WEST_BANK = Facts(
    evidence=all_met(on=date(2006, 5, 1)), spells=(spell(Phase.LOW_AFTER, date(2005, 2, 8)),)
)


def test_case_3_the_election_and_the_fighting_open_reviews_by_themselves():
    assert triggers_of(GAZA, after=MAY_2006, known_on=JULY_2006) == (
        Trigger.ELECTION,
        Trigger.PHASE,
    )


def test_case_3_each_leaf_keeps_its_own_verdict():
    gaza = judge(LeafFacts(leaf=GAZA), as_of=JULY_2006, known_on=JULY_2006)
    west_bank = judge(LeafFacts(leaf=WEST_BANK), as_of=JULY_2006, known_on=JULY_2006)

    assert gaza.verdict_class is VerdictClass.INDIRECT_ONLY
    assert gaza.deciding == (P1_CLAUSE,)
    assert west_bank.verdict_class is VerdictClass.DIRECT_OPEN
    assert west_bank.clauses == ()


def test_case_3_the_partnership_gets_a_pause_proposed_with_ways_to_go_on():
    before = judge(LeafFacts(leaf=GAZA), as_of=MAY_2006, known_on=MAY_2006)
    after = judge(LeafFacts(leaf=GAZA), as_of=JULY_2006, known_on=JULY_2006)
    project = Way(activity=Activity.SERVICE_DEPARTMENTS, venue=Venue.INSIDE)

    review = review_partnership(before, after, project, MAP_2008)

    assert review.outcome is Outcome.PROPOSE_PAUSE
    assert [way.activity for way in review.go_on_with] == [
        Activity.LEGITIMACY,
        Activity.FORUMS,
        Activity.ATTENTION,
        Activity.EVENTS,
    ]


def test_case_3_the_right_to_cooperate_is_recalled_and_the_government_blocks_nothing():
    readiness = assess_helper(READY_ABROAD)

    assert Information.RIGHT_TO_COOPERATE in readiness.information
    assert is_ready_for(readiness, HelpMode.INDIRECT)


# Case 8. Waste collection with a militia (L531-554).


def test_case_8_support_of_services_fits_after_the_conflict_and_the_militia_is_a_known_risk():
    cell = MAP_2008.cells[Activity.SERVICE_DEPARTMENTS]

    fit = fit_of(
        MAP_2008,
        Activity.SERVICE_DEPARTMENTS,
        Phase.LOW_AFTER,
        zone_of_peace=False,
        venue=Venue.INSIDE,
    )

    assert fit == 2
    assert [(each.code, each.citation) for each in cell.risks][1] == (
        Risk.SERVICE_BY_ARMED_GROUP,
        Citation(mark=SEED, lines=tuple(range(540, 546))),
    )


def test_case_8_the_militia_holds_an_introduction_until_plan_and_aim_are_recorded():
    verdict = verdict_on(all_met())
    risks = frozenset({Risk.SERVICE_BY_ARMED_GROUP})

    permit = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE, risks=risks)

    wanted = {Condition.SAFETY_PLAN, Condition.INSTITUTIONAL_AIM}
    assert permit.allowed
    assert open_conditions(permit, frozenset()) == wanted
    assert open_conditions(permit, frozenset({Condition.SAFETY_PLAN})) == {
        Condition.INSTITUTIONAL_AIM
    }
    assert open_conditions(permit, frozenset(wanted)) == frozenset()


def test_case_8_a_gift_ranks_below_technical_assistance():
    ranks = {each.kind: each.rank for each in MAP_2008.cells[Activity.SERVICE_DEPARTMENTS].kinds}

    assert ranks[Kind.GIFT] < ranks[Kind.TECHNICAL_ASSISTANCE]


# Case 9. A helper in the same country, or in another country of the conflict area (fn 4, L80).

READY_AT_HOME = HelperFacts(
    motives=Answer.YES,
    objectives=Answer.YES,
    communication=Answer.YES,
    endurance=Answer.YES,
    policy=Answer.YES,
    policy_dated_on=date(2020, 1, 1),
    context_sources=2,
    partners=Answer.YES,
    calm_at_home=Answer.YES,
)
READY_ABROAD = HelperFacts(
    motives=Answer.YES,
    objectives=Answer.YES,
    communication=Answer.YES,
    policy=Answer.YES,
    policy_dated_on=date(2004, 1, 1),
    context_sources=2,
    abroad=True,
)


def test_case_9_a_helper_of_the_same_country_is_eligible_and_recalled_no_right_abroad():
    readiness = assess_helper(READY_AT_HOME)

    assert readiness.result is ReadinessResult.READY
    assert Information.RIGHT_TO_COOPERATE not in readiness.information


def test_case_9_a_helper_whose_own_zone_has_no_peace_is_eligible_with_a_warning():
    facts = HelperFacts(
        motives=Answer.YES,
        objectives=Answer.YES,
        communication=Answer.YES,
        endurance=Answer.YES,
        policy=Answer.YES,
        policy_dated_on=date(2020, 1, 1),
        context_sources=2,
        partners=Answer.YES,
        calm_at_home=Answer.YES,
        own_p1=Value.UNMET,
        abroad=True,
    )

    readiness = assess_helper(facts)

    assert readiness.result is ReadinessResult.READY
    assert readiness.warnings == (Warned.OWN_PEACE_UNMET,)


def test_a_besieged_town_is_told_why_nobody_may_send_services():
    verdict = verdict_on((*asked(), denied(Subject.P1)))

    permit = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE)

    assert permit.refusal is Refusal.NOTHING_NEW
    assert permit.because == (P1_CLAUSE,)
