"""Contradictory, stale, lonely, foretold or wrongly dated evidence: each has its answer."""

from datetime import date, timedelta

import pytest

from evidence import services as evidence
from evidence.engine.time import Refusal
from evidence.engine.values import (
    PREREQUISITES,
    Confidence,
    DatePrecision,
    Phase,
    Says,
    SourceKind,
    Subject,
)
from prerequisites.engine.values import ClauseCode, Reason, Refused, Uncounted, Value
from prerequisites.engine.verdict import assessment_of
from tests.factories import a_municipality
from tests.prerequisites.stories import at_noon, verdict_of

DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def town(story):
    town = a_municipality()
    story.phase(town.zone, Phase.LOW_AFTER, date(2025, 1, 1))
    story.asks(town.zone, on=date(2026, 2, 1))
    return town


def assessed(town, subject=Subject.P1, day=DAY):
    return assessment_of(verdict_of(town, day), subject)


def codes(town, day=DAY):
    return [clause.code for clause in verdict_of(town, day).clauses]


def test_contradiction_one_confirmed_denial_of_the_same_day_closes(story, town):
    story.both_say(town.zone, Subject.P1, on=DAY)
    story.denies(town.zone, Subject.P1, on=DAY)

    found = assessed(town)

    assert (found.value, found.reasons) == (Value.UNMET, (Reason.HOSTILE_CONFIRMED,))
    assert codes(town)[0] is ClauseCode.P1_UNMET


def test_contradiction_an_unconfirmed_denial_is_told_and_closes_nothing(story, town):
    story.both_say(town.zone, Subject.P1, on=DAY)
    story.says(town.zone, Subject.P1, Says.UNMET, on=DAY, kind=SourceKind.MEDIA)

    found = assessed(town)

    assert found.value is Value.MET
    assert found.reasons == (Reason.ENOUGH_SOURCES, Reason.HOSTILE_UNCONFIRMED)


def test_contradiction_a_denial_of_yesterday_outlives_what_was_said_before_it(story, town):
    story.both_say(town.zone, Subject.P3, on=DAY - timedelta(days=5))
    story.denies(town.zone, Subject.P3, on=DAY - timedelta(days=1))

    assert assessed(town, Subject.P3).value is Value.UNMET
    assert codes(town)[0] is ClauseCode.P3_UNMET


def test_contradiction_newer_sources_open_again_what_an_older_denial_closed(story, town):
    story.denies(town.zone, Subject.P1, on=DAY - timedelta(days=5))
    story.both_say(town.zone, Subject.P1, on=DAY - timedelta(days=1))

    assert assessed(town).value is Value.MET
    assert ClauseCode.P1_UNMET not in codes(town)


def test_contradiction_one_met_and_one_emerging_are_no_more_than_emerging(story, town):
    story.says(town.zone, Subject.P1, Says.MET, on=DAY, kind=SourceKind.UN_BODY)
    story.says(town.zone, Subject.P1, Says.EMERGING, on=DAY, kind=SourceKind.RELIGIOUS_BODY)

    found = assessed(town)

    assert (found.value, found.independent, found.independent_met) == (Value.EMERGING, 2, 1)
    assert ClauseCode.P1_EMERGING in codes(town)


def test_contradiction_about_a_limit_on_one_day_leaves_it_present(story, town):
    story.says(town.zone, Subject.PARTIALITY, on=DAY, kind=SourceKind.PEACEKEEPERS, confirmed=True)
    story.both_say(town.zone, Subject.PARTIALITY, on=DAY, says=Says.UNMET)

    assert ClauseCode.PARTIALITY in codes(town)


def test_stale_a_denial_that_has_aged_is_unknown_and_restores_nothing(story, town):
    story.both_say(town.zone, Subject.P2, on=DAY - timedelta(days=100))
    story.denies(town.zone, Subject.P2, on=DAY - timedelta(days=99))
    later = DAY + timedelta(days=81)

    found = assessed(town, Subject.P2, day=later)

    assert (assessed(town, Subject.P2).value, found.value) == (Value.UNMET, Value.UNKNOWN)
    assert ClauseCode.P2_UNKNOWN in codes(town, day=later)


def test_stale_elections_hold_until_the_next_ones_are_due(story, town):
    next_day = DAY + timedelta(days=1)
    story.both_say(town.zone, Subject.P4, on=DAY - timedelta(days=900), valid_until=next_day)

    assert ClauseCode.P4_NOT_MET not in codes(town)
    assert ClauseCode.P4_NOT_MET in codes(town, day=next_day)


def test_stale_what_was_said_half_a_year_ago_says_nothing_today(story, town):
    story.both_say(town.zone, Subject.P2, on=DAY - timedelta(days=180))

    found = assessed(town, Subject.P2)

    assert (found.value, found.reasons) == (Value.UNKNOWN, (Reason.GONE_STALE,))
    assert len(found.stale) == 2
    assert ClauseCode.P2_UNKNOWN in codes(town)


def test_stale_in_violence_thirty_days_are_enough(story, town):
    story.both_say(town.zone, Subject.P1, on=DAY - timedelta(days=30))
    before = assessed(town).value
    story.phase(town.zone, Phase.HIGH, DAY - timedelta(days=40))

    assert before is Value.MET
    assert assessed(town).value is Value.UNKNOWN


def test_single_source_one_body_is_never_enough(story, town):
    story.says(town.zone, Subject.P1, on=DAY, kind=SourceKind.NGO)

    found = assessed(town)

    assert (found.value, found.reasons) == (Value.UNKNOWN, (Reason.TOO_FEW_SOURCES,))
    assert ClauseCode.P1_UNKNOWN in codes(town)


@pytest.mark.parametrize(
    ("kinds", "groups", "texts"),
    [
        ((SourceKind.NGO, SourceKind.NGO), ("", "other"), ("", "")),
        ((SourceKind.NGO, SourceKind.MEDIA), ("one", "one"), ("", "")),
        ((SourceKind.NGO, SourceKind.MEDIA), ("a", "b"), ("No shots.", "NO  SHOTS")),
    ],
    ids=["one kind", "one group", "one text passed on"],
)
def test_single_source_two_that_are_one_origin_count_once(story, town, kinds, groups, texts):
    for kind, group, text in zip(kinds, groups, texts, strict=True):
        story.says(town.zone, Subject.P1, on=DAY, kind=kind, group=group, text=text)

    found = assessed(town)

    assert (found.value, found.independent) == (Value.UNKNOWN, 1)


def test_single_source_a_few_emigres_of_decided_views_are_one_kind(story, town):
    for group in ("a", "b", "c"):
        story.says(town.zone, Subject.P1, on=DAY, kind=SourceKind.DIASPORA, group=group)

    assert assessed(town).value is Value.UNKNOWN


def test_future_dated_a_statement_about_tomorrow_is_refused_at_the_door(story, town):
    with pytest.raises(evidence.ObservedLater):
        story.says(town.zone, Subject.P1, on=DAY + timedelta(days=1), heard_on=DAY)


def test_future_dated_what_lies_after_the_day_asked_about_does_not_count_yet(story, town):
    item = story.says(town.zone, Subject.P1, on=DAY + timedelta(days=5))

    verdict = verdict_of(town, DAY, known_on=DAY + timedelta(days=9))

    assert assessment_of(verdict, Subject.P1).refused == (
        Refused(reference=str(item.reference), reason=Refusal.NOT_YET),
    )


def test_future_dated_what_was_not_known_then_is_not_seen_at_all(story, town):
    story.both_say(town.zone, Subject.P1, on=DAY, heard_on=DAY + timedelta(days=9))

    found = assessed(town, day=DAY + timedelta(days=8))

    assert (found.value, found.reasons) == (Value.UNKNOWN, (Reason.NO_EVIDENCE,))
    assert found.refused == ()


def test_future_dated_a_phase_of_tomorrow_is_refused_at_the_door(story, town):
    with pytest.raises(evidence.ObservedLater):
        evidence.record_phase(
            zone=town.zone,
            phase=Phase.LOW_AFTER,
            starts=DAY + timedelta(days=1),
            source=story.source(SourceKind.UN_BODY),
            by=story.officer,
            at=at_noon(DAY),
        )


def test_future_dated_the_hoped_end_of_a_war_does_not_end_it(story, town):
    evidence.record_phase(
        zone=town.zone,
        phase=Phase.HIGH,
        starts=DAY - timedelta(days=9),
        ends=DAY + timedelta(days=9),
        source=story.source(SourceKind.UN_BODY),
        by=story.officer,
        at=at_noon(DAY),
    )

    assert verdict_of(town, DAY + timedelta(days=30)).phase is Phase.HIGH


def test_future_dated_a_better_statement_about_tomorrow_leaves_the_older_one(story, town):
    item = story.denies(town.zone, Subject.P1, on=DAY)

    with pytest.raises(evidence.ObservedLater):
        evidence.supersede_evidence(
            reference=item.reference,
            statement=evidence.Statement(
                says=Says.MET,
                source=story.source(SourceKind.PEACEKEEPERS),
                observed_on=DAY + timedelta(days=1),
            ),
            by=story.officer,
            at=at_noon(DAY),
        )

    assert codes(town)[0] is ClauseCode.P1_UNMET


def test_misdated_an_end_before_the_start_is_refused_at_the_door(story, town):
    with pytest.raises(evidence.EndsBeforeItStarts):
        story.says(town.zone, Subject.P4, on=DAY, valid_until=DAY)
    with pytest.raises(evidence.EndsBeforeItStarts):
        story.phase(town.zone, Phase.HIGH, DAY, DAY)


def test_misdated_what_is_known_to_a_month_is_read_against_opening(story, town):
    story.denies(town.zone, Subject.P1, on=date(2026, 2, 10))
    precision = DatePrecision.MONTH
    for kind in (SourceKind.UN_BODY, SourceKind.RELIGIOUS_BODY):
        story.says(town.zone, Subject.P1, on=date(2026, 2, 20), kind=kind, precision=precision)

    found = assessed(town)

    assert found.value is Value.UNMET


def test_misdated_a_better_statement_stands_in_the_place_of_a_wrong_one(story, town):
    wrong = story.denies(town.zone, Subject.P1, on=DAY - timedelta(days=9))
    evidence.supersede_evidence(
        reference=wrong.reference,
        statement=evidence.Statement(
            says=Says.UNMET,
            source=story.source(SourceKind.PEACEKEEPERS),
            observed_on=date(2025, 3, 1),
        ),
        by=story.officer,
        at=at_noon(DAY),
    )

    found = assessed(town)

    assert found.value is Value.UNKNOWN
    assert found.refused[0] == Refused(reference=str(wrong.reference), reason=Refusal.SUPERSEDED)


def test_weak_what_is_believed_too_little_is_left_out_with_its_reason(story, town):
    item = story.says(
        town.zone, Subject.P1, Says.UNMET, on=DAY, confidence=Confidence.LOW, confirmed=True
    )

    found = assessed(town)

    assert found.refused == (
        Refused(reference=str(item.reference), reason=Uncounted.LOW_CONFIDENCE),
    )


@pytest.mark.parametrize("subject", PREREQUISITES)
def test_a_country_index_is_refused_for_every_prerequisite(story, town, subject):
    with pytest.raises(evidence.ContextOnly):
        story.says(town.zone, subject, on=DAY, kind=SourceKind.COUNTRY_INDEX)


@pytest.mark.parametrize("kind", [SourceKind.COUNTRY_INDEX, SourceKind.DATASET])
@pytest.mark.parametrize("subject", sorted(set(Subject) - set(PREREQUISITES)))
@pytest.mark.parametrize("says", Says)
def test_no_country_index_or_data_set_changes_any_verdict(story, town, kind, subject, says):
    story.both_say(town.zone, Subject.P1, Subject.P2, Subject.P3, Subject.P4, on=DAY)
    before = verdict_of(town, DAY)
    story.says(town.zone, subject, says, on=DAY, kind=kind, confirmed=True)

    after = verdict_of(town, DAY)

    assert after.findings == before.findings
    assert after.clauses == before.clauses
