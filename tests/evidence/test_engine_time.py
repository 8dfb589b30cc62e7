from datetime import date

import pytest

from evidence.engine.time import (
    PhaseAt,
    Refusal,
    evidence_at,
    first_day,
    known,
    last_day,
    phase_at,
    refusal_of,
)
from evidence.engine.values import (
    DatePrecision,
    Evidence,
    Phase,
    PhaseSpell,
    Says,
    SourceKind,
    Subject,
)

MAY_1 = date(2024, 5, 1)
MAY_9 = date(2024, 5, 9)
JUNE_1 = date(2024, 6, 1)
JULY_1 = date(2024, 7, 1)


def statement(
    *,
    on=MAY_1,
    known_on=MAY_9,
    reference="a",
    precision=DatePrecision.DAY,
    superseded_on=None,
) -> Evidence:
    return Evidence(
        reference=reference,
        subject=Subject.P1,
        says=Says.MET,
        source_kind=SourceKind.NGO,
        origin="one",
        observed_on=on,
        known_on=known_on,
        precision=precision,
        superseded_on=superseded_on,
    )


def spell(phase, starts, ends=None, *, known_on=None, retracted_on=None) -> PhaseSpell:
    return PhaseSpell(
        phase=phase,
        starts=starts,
        ends=ends,
        known_on=known_on or ends or starts,
        retracted_on=retracted_on,
    )


def test_what_was_heard_later_was_not_known():
    heard, unheard = statement(), statement(known_on=JULY_1, reference="b")

    assert known([unheard, heard], known_on=JUNE_1) == [heard]


def test_what_was_known_comes_in_the_same_order_however_it_was_stored():
    older, newer = statement(on=MAY_1), statement(on=MAY_9, reference="b")

    assert known([newer, older], known_on=JUNE_1) == [older, newer]


@pytest.mark.parametrize(
    ("item", "refusal"),
    [
        (statement(), None),
        (statement(superseded_on=JUNE_1), Refusal.SUPERSEDED),
        (statement(superseded_on=JULY_1), None),
        (statement(on=JUNE_1, known_on=MAY_9), Refusal.FORETOLD),
        (statement(on=date(2024, 6, 2), known_on=date(2024, 6, 2)), Refusal.NOT_YET),
    ],
)
def test_the_dates_of_an_item_say_whether_it_may_count(item, refusal):
    assert refusal_of(item, as_of=JUNE_1, known_on=JUNE_1) is refusal


def test_only_what_may_count_speaks_about_a_day():
    counts, foretold = statement(), statement(on=JULY_1, reference="b")

    assert evidence_at([foretold, counts], as_of=JUNE_1, known_on=JUNE_1) == [counts]


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        (DatePrecision.DAY, date(2024, 2, 10), date(2024, 2, 10)),
        (DatePrecision.MONTH, date(2024, 2, 1), date(2024, 2, 29)),
        (DatePrecision.YEAR, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_an_inexact_date_covers_its_month_or_year(precision, first, last):
    item = statement(on=date(2024, 2, 10), known_on=date(2025, 1, 1), precision=precision)

    assert (first_day(item), last_day(item)) == (first, last)


def test_an_inexact_date_never_reaches_past_the_day_it_became_known():
    item = statement(on=MAY_1, known_on=MAY_9, precision=DatePrecision.YEAR)

    assert last_day(item) == MAY_9


def test_the_end_of_a_phase_is_its_first_day_without():
    spells = [spell(Phase.HIGH, MAY_1, JUNE_1)]

    assert phase_at(spells, as_of=date(2024, 5, 31), known_on=JULY_1) == PhaseAt(
        phase=Phase.HIGH, since=MAY_1
    )
    assert phase_at(spells, as_of=JUNE_1, known_on=JULY_1) is None


def test_of_two_overlapping_phases_the_later_holds():
    spells = [spell(Phase.HIGH, MAY_1), spell(Phase.LOW_AFTER, JUNE_1)]

    assert phase_at(spells, as_of=JULY_1, known_on=JULY_1) == PhaseAt(
        phase=Phase.LOW_AFTER, since=JUNE_1
    )


def test_of_two_phases_that_began_together_the_more_violent_holds():
    spells = [spell(Phase.HIGH, MAY_1), spell(Phase.LOW_AFTER, MAY_1)]

    assert phase_at(spells, as_of=JULY_1, known_on=JULY_1) == PhaseAt(phase=Phase.HIGH, since=MAY_1)


def test_a_phase_lasts_since_its_first_spell_when_spells_touch():
    spells = [
        spell(Phase.HIGH, date(2024, 1, 1), date(2024, 2, 1)),
        spell(Phase.HIGH, MAY_1, JUNE_1),
        spell(Phase.HIGH, JUNE_1),
        spell(Phase.LOW_BEFORE, date(2024, 2, 1), MAY_1),
    ]

    assert phase_at(spells, as_of=JULY_1, known_on=JULY_1) == PhaseAt(phase=Phase.HIGH, since=MAY_1)


@pytest.mark.parametrize(
    "unheard",
    [
        spell(Phase.HIGH, MAY_1, known_on=JULY_1),
        spell(Phase.HIGH, MAY_1, retracted_on=MAY_9),
        spell(Phase.HIGH, JUNE_1, known_on=MAY_1),
    ],
    ids=["heard later", "retracted", "foretold"],
)
def test_a_spell_not_believed_on_the_day_counts_for_nothing(unheard):
    assert phase_at([unheard], as_of=JUNE_1, known_on=JUNE_1) is None


def test_a_spell_retracted_later_still_counted_before():
    spells = [spell(Phase.HIGH, MAY_1, retracted_on=JULY_1)]

    assert phase_at(spells, as_of=JUNE_1, known_on=JUNE_1) == PhaseAt(phase=Phase.HIGH, since=MAY_1)


def test_an_end_that_was_only_hoped_for_ends_nothing():
    spells = [spell(Phase.HIGH, MAY_1, JUNE_1, known_on=MAY_9)]

    assert phase_at(spells, as_of=JULY_1, known_on=JULY_1) == PhaseAt(phase=Phase.HIGH, since=MAY_1)
