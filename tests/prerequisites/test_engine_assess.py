from dataclasses import replace
from datetime import date, timedelta

import pytest

from evidence.engine.time import PhaseAt, Refusal
from evidence.engine.values import (
    FLAGS,
    Confidence,
    DatePrecision,
    Evidence,
    Phase,
    Says,
    SourceKind,
    Subject,
)
from prerequisites.engine.assess import assess, assess_flag
from prerequisites.engine.rules import CHANNELLING, RULES_1
from prerequisites.engine.values import Assessment, Reason, Refused, Uncounted, Value
from tests.prerequisites.builders import DAY, act, denied, said, twice

P1, P2, P3, P4 = Subject.P1, Subject.P2, Subject.P3, Subject.P4
CALM = PhaseAt(phase=Phase.LOW_AFTER, since=date(2023, 1, 1))


def on_day(
    subject: Subject, *evidence: Evidence, on: date = DAY, phase: PhaseAt | None = CALM
) -> Assessment:
    return assess(subject, evidence, as_of=on, known_on=on, phase=phase)


def days(number: int) -> timedelta:
    return timedelta(days=number)


# What opens.


def test_two_independent_sources_of_two_kinds_open():
    assert on_day(P1, *twice(P1)) == Assessment(
        subject=P1,
        value=Value.MET,
        reasons=(Reason.ENOUGH_SOURCES,),
        used=("p1:met:religious_body:2024-06-01", "p1:met:un_body:2024-06-01"),
        independent=2,
        independent_met=2,
        expires_on=DAY + days(90),
    )


def test_without_evidence_nothing_is_known():
    assert on_day(P1) == Assessment(subject=P1, value=Value.UNKNOWN, reasons=(Reason.NO_EVIDENCE,))


@pytest.mark.parametrize(
    "second",
    [
        said(P1, kind=SourceKind.UN_BODY, origin="another", reference="b"),
        said(P1, kind=SourceKind.NGO, origin="un_body", reference="b"),
        said(P1, kind=SourceKind.NGO, fingerprint="same", reference="b"),
    ],
    ids=["of the same kind", "of the same group", "passing on the same text"],
)
def test_a_second_source_that_does_not_stand_apart_opens_nothing(second):
    found = on_day(P1, said(P1, fingerprint="same"), second)

    assert (found.value, found.reasons) == (Value.UNKNOWN, (Reason.TOO_FEW_SOURCES,))
    assert found.independent == 1


def test_one_source_that_says_met_and_one_that_says_emerging_make_it_emerging():
    found = on_day(P1, said(P1), said(P1, Says.EMERGING, kind=SourceKind.NGO))

    assert found.value is Value.EMERGING
    assert (found.independent, found.independent_met) == (2, 1)


@pytest.mark.parametrize("kind", [SourceKind.COUNTRY_INDEX, SourceKind.DATASET])
def test_an_index_of_a_country_and_a_data_set_set_nothing_for_a_municipality(kind):
    index = said(P1, kind=kind, reference="index")

    found = on_day(P1, said(P1), index)

    assert found.value is Value.UNKNOWN
    assert found.refused == (Refused(reference="index", reason=Uncounted.CONTEXT_ONLY),)


def test_a_statement_of_low_confidence_opens_nothing_and_closes_nothing():
    weak = replace(denied(P1), reference="weak", confidence=Confidence.LOW)

    found = on_day(P1, *twice(P1), weak)

    assert found.value is Value.MET
    assert found.refused == (Refused(reference="weak", reason=Uncounted.LOW_CONFIDENCE),)


def test_a_statement_about_days_to_come_is_not_counted_and_says_why():
    foretold = said(P1, on=DAY + days(9), known_on=DAY, kind=SourceKind.NGO, reference="hope")

    found = on_day(P1, said(P1), foretold)

    assert found.value is Value.UNKNOWN
    assert found.refused == (Refused(reference="hope", reason=Refusal.FORETOLD),)


def test_what_was_not_known_yet_leaves_no_trace():
    unheard = said(P1, known_on=DAY + days(1), kind=SourceKind.NGO)

    assert on_day(P1, said(P1), unheard) == on_day(P1, said(P1))


def test_officials_are_named_by_a_body_that_channels_appeals():
    media = said(P3, kind=SourceKind.MEDIA)
    parish = said(P3, kind=SourceKind.RELIGIOUS_BODY)

    found = on_day(P3, media, parish)

    assert (found.value, found.reasons) == (Value.UNKNOWN, (Reason.NO_CHANNELLING_SOURCE,))
    assert on_day(P3, media, parish, said(P3, kind=SourceKind.NGO)).value is Value.MET


@pytest.mark.parametrize("subject", [Subject.R, Subject.S, Subject.CONFLICT_LINK])
def test_a_document_proves_a_request_or_support_once_staff_confirmed_it(subject):
    unconfirmed = said(subject, kind=SourceKind.OFFICIAL_ACT, reference="letter")

    assert on_day(subject, act(subject)).value is Value.MET
    assert on_day(subject, unconfirmed).refused == (
        Refused(reference="letter", reason=Uncounted.NOT_CONFIRMED),
    )


# What closes.


def test_one_confirmed_source_closes_against_any_number():
    found = on_day(P1, *twice(P1, on=DAY - days(1)), denied(P1))

    assert found == Assessment(
        subject=P1,
        value=Value.UNMET,
        reasons=(Reason.HOSTILE_CONFIRMED,),
        used=("p1:unmet:peacekeepers:2024-06-01",),
        expires_on=DAY + days(90),
    )


def test_on_the_same_day_the_hostile_source_wins():
    assert on_day(P1, *twice(P1), denied(P1)).value is Value.UNMET


def test_two_newer_sources_open_again_and_one_does_not():
    before = denied(P1, on=DAY - days(2))

    assert on_day(P1, before, said(P1)).value is Value.UNMET
    assert on_day(P1, before, *twice(P1)).value is Value.MET


def test_an_unconfirmed_denial_closes_nothing_and_is_told():
    found = on_day(P1, *twice(P1), replace(denied(P1), confirmed=False))

    assert found.value is Value.MET
    assert found.reasons == (Reason.ENOUGH_SOURCES, Reason.HOSTILE_UNCONFIRMED)


def test_a_newer_confirmed_source_that_says_emerging_takes_met_down_to_emerging():
    doubt = said(P2, Says.EMERGING, kind=SourceKind.NGO, confirmed=True)

    found = on_day(P2, *twice(P2, on=DAY - days(5)), doubt)

    assert found.value is Value.EMERGING


def test_an_inexact_denial_is_read_as_late_as_it_may_have_been():
    some_day_in_may = replace(
        denied(P1, on=date(2024, 5, 1)),
        precision=DatePrecision.MONTH,
        known_on=DAY,
    )

    found = on_day(P1, *twice(P1, on=date(2024, 5, 30)), some_day_in_may)

    assert found.value is Value.UNMET


def test_closing_can_be_made_to_need_more_than_one_source():
    two_to_close = replace(RULES_1, sources_to_close=2)

    found = assess(
        P1, [*twice(P1), denied(P1)], as_of=DAY, known_on=DAY, phase=CALM, rules=two_to_close
    )

    assert found.value is Value.MET


# What grows stale.


@pytest.mark.parametrize(
    ("subject", "lasts"), [(P1, 90), (P2, 180), (Subject.P2F, 180), (P3, 180), (P4, 1461)]
)
def test_evidence_lasts_its_days_and_then_nothing_is_known(subject, lasts):
    evidence = twice(subject)

    last = on_day(subject, *evidence, on=DAY + days(lasts - 1))
    over = on_day(subject, *evidence, on=DAY + days(lasts))

    assert (last.value, last.expires_on) == (Value.MET, DAY + days(lasts))
    assert (over.value, over.reasons) == (Value.UNKNOWN, (Reason.GONE_STALE,))
    assert over.stale == last.used


def test_peace_is_believed_for_thirty_days_while_violence_is_high_around():
    lent = PhaseAt(phase=Phase.HIGH, since=date(2024, 1, 1), own=False)

    assert on_day(P1, *twice(P1), on=DAY + days(29), phase=lent).value is Value.MET
    assert on_day(P1, *twice(P1), on=DAY + days(30), phase=lent).value is Value.UNKNOWN


def test_what_was_said_of_peace_before_violence_turned_high_is_over():
    high = PhaseAt(phase=Phase.HIGH, since=DAY)

    assert on_day(P1, *twice(P1, on=DAY - days(1)), phase=high).value is Value.UNKNOWN
    assert on_day(P1, *twice(P1, on=DAY), phase=high).value is Value.MET
    assert on_day(P2, *twice(P2, on=DAY - days(1)), phase=high).value is Value.MET


def test_elections_count_until_the_next_scheduled_ones():
    until = date(2030, 5, 1)
    evidence = [replace(item, valid_until=until) for item in twice(P4)]

    assert on_day(P4, *evidence, on=date(2030, 4, 30)).value is Value.MET
    assert on_day(P4, *evidence, on=until).value is Value.UNKNOWN


@pytest.mark.parametrize("subject", [P2, Subject.P2F, P3])
def test_a_change_of_office_holder_ends_what_was_said_before_it(subject):
    change = act(Subject.OFFICE_CHANGE, on=DAY)
    rumour = replace(change, confirmed=False)
    before = twice(subject, on=DAY - days(1))

    assert on_day(subject, *before, change).value is Value.UNKNOWN
    assert on_day(subject, *before, rumour).value is Value.MET
    assert on_day(subject, *twice(subject, on=DAY), change).value is Value.MET


def test_a_change_of_office_holder_leaves_the_peace_as_it_was():
    change = act(Subject.OFFICE_CHANGE, on=DAY)

    assert on_day(P1, *twice(P1, on=DAY - days(1)), change).value is Value.MET


def test_a_badly_dated_change_of_office_is_no_item_of_the_subject_assessed():
    foretold = said(Subject.OFFICE_CHANGE, on=DAY + days(5), known_on=DAY, confirmed=True)

    found = on_day(P2, *twice(P2), foretold)

    assert (found.value, found.refused) == (Value.MET, ())


def test_a_denial_that_grew_stale_leaves_unknown_and_revives_nothing_older():
    old_favour = [
        replace(item, valid_until=date(2030, 1, 1)) for item in twice(P4, on=date(2018, 1, 1))
    ]
    denial = denied(P4, on=date(2019, 1, 1))

    found = on_day(P4, *old_favour, denial)

    assert found.value is Value.UNKNOWN


def test_a_support_letter_without_an_end_never_grows_stale_and_one_with_an_end_does():
    letter = act(Subject.S, on=date(2010, 1, 1))
    limited = replace(letter, valid_until=DAY)

    assert on_day(Subject.S, letter).expires_on is None
    assert on_day(Subject.S, letter).value is Value.MET
    assert on_day(Subject.S, limited).value is Value.UNKNOWN


def test_a_value_expires_when_the_second_best_pair_does():
    evidence = (
        said(P1, on=DAY),
        said(P1, on=DAY - days(10), kind=SourceKind.NGO),
        said(P1, on=DAY - days(20), kind=SourceKind.MEDIA),
    )

    assert on_day(P1, *evidence).expires_on == DAY + days(80)


# Standing peace before a conflict, a reading of L224-227.

BEFORE = PhaseAt(phase=Phase.LOW_BEFORE, since=date(2020, 1, 1))


def test_a_zones_own_calm_before_a_conflict_is_negative_peace():
    found = on_day(P1, phase=BEFORE)

    assert (found.value, found.reasons) == (Value.MET, (Reason.STANDING_PEACE,))
    assert found.expires_on is None


def test_a_parents_calm_is_context_and_no_peace_of_the_leaf():
    assert on_day(P1, phase=replace(BEFORE, own=False)).value is Value.UNKNOWN


def test_calm_before_a_conflict_proves_nothing_but_peace():
    assert on_day(P2, phase=BEFORE).value is Value.UNKNOWN


def test_whoever_denies_the_calm_ends_it_and_silence_does_not_restore_it():
    recent, old = denied(P1), denied(P1, on=date(2021, 1, 1))

    assert on_day(P1, recent, phase=BEFORE).value is Value.UNMET
    assert on_day(P1, old, phase=BEFORE).value is Value.UNKNOWN


def test_a_denial_from_an_earlier_war_does_not_touch_todays_calm():
    assert on_day(P1, denied(P1, on=date(2019, 1, 1)), phase=BEFORE).value is Value.MET


# Limits of the local authority.


@pytest.mark.parametrize("flag", FLAGS)
def test_one_confirmed_source_raises_a_flag_and_two_lift_it(flag):
    raised = act(flag, on=DAY - days(3000))
    lifted = twice(flag, Says.UNMET)

    def value(*evidence: Evidence) -> Value:
        return assess_flag(flag, evidence, as_of=DAY, known_on=DAY).value

    assert value() is Value.UNKNOWN
    assert value(raised) is Value.MET
    assert value(raised, lifted[0]) is Value.MET
    assert value(raised, *lifted) is Value.UNMET


def test_a_flag_that_only_emerges_is_present_and_no_date_lifts_it():
    flag = Subject.PARTIALITY
    emerging = said(flag, Says.EMERGING, confirmed=True, valid_until=DAY, on=DAY - days(9))

    assert assess_flag(flag, [emerging], as_of=DAY, known_on=DAY).value is Value.MET


def test_the_first_rule_set_names_the_bodies_that_channel_appeals():
    assert RULES_1.named_by == {P3: CHANNELLING}
    assert SourceKind.MEDIA not in CHANNELLING
