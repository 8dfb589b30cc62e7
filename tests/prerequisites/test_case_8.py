"""Case 8 of the report: waste collection where a militia serves its group (L531-554).

Told through the services, from what an officer records to the answer that is stored; the evidence
is no historical claim.
"""

from datetime import date

import pytest
from django.utils import translation

from activities.engine.map import MAP_2008, fit_of
from activities.engine.values import Activity, Kind, Obligation, Risk, Venue
from evidence.engine.citation import Mark, spans_of
from evidence.engine.values import Phase, Says, SourceKind, Subject
from matching.engine.values import HelpForm, NeedTopic
from matching.models import Match
from matching.selectors import explained
from matching.services import runs
from prerequisites.engine.permits import Condition, Refusal, open_conditions, permitted
from prerequisites.engine.values import VerdictClass
from prerequisites.labels import CONDITION_LABELS
from tests.factories import a_live_appeal, a_live_pledge
from tests.prerequisites.stories import at_noon, verdict_of

pytestmark = pytest.mark.django_db

MAY_2006 = date(2006, 5, 15)
P3_UNMET = ("p3_unmet", 2, [(253, 256)], Mark.SEED)


def clauses_of(verdict):
    return [(each.code.value, each.rule, *cited(each)) for each in verdict.clauses]


def cited(rule) -> tuple[list[tuple[int, int]], Mark]:
    return spans_of(rule.citation), rule.citation.mark


def test_support_of_services_fits_there(open_town):
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


BOTH = frozenset({Condition.SAFETY_PLAN, Condition.INSTITUTIONAL_AIM})


def militia_collects_waste(story, town, **more):
    """An officer records at the place what a source there tells."""
    return story.says(
        town.zone,
        Subject.SERVICE_BY_ARMED_GROUP,
        on=date(2006, 5, 10),
        kind=SourceKind.HUMANITARIAN_ORGANISATION,
        **more,
    )


def test_the_militia_holds_an_introduction_until_plan_and_aim_are_recorded(open_town, story):
    militia_collects_waste(story, open_town, confirmed=True)

    verdict = verdict_of(open_town, MAY_2006)
    permit = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE, risks=verdict.risks)

    assert verdict.risks == {Risk.SERVICE_BY_ARMED_GROUP}
    assert permit.allowed
    assert open_conditions(permit, frozenset()) == BOTH
    assert open_conditions(permit, frozenset({Condition.SAFETY_PLAN})) == {
        Condition.INSTITUTIONAL_AIM
    }
    assert open_conditions(permit, BOTH) == frozenset()


def test_the_militia_changes_no_verdict_and_no_other_activity(open_town, story):
    militia_collects_waste(story, open_town, confirmed=True)

    verdict = verdict_of(open_town, MAY_2006)
    others = [
        permitted(verdict, activity, venue, risks=verdict.risks).conditions
        for activity in Activity
        if activity not in (Activity.SERVICE_DEPARTMENTS, Activity.ZONES_OF_PEACE)
        for venue in Venue
    ]

    assert verdict.verdict_class is VerdictClass.DIRECT_OPEN
    assert clauses_of(verdict) == []
    assert set(others) == {frozenset()}


@pytest.mark.parametrize(
    ("confirmed", "lifted_by", "risks"),
    [(False, 0, 0), (True, 0, 1), (True, 1, 1), (True, 2, 0)],
    ids=["not confirmed", "confirmed", "lifted by one", "lifted by two"],
)
def test_one_confirmed_source_tells_of_the_militia_and_two_that_it_has_gone(
    open_town, story, confirmed, lifted_by, risks
):
    militia_collects_waste(story, open_town, confirmed=confirmed)
    for kind in (SourceKind.UN_BODY, SourceKind.RELIGIOUS_BODY)[:lifted_by]:
        story.says(
            open_town.zone,
            Subject.SERVICE_BY_ARMED_GROUP,
            Says.UNMET,
            on=date(2006, 5, 14),
            kind=kind,
        )

    assert len(verdict_of(open_town, MAY_2006).risks) == risks


def matched(town, *helpers):
    """The stored answer for the town's appeal, made by the matching service."""
    appeal = a_live_appeal(
        town, activity=Activity.SERVICE_DEPARTMENTS, topic=NeedTopic.WASTE, at=at_noon(MAY_2006)
    )
    runs.match_changes(handler="matching.tasks.match_changes", at=at_noon(MAY_2006))
    return list(
        Match.objects.filter(result__appeal=appeal, result__is_current=True).order_by("rank")
    )


def helps_with(*forms):
    return a_live_pledge(
        activity=Activity.SERVICE_DEPARTMENTS, forms=forms, at=at_noon(date(2006, 5, 2))
    )


def test_the_stored_answer_holds_the_conditions_and_the_officers_page_tells_them(open_town, story):
    militia_collects_waste(story, open_town, confirmed=True)
    helps_with(HelpForm.TECHNICAL_ASSISTANCE)

    (match,) = matched(open_town)

    assert match.activity == Activity.SERVICE_DEPARTMENTS
    assert set(match.conditions) == {each.value for each in BOTH}
    with translation.override("en"):
        told = explained.told(match.result)
        assert [each.sentence for each in told.matches[0].conditions] == [
            str(CONDITION_LABELS[each]) for each in sorted(BOTH)
        ]
        assert [
            (each.label, each.value_label)
            for each in told.verdict.findings
            if each.code == Subject.SERVICE_BY_ARMED_GROUP
        ] == [("An armed group runs a public service", "present")]


def test_without_the_militia_the_stored_answer_holds_no_condition(open_town):
    helps_with(HelpForm.TECHNICAL_ASSISTANCE)

    (match,) = matched(open_town)

    assert match.conditions == []


def test_news_of_the_militia_changes_the_answer_that_was_stored(open_town, story):
    helps_with(HelpForm.TECHNICAL_ASSISTANCE)
    (before,) = matched(open_town)
    militia_collects_waste(story, open_town, confirmed=True)

    runs.match_changes(handler="matching.tasks.match_changes", at=at_noon(MAY_2006))

    after = Match.objects.get(result__is_current=True)
    assert (before.result_id == after.result_id, set(after.conditions)) == (
        False,
        {each.value for each in BOTH},
    )


def test_a_gift_of_vehicles_alone_is_stored_below_technical_assistance(open_town):
    gift = helps_with(HelpForm.GIFT)
    work = helps_with(HelpForm.TECHNICAL_ASSISTANCE)

    found = matched(open_town)

    assert [(match.rank, match.pledge_id) for match in found] == [(1, work.pk), (2, gift.pk)]
    forms = [
        next(value for value in match.values if value["criterion"] == "form_of_help")
        for match in found
    ]
    assert [(each["because"], each["grade"]) for each in forms] == [
        ("technical_assistance", "for"),
        ("gift", "against"),
    ]


def test_the_risk_and_the_obligation_stand_in_the_report():
    cell = MAP_2008.cells[Activity.SERVICE_DEPARTMENTS]

    risk = next(each for each in cell.risks if each.code is Risk.SERVICE_BY_ARMED_GROUP)

    assert (spans_of(risk.citation), risk.citation.mark) == ([(540, 545)], Mark.SEED)
    assert [(each.code, *cited(each)) for each in cell.obligations] == [
        (each, [(551, 554)], Mark.SEED)
        for each in (
            Obligation.IMPARTIALITY,
            Obligation.PARTICIPATION,
            Obligation.DEMOCRATIC_CONTROL,
        )
    ]


def test_a_gift_of_vehicles_ranks_below_technical_assistance():
    ranks = {each.kind: each.rank for each in MAP_2008.cells[Activity.SERVICE_DEPARTMENTS].kinds}

    assert ranks[Kind.GIFT] < ranks[Kind.TECHNICAL_ASSISTANCE]


def test_in_a_town_where_help_is_closed_no_service_is_proposed_and_the_clause_says_why(
    open_town, story
):
    story.denies(open_town.zone, Subject.P3, on=date(2006, 5, 10))

    verdict = verdict_of(open_town, MAY_2006)
    permit = permitted(verdict, Activity.SERVICE_DEPARTMENTS, Venue.INSIDE)

    assert verdict.verdict_class is VerdictClass.REASSESS
    assert clauses_of(verdict) == [P3_UNMET]
    assert permit.refusal is Refusal.NOTHING_NEW
    assert permit.because == verdict.deciding
