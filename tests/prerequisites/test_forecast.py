"""What other rules would change: the same verdicts as after adoption, and nothing written."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given

from evidence.engine.values import Facts, Phase, SourceKind, Subject
from prerequisites import selectors
from prerequisites.engine.rules import RULES_1
from prerequisites.engine.values import LeafFacts, Value, VerdictClass
from prerequisites.engine.verdict import class_if_asked, judge
from prerequisites.models import Judgement
from prerequisites.selectors import forecast
from prerequisites.services import Decision, confirm_override, propose_override
from tests.factories import a_municipality, a_user, an_officer
from tests.prerequisites.builders import DAY as ANY_DAY
from tests.prerequisites.stories import Story, at_noon
from tests.prerequisites.worlds import ENOUGH, LEAVES

DAY = date(2026, 3, 2)
STRICTER = replace(RULES_1, version=2, sources_to_open={**RULES_1.sources_to_open, Subject.P1: 3})


@pytest.fixture
def story():
    return Story()


def open_town(story, name="Kvitka"):
    """A town of which everything is said that an open verdict needs, save that it asks."""
    town = a_municipality(name=name)
    story.phase(town.zone, Phase.LOW_AFTER, DAY)
    story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=DAY)
    story.says(town.zone, Subject.S, on=DAY, kind=SourceKind.OFFICIAL_ACT, confirmed=True)
    return town


def forecast_of(rules=STRICTER, **how):
    return selectors.forecast_for(an_officer(), rules, on=DAY, **how)


@pytest.mark.django_db
def test_it_tells_who_would_move_from_where_to_where(story):
    town = open_town(story, "Kvitka")
    closed = a_municipality(name="Tartu")
    story.denies(closed.zone, Subject.P1, on=DAY)

    found = forecast_of()

    assert [(move.name, move.zone_id, move.before, move.after) for move in found.moves] == [
        (
            "Kvitka",
            town.zone_id,
            VerdictClass.DIRECT_OPEN,
            VerdictClass.INSUFFICIENT_EVIDENCE,
        )
    ]
    assert (found.judged, found.left_out) == (2, 0)


@pytest.mark.django_db
def test_the_rules_in_force_would_move_nobody(story):
    open_town(story)

    assert forecast_of(RULES_1).moves == []


@pytest.mark.django_db
def test_what_becomes_known_later_does_not_count(story):
    town = a_municipality()
    story.denies(town.zone, Subject.P1, on=DAY + timedelta(days=1))

    assert forecast_of().judged == 0


@pytest.mark.django_db
def test_a_town_with_a_decision_and_no_evidence_is_judged(story):
    town = a_municipality()
    decision = Decision(
        subject=Subject.P3,
        value=Value.MET,
        reason="We met the mayor.",
        since=DAY,
        until=DAY + timedelta(days=30),
    )
    override = propose_override(
        municipality=town, decision=decision, by=story.officer, at=at_noon(DAY)
    )
    before = forecast_of().judged
    confirm_override(reference=override.reference, by=story.colleague, at=at_noon(DAY))

    assert (before, forecast_of().judged) == (0, 1)


@pytest.mark.django_db
def test_what_is_too_much_is_left_out_and_counted_and_own_cases_come_first(story, monkeypatch):
    monkeypatch.setattr(forecast, "MOST_JUDGED", 2)
    mine, newer = open_town(story, "Mine"), open_town(story, "Newer")
    open_town(story, "Older")
    late = DAY + timedelta(days=3)
    story.says(newer.zone, Subject.P1, on=late, kind=SourceKind.NGO)  # its third: it stays open

    found = selectors.forecast_for(an_officer(), STRICTER, on=late, first={mine.zone_id})

    assert (found.judged, found.left_out) == (2, 1)
    assert [move.name for move in found.moves] == ["Mine"]


@pytest.mark.django_db
def test_it_writes_nothing(story):
    open_town(story)

    forecast_of()

    assert Judgement.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 4])
def test_it_costs_seven_queries_for_one_and_for_four(story, count):
    for number in range(count):
        open_town(story, f"Town {number}")
    officer = an_officer()
    selectors.forecast_for(officer, STRICTER, on=DAY)

    with CaptureQueriesContext(connection) as queries:
        selectors.forecast_for(officer, STRICTER, on=DAY)

    assert len(queries) == 7


@pytest.mark.django_db
def test_strangers_learn_nothing():
    with pytest.raises(PermissionDenied):
        selectors.forecast_for(a_user(), STRICTER, on=DAY)


@ENOUGH
@given(LEAVES)
def test_where_nothing_is_said_or_decided_no_rule_changes_the_class(leaf):
    silent = LeafFacts(leaf=Facts(spells=leaf.leaf.spells), surroundings=leaf.surroundings)
    other = replace(
        STRICTER,
        validity_days=dict.fromkeys(RULES_1.validity_days, 1),
        validity_days_when_high={},
        sources_to_close=2,
    )

    classes = {
        class_if_asked(judge(silent, as_of=ANY_DAY, known_on=ANY_DAY, rules=rules))
        for rules in (RULES_1, other)
    }

    assert len(classes) == 1
