"""The report's own examples, told through the services; the evidence is no historical claim.

Each case asserts every clause of its verdicts with its lines in the report and its mark.
"""

from datetime import date, timedelta

import pytest

from activities.engine.map import MAP_2008, fit_of
from activities.engine.values import Activity, Kind, Risk, Venue
from evidence.engine.citation import Mark, spans_of
from evidence.engine.values import Phase, Says, SourceKind, Subject
from places.engine.values import ZoneKind
from prerequisites import selectors, services
from prerequisites.engine.permits import Condition, Refusal, open_conditions, permitted
from prerequisites.engine.readiness import (
    Answer,
    NationalPosition,
    ReadinessResult,
    Warned,
)
from prerequisites.engine.review import Outcome, ReviewOutcome, Trigger, Way, review_partnership
from prerequisites.engine.values import Value, Verdict, VerdictClass
from prerequisites.engine.verdict import assessment_of
from prerequisites.models import Review
from tests.factories import a_municipality, a_zone, someone_of
from tests.prerequisites.stories import TODAY, Story, at_noon, verdict_of, verdicts_of

pytestmark = pytest.mark.django_db

P1_UNMET = ("p1_unmet", 1, [(224, 227)], Mark.SEED)
P2_UNKNOWN = ("p2_unknown", 4, [(664, 669)], Mark.SEED)
P3_UNKNOWN = ("p3_unknown", 4, [(664, 669)], Mark.SEED)
P3_UNMET = ("p3_unmet", 2, [(253, 256)], Mark.SEED)
ENCLAVE = ("enclave", 5, [(117, 122), (618, 638)], Mark.SEED)
FLOOR_ONLY = ("p2_floor_only", 5, [(235, 236)], Mark.SEED)
P4_NOT_MET = ("p4_not_met", 5, [(258, 265)], Mark.SEED)
MANDATE = ("restricted_mandate", 5, [(185, 189)], Mark.SEED)


def clauses_of(verdict: Verdict):
    """Every clause: its code, its rule, its lines in the report, and whose words they are."""
    return [
        (each.code.value, each.rule, spans_of(each.citation), each.citation.mark)
        for each in verdict.clauses
    ]


@pytest.fixture
def story():
    return Story()


# Case 1. Kneževi Vinogradi: an enclave (L156-167).

JUNE_1993 = date(1993, 6, 15)


@pytest.fixture
def baranja(story):
    """Croatia > Eastern Slavonia > Kneževi Vinogradi and a sibling, as heard in June 1993."""
    croatia = a_zone(name="Hrvatska", kind=ZoneKind.COUNTRY, country_code="HR")
    slavonia = a_zone(
        name="Istočna Slavonija", kind=ZoneKind.REGION, parent=croatia, country_code="HR"
    )
    towns = {
        name: a_municipality(
            name=name,
            zone=a_zone(name=name, parent=slavonia, country_code="HR"),
            country_code="HR",
        )
        for name in ("Kneževi Vinogradi", "Darda")
    }
    enclave, sibling = (town.zone for town in towns.values())
    story.phase(slavonia, Phase.HIGH, date(1991, 7, 1))
    story.denies(slavonia, Subject.P1, on=date(1993, 6, 1))
    story.asks(enclave, on=date(1993, 6, 2))
    story.says(enclave, Subject.P1, on=date(1993, 6, 3), kind=SourceKind.UN_BODY)
    story.says(enclave, Subject.P1, on=date(1993, 6, 5), kind=SourceKind.RELIGIOUS_BODY)
    story.both_say(enclave, Subject.P3, Subject.P2F, on=date(1993, 6, 3))
    story.asks(sibling, on=date(1993, 6, 2))
    story.denies(sibling, Subject.P1, on=date(1993, 6, 4))
    return towns


def test_case_1_the_enclave_is_a_zone_of_peace_in_croatia_open_under_three_conditions(baranja):
    town = baranja["Kneževi Vinogradi"]

    verdict = verdict_of(town, JUNE_1993)

    assert town.country_code == "HR"
    assert verdict.zone_of_peace
    assert verdict.verdict_class is VerdictClass.DIRECT_CONDITIONAL
    assert clauses_of(verdict) == [ENCLAVE, FLOOR_ONLY, P4_NOT_MET]
    assert verdict.phase is Phase.HIGH


def test_case_1_help_to_the_zone_of_peace_and_visits_are_open_and_fit(baranja):
    verdict = verdict_of(baranja["Kneževi Vinogradi"], JUNE_1993)

    fits = {
        activity: fit_of(MAP_2008, activity, Phase.HIGH, zone_of_peace=True, venue=Venue.INSIDE)
        for activity in (Activity.ZONES_OF_PEACE, Activity.VISITS)
    }

    assert fits == {Activity.ZONES_OF_PEACE: 2, Activity.VISITS: 2}
    assert permitted(verdict, Activity.ZONES_OF_PEACE, Venue.INSIDE).allowed
    assert permitted(verdict, Activity.VISITS, Venue.INSIDE).allowed


def test_case_1_a_pledge_without_a_basis_for_its_link_is_held_back(baranja):
    verdict = verdict_of(baranja["Kneževi Vinogradi"], JUNE_1993)

    permit = permitted(verdict, Activity.ZONES_OF_PEACE, Venue.INSIDE)

    assert open_conditions(permit, frozenset()) == {Condition.LINK_BASIS_AND_HOST_PARTNER}


def test_case_1_the_sibling_stays_indirect_only(baranja):
    verdict = verdict_of(baranja["Darda"], JUNE_1993)

    assert verdict.verdict_class is VerdictClass.INDIRECT_ONLY
    assert clauses_of(verdict) == [P1_UNMET, P2_UNKNOWN, P3_UNKNOWN, P4_NOT_MET]
    assert not verdict.zone_of_peace


# Case 2. Eastern Slavonia in time: Beli Manastir (L345-355).


@pytest.fixture
def beli_manastir(story):
    """Seven years, each thing written down on the day it was heard."""
    town = a_municipality(name="Beli Manastir", country_code="HR")
    zone = town.zone
    story.phase(zone, Phase.HIGH, date(1991, 7, 1))
    story.asks(zone, on=date(1991, 11, 1))
    story.denies(zone, Subject.P1, on=date(1991, 11, 5))
    story.phase(zone, Phase.LOW_AFTER, date(1995, 11, 12))
    story.says(
        zone,
        Subject.RESTRICTED_MANDATE,
        on=date(1996, 1, 15),
        kind=SourceKind.OFFICIAL_ACT,
        confirmed=True,
    )
    story.both_say(zone, Subject.P1, Subject.P3, Subject.P2F, on=date(1996, 6, 1))
    story.both_say(zone, Subject.P4, on=date(1997, 4, 14), valid_until=date(2001, 5, 20))
    story.both_say(zone, Subject.P1, Subject.P2, Subject.P3, on=date(1997, 5, 1))
    story.both_say(zone, Subject.RESTRICTED_MANDATE, on=date(1998, 1, 16), says=Says.UNMET)
    story.both_say(zone, Subject.P1, Subject.P2, Subject.P3, on=date(1998, 2, 1))
    return town


@pytest.mark.parametrize(
    ("day", "verdict_class", "clauses"),
    [
        (
            date(1991, 11, 15),
            VerdictClass.INDIRECT_ONLY,
            [P1_UNMET, P2_UNKNOWN, P3_UNKNOWN, P4_NOT_MET],
        ),
        (
            date(1996, 6, 15),
            VerdictClass.DIRECT_CONDITIONAL,
            [FLOOR_ONLY, P4_NOT_MET, MANDATE],
        ),
        (date(1997, 5, 15), VerdictClass.DIRECT_CONDITIONAL, [MANDATE]),
        (date(1998, 2, 15), VerdictClass.DIRECT_OPEN, []),
    ],
)
def test_case_2_each_day_has_its_verdict_and_keeps_it_when_recomputed_today(
    beli_manastir, day, verdict_class, clauses
):
    then = verdict_of(beli_manastir, day)
    today = verdict_of(beli_manastir, day, known_on=TODAY)

    assert then.verdict_class is today.verdict_class is verdict_class
    assert clauses_of(then) == clauses_of(today) == clauses
    assert then.findings == today.findings


def test_case_2_the_elections_and_the_phases_opened_reviews(beli_manastir):
    services.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(TODAY))

    triggers = Review.objects.filter(municipality=beli_manastir).values_list("trigger", flat=True)

    assert set(triggers) == {Trigger.ELECTION, Trigger.PHASE}


# Case 3. The alliance in the Middle East, 2006 (L431-452).

MAY_2006 = date(2006, 5, 15)
JULY_2006 = date(2006, 7, 15)


@pytest.fixture
def alliance(story):
    """A town in Gaza and one in the West Bank, both open in May; in summer Gaza is at war."""
    towns = {
        "gaza": a_municipality(name="Gaza", country_code="PS"),
        "west_bank": a_municipality(name="Bayt", country_code="PS"),
    }
    for town in towns.values():
        story.phase(town.zone, Phase.LOW_AFTER, date(2005, 9, 1))
        story.asks(town.zone, on=date(2006, 5, 1))
        story.both_say(
            town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=date(2006, 5, 1)
        )
    services.judge_all(at=at_noon(MAY_2006))
    services.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(MAY_2006))
    for review in Review.objects.all():
        services.close_review(
            reference=review.reference,
            outcome=ReviewOutcome.STANDS,
            by=story.officer,
            at=at_noon(MAY_2006),
        )
    gaza = towns["gaza"].zone
    story.says(
        gaza,
        Subject.P4,
        on=date(2006, 1, 25),
        heard_on=date(2006, 6, 20),
        kind=SourceKind.MEDIA,
    )
    story.phase(gaza, Phase.HIGH, date(2006, 6, 28))
    story.denies(gaza, Subject.P1, on=date(2006, 7, 1))
    return towns


def test_case_3_the_elections_open_a_review_of_gaza_alone(alliance, story):
    services.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(JULY_2006))

    queue = selectors.reviews_for(story.officer)

    assert {review.trigger for review in queue} == {
        Trigger.ELECTION,
        Trigger.PHASE,
        Trigger.EVIDENCE,
    }
    assert {review.municipality for review in queue} == {alliance["gaza"]}


def test_case_3_each_leaf_keeps_its_own_verdict(alliance):
    verdicts = verdicts_of(alliance, JULY_2006)

    assert verdicts["gaza"].verdict_class is VerdictClass.INDIRECT_ONLY
    assert clauses_of(verdicts["gaza"]) == [P1_UNMET]
    assert verdicts["west_bank"].verdict_class is VerdictClass.DIRECT_OPEN
    assert clauses_of(verdicts["west_bank"]) == []


def test_case_3_the_partnership_gets_a_pause_proposed_with_ways_to_go_on(alliance):
    before = verdict_of(alliance["gaza"], MAY_2006)
    after = verdict_of(alliance["gaza"], JULY_2006)
    project = Way(activity=Activity.SERVICE_DEPARTMENTS, venue=Venue.INSIDE)

    review = review_partnership(before, after, project)

    assert before.verdict_class is VerdictClass.DIRECT_OPEN
    assert review.outcome is Outcome.PROPOSE_PAUSE
    assert {Activity.FORUMS, Activity.ATTENTION} <= {way.activity for way in review.go_on_with}


def test_case_3_a_government_that_discourages_blocks_no_helper(alliance):
    helper = ready_helper(national_position=NationalPosition.DISCOURAGING)

    found = readiness_of(helper)

    assert found.result is ReadinessResult.READY


# Case 4. Eleven municipalities (L327-338).


def test_case_4_officials_are_named_for_each_municipality_and_the_weak_association_is_not_inherited(
    story,
):
    association = a_zone(name="The association", kind=ZoneKind.REGION)
    towns = {
        f"town {number}": a_municipality(zone=a_zone(parent=association)) for number in range(11)
    }
    story.denies(association, Subject.P3, on=date(2006, 5, 1))
    for number, town in enumerate(towns.values()):
        story.both_say(town.zone, Subject.P3, on=date(2006, 5, 1 + number))

    verdicts = verdicts_of(towns, MAY_2006)

    values = {assessment_of(each, Subject.P3).value for each in verdicts.values()}
    assert values == {Value.MET}


# Case 8. Waste collection with a militia (L531-554).


@pytest.fixture
def open_town(story):
    """A town after the conflict with everything met."""
    town = a_municipality()
    story.phase(town.zone, Phase.LOW_AFTER, date(2005, 9, 1))
    story.asks(town.zone, on=date(2006, 5, 1))
    story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=date(2006, 5, 1))
    return town


def test_case_8_support_of_services_fits_there(open_town):
    verdict = verdict_of(open_town, MAY_2006)

    fit = fit_of(
        MAP_2008,
        Activity.SERVICE_DEPARTMENTS,
        Phase.LOW_AFTER,
        zone_of_peace=verdict.zone_of_peace,
        venue=Venue.INSIDE,
    )

    assert verdict.verdict_class is VerdictClass.DIRECT_OPEN
    assert clauses_of(verdict) == []
    assert verdict.phase is Phase.LOW_AFTER
    assert fit == 2


def test_case_8_the_militia_holds_an_introduction_until_plan_and_aim_are_recorded(open_town):
    verdict = verdict_of(open_town, MAY_2006)
    risks = frozenset({Risk.SERVICE_BY_ARMED_GROUP})
    both = frozenset({Condition.SAFETY_PLAN, Condition.INSTITUTIONAL_AIM})

    permit = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE, risks=risks)

    assert permit.allowed
    assert open_conditions(permit, frozenset()) == both
    assert open_conditions(permit, frozenset({Condition.SAFETY_PLAN})) == {
        Condition.INSTITUTIONAL_AIM
    }
    assert open_conditions(permit, both) == frozenset()


def test_case_8_the_risk_and_the_obligation_stand_in_the_report():
    cell = MAP_2008.cells[Activity.SERVICE_DEPARTMENTS]

    risk = next(each for each in cell.risks if each.code is Risk.SERVICE_BY_ARMED_GROUP)

    assert (spans_of(risk.citation), risk.citation.mark) == ([(540, 545)], Mark.SEED)


def test_case_8_a_gift_of_vehicles_ranks_below_technical_assistance():
    ranks = {each.kind: each.rank for each in MAP_2008.cells[Activity.SERVICE_DEPARTMENTS].kinds}

    assert ranks[Kind.GIFT] < ranks[Kind.TECHNICAL_ASSISTANCE]


def test_case_8_in_a_town_where_help_is_closed_no_service_is_proposed_and_the_clause_says_why(
    open_town, story
):
    story.denies(open_town.zone, Subject.P3, on=date(2006, 5, 10))

    verdict = verdict_of(open_town, MAY_2006)
    permit = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE)

    assert verdict.verdict_class is VerdictClass.REASSESS
    assert clauses_of(verdict) == [P3_UNMET]
    assert permit.refusal is Refusal.NOTHING_NEW
    assert permit.because == verdict.deciding


# Case 9. A helper in the same country, or in another country of the conflict area (fn 4, L80).

ANSWERED = at_noon(date(2006, 5, 2))


def ready_helper(*, country_code="SE", national_position=NationalPosition.NOT_RECORDED):
    town = a_municipality(country_code=country_code, may_appeal=False)
    services.answer_questionnaire(
        municipality=town,
        answers=services.ReadinessAnswers(
            motives=Answer.YES,
            objectives=Answer.YES,
            communication=Answer.YES,
            endurance=Answer.YES,
            stays_years=5,
            policy=Answer.YES,
            policy_dated_on=date(2000, 1, 1),
            context_sources=2,
            partners=Answer.YES,
            calm_at_home=Answer.YES,
            national_position=national_position,
        ),
        by=someone_of(town),
        at=ANSWERED,
    )
    return town


def readiness_of(town, day=MAY_2006):
    own_p1 = verdict_of(town, day).findings.p1
    return selectors.readiness_for([town.pk], own_p1={town.pk: own_p1})[town.pk].readiness


def test_case_9_a_helper_of_the_same_country_is_eligible_by_the_same_gates(open_town):
    domestic = ready_helper(country_code=open_town.country_code)

    found = readiness_of(domestic)

    assert found.result is ReadinessResult.READY
    assert found.warnings == ()
    assert found == readiness_of(ready_helper())


def test_case_9_a_helper_of_the_conflict_area_whose_own_peace_is_denied_is_warned(story):
    neighbour = ready_helper(country_code="MD")
    story.denies(neighbour.zone, Subject.P1, on=MAY_2006 - timedelta(days=3))

    found = readiness_of(neighbour)

    assert found.result is ReadinessResult.READY
    assert found.warnings == (Warned.OWN_PEACE_UNMET,)
