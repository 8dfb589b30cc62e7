from datetime import date, timedelta

import pytest

from activities.engine.map import MAP_2008
from activities.engine.values import Activity, Mode, Venue
from evidence.engine.values import Facts, Phase, Subject
from prerequisites.engine.review import (
    Outcome,
    PartnershipReview,
    Trigger,
    Way,
    review_partnership,
    triggers_of,
)
from tests.activities.editions import with_fit, with_mode
from tests.prerequisites.builders import (
    DAY,
    act,
    all_met,
    asked,
    denied,
    said,
    spell,
    verdict_on,
    without,
)

CALM = spell(Phase.LOW_AFTER, date(2024, 1, 1))
SERVICES = Way(activity=Activity.SERVICE_DEPARTMENTS, venue=Venue.INSIDE)
FORUMS = Way(activity=Activity.FORUMS, venue=Venue.OUTSIDE)
ATTENTION = Way(activity=Activity.ATTENTION, venue=Venue.OUTSIDE)
EVENTS = Way(activity=Activity.EVENTS, venue=Venue.OUTSIDE)


@pytest.mark.parametrize(
    ("facts", "triggers"),
    [
        (Facts(evidence=(said(Subject.P4),)), (Trigger.ELECTION,)),
        (Facts(evidence=(act(Subject.OFFICE_CHANGE),)), (Trigger.OFFICE_CHANGE,)),
        (Facts(spells=(spell(Phase.HIGH, DAY),)), (Trigger.PHASE,)),
        (Facts(evidence=(said(Subject.P1),)), ()),
    ],
)
def test_elections_a_new_mayor_and_a_new_phase_open_a_reassessment(facts, triggers):
    assert triggers_of(facts, after=DAY - timedelta(days=1), known_on=DAY) == triggers


def test_what_was_known_before_opens_nothing_again():
    facts = Facts(evidence=(said(Subject.P4),), spells=(spell(Phase.HIGH, DAY),))

    assert triggers_of(facts, after=DAY, known_on=DAY + timedelta(days=9)) == ()


def test_a_verdict_that_opens_as_much_leaves_a_partnership_alone():
    before = verdict_on(without(all_met(), Subject.P4), spells=[CALM])
    after = verdict_on(all_met(), spells=[CALM])

    review = review_partnership(before, after, SERVICES, MAP_2008)

    assert review == PartnershipReview(outcome=Outcome.CARRY_ON)


def test_a_downgrade_under_which_the_activity_is_still_permitted_is_reviewed():
    before = verdict_on(all_met(), spells=[CALM])
    after = verdict_on(without(all_met(), Subject.P4), spells=[CALM])

    review = review_partnership(before, after, SERVICES, MAP_2008)

    assert review == PartnershipReview(
        outcome=Outcome.REVIEW, go_on_with=(FORUMS, ATTENTION, EVENTS)
    )


def test_a_downgrade_that_closes_the_activity_proposes_a_pause_and_ends_nothing():
    before = verdict_on(all_met(), spells=[CALM])
    after = verdict_on((*all_met(), denied(Subject.P1)), spells=[CALM])

    review = review_partnership(before, after, SERVICES, MAP_2008)

    assert review == PartnershipReview(
        outcome=Outcome.PROPOSE_PAUSE, go_on_with=(FORUMS, ATTENTION, EVENTS)
    )


def test_where_no_phase_is_known_no_other_way_is_suggested():
    before = verdict_on(all_met())
    after = verdict_on(asked())

    review = review_partnership(before, after, SERVICES, MAP_2008)

    assert review == PartnershipReview(outcome=Outcome.PROPOSE_PAUSE)


def test_without_a_request_no_other_way_is_open():
    before = verdict_on(all_met(), spells=[CALM])
    after = verdict_on(without(all_met(), Subject.R), spells=[CALM])

    review = review_partnership(before, after, SERVICES, MAP_2008)

    assert review == PartnershipReview(outcome=Outcome.PROPOSE_PAUSE)


def test_ways_to_go_on_are_those_that_the_map_in_force_finds_indirect():
    before = verdict_on(all_met(), spells=[CALM])
    after = verdict_on((*all_met(), denied(Subject.P1)), spells=[CALM])
    other_map = with_mode(Activity.EVENTS, Venue.OUTSIDE, Mode.PRESENCE)

    review = review_partnership(before, after, SERVICES, other_map)

    assert review.go_on_with == (FORUMS, ATTENTION)


def test_ways_to_go_on_are_those_that_fit_by_the_map_in_force():
    before = verdict_on(all_met(), spells=[CALM])
    after = verdict_on((*all_met(), denied(Subject.P1)), spells=[CALM])
    other_map = with_fit(Activity.FORUMS, Phase.LOW_AFTER, 0)

    review = review_partnership(before, after, SERVICES, other_map)

    assert review.go_on_with == (ATTENTION, EVENTS)
