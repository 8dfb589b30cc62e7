"""The report's own examples, told through the services; the evidence is no historical claim.

Each case asserts every clause of its verdicts with its lines in the report and its mark.
"""

from datetime import date, timedelta

import pytest

from activities.engine.map import MAP_2008, fit_of
from activities.engine.values import Activity, Venue
from congress import selectors as congress
from congress.engine.answers import ANSWERS, Audience, answers_to_helper
from evidence.engine.citation import Mark, spans_of
from evidence.engine.values import Phase, Says, SourceKind, Subject
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
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
from tests.prerequisites.stories import TODAY, at_noon, verdict_of, verdicts_of

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


def cited(rule) -> tuple[list[tuple[int, int]], Mark]:
    """Where the report says it, and whose words it is."""
    return spans_of(rule.citation), rule.citation.mark


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

    review = review_partnership(before, after, project, MAP_2008)

    assert before.verdict_class is VerdictClass.DIRECT_OPEN
    assert review.outcome is Outcome.PROPOSE_PAUSE
    assert review.go_on_with == (
        Way(activity=Activity.LEGITIMACY, venue=Venue.OUTSIDE),
        Way(activity=Activity.FORUMS, venue=Venue.OUTSIDE),
        Way(activity=Activity.ATTENTION, venue=Venue.OUTSIDE),
        Way(activity=Activity.EVENTS, venue=Venue.OUTSIDE),
    )


def test_case_3_the_election_is_looked_at_within_two_weeks_and_once(alliance):
    for _ in range(2):
        services.judge_changes(handler="prerequisites.tasks.judge_changes", at=at_noon(JULY_2006))
        services.look_again(at=at_noon(JULY_2006))

    (review,) = Review.objects.filter(
        municipality=alliance["gaza"], trigger=Trigger.ELECTION, state="open"
    )

    assert (review.opened_on, review.due_on) == (JULY_2006, JULY_2006 + timedelta(days=14))


def test_case_3_elections_whoever_won_them_close_nothing_by_themselves(alliance, story):
    story.denies(alliance["west_bank"].zone, Subject.P4, on=date(2006, 6, 20))

    verdict = verdict_of(alliance["west_bank"], JULY_2006)

    assert verdict.verdict_class is VerdictClass.DIRECT_CONDITIONAL
    assert clauses_of(verdict) == [P4_NOT_MET]


def test_case_3_a_government_that_discourages_blocks_no_helper_and_its_right_is_recalled(alliance):
    helper = ready_helper(national_position=NationalPosition.DISCOURAGING)

    found = readiness_of(helper)

    assert found.result is ReadinessResult.READY
    assert answers_to_helper(found) == [AnswerKind.REMINDER_ART_10_3]
    assert ANSWERS[AnswerKind.REMINDER_ART_10_3].audience is Audience.HELPER
    assert cited(ANSWERS[AnswerKind.REMINDER_ART_10_3]) == ([(398, 409)], Mark.SEED)


def test_case_3_a_helper_that_nobody_discourages_is_reminded_of_nothing(alliance):
    assert answers_to_helper(readiness_of(ready_helper())) == []


def test_case_3_attention_and_the_euro_arab_dialogue_are_proposed_for_gaza(alliance):
    verdict = verdict_of(alliance["gaza"], JULY_2006)

    found = congress.answers_for(
        frozenset({AppealKind.AGENDA, AppealKind.SUPPORT}),
        verdict.verdict_class,
        country_code=alliance["gaza"].country_code,
    )

    assert found == [
        AnswerKind.DECLARATION,
        AnswerKind.ADDRESS_BY_MAYOR,
        AnswerKind.ATTENTION,
        AnswerKind.INDIRECT_MATCH,
        AnswerKind.EURO_ARAB_DIALOGUE,
        AnswerKind.RELAY_TO_HELPERS,
    ]
    assert [cited(ANSWERS[each]) for each in found] == [
        ([(310, 311)], Mark.SEED),
        ([(311, 314), (467, 471)], Mark.SEED),
        ([(556, 571)], Mark.SEED),
        ([(225, 226)], Mark.SEED),
        ([(368, 373)], Mark.SEED),
        ([(465, 467)], Mark.SEED),
    ]


def test_case_3_only_what_reaches_into_no_zone_is_permitted_to_gaza(alliance):
    verdict = verdict_of(alliance["gaza"], JULY_2006)

    forum = permitted(verdict, Activity.FORUMS, Venue.OUTSIDE)
    attention = permitted(verdict, Activity.ATTENTION, Venue.OUTSIDE)
    services_there = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE)

    assert (forum.allowed, forum.conditions) == (True, frozenset())
    assert (attention.allowed, attention.conditions) == (True, frozenset())
    assert services_there.refusal is Refusal.NOTHING_NEW
    assert [each.code.value for each in services_there.because] == ["p1_unmet"]


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
