from dataclasses import replace
from datetime import date, timedelta

import pytest

from evidence.engine.citation import Mark, cite
from evidence.engine.time import PhaseAt
from evidence.engine.values import FLAGS, Facts, Phase, Subject
from prerequisites.engine.values import (
    ClauseCode,
    LeafFacts,
    NextStep,
    Step,
    Value,
    VerdictClass,
)
from prerequisites.engine.verdict import CLAUSES, assessment_of, failing_clauses, gather
from tests.prerequisites.builders import (
    DAY,
    act,
    all_met,
    asked,
    denied,
    spell,
    twice,
    verdict_on,
    without,
)
from tests.prerequisites.worlds import bare_verdict

C = ClauseCode
V = VerdictClass
OPEN = verdict_on(all_met()).findings
WAR = spell(Phase.HIGH, date(2024, 1, 1))
AT_WAR = Facts(evidence=(denied(Subject.P1),), spells=(WAR,))


def codes(verdict) -> list[ClauseCode]:
    return [clause.code for clause in verdict.clauses]


def test_with_everything_met_help_is_open_and_only_freshness_is_owed():
    verdict = verdict_on(all_met())

    assert verdict.verdict_class is V.DIRECT_OPEN
    assert verdict.clauses == ()
    assert verdict.deciding == ()
    assert verdict.next_steps == (NextStep(step=Step.KEEP_EVIDENCE_FRESH, within_days=None),)
    assert verdict.expires_on == DAY + timedelta(days=90)
    assert verdict.rule_set_version == 1


@pytest.mark.parametrize(
    ("change", "verdict_class", "code"),
    [
        ({"r": Value.UNKNOWN}, V.OUT_OF_SCOPE, C.REQUEST_NOT_VERIFIED),
        ({"conflict_link": False}, V.OUT_OF_SCOPE, C.NO_CONFLICT_LINK),
        ({"local_authority": False}, V.OUT_OF_SCOPE, C.NO_LOCAL_AUTHORITY),
        ({"p1": Value.UNMET}, V.INDIRECT_ONLY, C.P1_UNMET),
        ({"p3": Value.UNMET}, V.REASSESS, C.P3_UNMET),
        ({"p2": Value.UNMET}, V.INDIRECT_ONLY, C.P2_UNMET),
        ({"p1": Value.UNKNOWN}, V.INSUFFICIENT_EVIDENCE, C.P1_UNKNOWN),
        ({"p2": Value.UNKNOWN}, V.INSUFFICIENT_EVIDENCE, C.P2_UNKNOWN),
        ({"p3": Value.UNKNOWN}, V.INSUFFICIENT_EVIDENCE, C.P3_UNKNOWN),
        ({"surroundings_troubled": True}, V.DIRECT_CONDITIONAL, C.ENCLAVE),
        ({"p1": Value.EMERGING}, V.DIRECT_CONDITIONAL, C.P1_EMERGING),
        ({"p2": Value.EMERGING}, V.DIRECT_CONDITIONAL, C.P2_EMERGING),
        ({"p2": Value.UNMET, "p2f": Value.MET}, V.DIRECT_CONDITIONAL, C.P2_FLOOR_ONLY),
        ({"p2": Value.UNKNOWN, "p2f": Value.EMERGING}, V.DIRECT_CONDITIONAL, C.P2_FLOOR_ONLY),
        ({"p3": Value.EMERGING}, V.DIRECT_CONDITIONAL, C.P3_EMERGING),
        ({"p4": Value.UNMET}, V.DIRECT_CONDITIONAL, C.P4_NOT_MET),
        ({"p4": Value.UNKNOWN}, V.DIRECT_CONDITIONAL, C.P4_NOT_MET),
        ({"p4": Value.EMERGING}, V.DIRECT_CONDITIONAL, C.P4_NOT_MET),
        ({"s": Value.UNKNOWN}, V.DIRECT_CONDITIONAL, C.SUPPORT_MISSING),
        ({"flags": frozenset(FLAGS[:1])}, V.DIRECT_CONDITIONAL, C.RESTRICTED_MANDATE),
        ({"flags": frozenset(FLAGS[1:2])}, V.DIRECT_CONDITIONAL, C.PARALLEL_GOVERNANCE),
        ({"flags": frozenset(FLAGS[2:])}, V.DIRECT_CONDITIONAL, C.PARTIALITY),
    ],
)
def test_each_failing_clause_alone_gives_its_class(change, verdict_class, code):
    verdict = bare_verdict(replace(OPEN, **change))

    assert verdict.verdict_class is verdict_class
    assert codes(verdict) == [code]


def test_all_failing_clauses_are_told_in_the_order_of_the_rules():
    worst = replace(
        OPEN,
        p1=Value.UNMET,
        p2=Value.UNMET,
        p3=Value.UNMET,
        p4=Value.UNMET,
        s=Value.UNMET,
        r=Value.UNMET,
        flags=frozenset(FLAGS),
        conflict_link=False,
        local_authority=False,
    )

    assert [(each.rule, each.code) for each in failing_clauses(worst)] == [
        (0, C.REQUEST_NOT_VERIFIED),
        (0, C.NO_CONFLICT_LINK),
        (0, C.NO_LOCAL_AUTHORITY),
        (1, C.P1_UNMET),
        (2, C.P3_UNMET),
        (3, C.P2_UNMET),
        (5, C.P4_NOT_MET),
        (5, C.SUPPORT_MISSING),
        (5, C.RESTRICTED_MANDATE),
        (5, C.PARALLEL_GOVERNANCE),
        (5, C.PARTIALITY),
    ]


def test_every_clause_has_its_rule_and_a_citation():
    assert set(CLAUSES) == set(ClauseCode)
    assert [rule for rule, _ in CLAUSES.values()] == sorted(rule for rule, _ in CLAUSES.values())
    assert all(citation.lines for _, citation in CLAUSES.values())


def test_only_the_consequence_of_an_unmet_rule_of_law_is_our_reading():
    readings = [code for code, (_, each) in CLAUSES.items() if each.mark is not Mark.SEED]

    assert readings == [C.P2_UNMET]
    assert CLAUSES[C.P2_UNMET][1] == cite(Mark.READING, [(295, 298)])


@pytest.mark.parametrize(
    ("evidence", "steps"),
    [
        ((), [(Step.REDIRECT, None)]),
        (
            (*asked(), denied(Subject.P1)),
            [(Step.CONGRESS_ANSWERS, 30), (Step.REVIEW, 90)],
        ),
        (
            (*asked(), denied(Subject.P3)),
            [(Step.NAME_OFFICIALS_ANEW, 30), (Step.HELPERS_RETHINK, None)],
        ),
        (asked(), [(Step.FIND_SECOND_SOURCE, 14)]),
        (without(all_met(), Subject.P4), [(Step.MEET_CONDITIONS, None)]),
    ],
)
def test_each_class_owes_a_next_step(evidence, steps):
    owed = [(each.step, each.within_days) for each in verdict_on(evidence).next_steps]

    assert owed == steps


def test_an_assessment_can_be_looked_up():
    verdict = verdict_on((*asked(), denied(Subject.P3)))

    assert assessment_of(verdict, Subject.P3).value is Value.UNMET
    assert assessment_of(verdict, Subject.PARTIALITY).value is Value.UNKNOWN


def test_a_present_flag_is_a_flag_of_the_verdict():
    verdict = verdict_on((*all_met(), act(Subject.PARALLEL_GOVERNANCE)))

    assert verdict.flags == {Subject.PARALLEL_GOVERNANCE}
    assert codes(verdict) == [C.PARALLEL_GOVERNANCE]


def test_a_recorded_phase_is_a_link_to_a_conflict_unless_someone_denies_one():
    unlinked = without(all_met(), Subject.CONFLICT_LINK)
    calm = spell(Phase.LOW_AFTER, date(2023, 1, 1))

    assert codes(verdict_on(unlinked)) == [C.NO_CONFLICT_LINK]
    assert codes(verdict_on(unlinked, spells=[calm])) == []
    assert codes(verdict_on((*unlinked, denied(Subject.CONFLICT_LINK)), spells=[calm])) == [
        C.NO_CONFLICT_LINK
    ]


def test_a_calm_leaf_in_violent_surroundings_is_a_zone_of_peace():
    verdict = verdict_on(all_met(), surroundings=[AT_WAR])

    assert verdict.zone_of_peace
    assert codes(verdict) == [C.ENCLAVE]
    assert (verdict.phase, verdict.own_phase) == (Phase.HIGH, None)


def test_inside_a_zone_of_peace_the_map_is_read_with_the_phase_around_it():
    calm = spell(Phase.LOW_AFTER, date(2024, 2, 1))

    verdict = verdict_on(all_met(), spells=[calm], surroundings=[AT_WAR])

    assert verdict.phase is Phase.HIGH
    assert verdict.own_phase == PhaseAt(phase=Phase.LOW_AFTER, since=date(2024, 2, 1))


def test_a_zone_of_peace_whose_surroundings_have_no_phase_keeps_its_own():
    calm = spell(Phase.LOW_AFTER, date(2024, 2, 1))
    no_peace = Facts(evidence=(denied(Subject.P1),))

    verdict = verdict_on(all_met(), spells=[calm], surroundings=[no_peace])

    assert verdict.zone_of_peace
    assert verdict.phase is Phase.LOW_AFTER


def test_a_leaf_with_violence_of_its_own_is_no_zone_of_peace():
    verdict = verdict_on(all_met(), spells=[WAR], surroundings=[AT_WAR])

    assert not verdict.zone_of_peace


def test_the_nearest_parent_of_which_anything_is_known_decides():
    calm_region = Facts(evidence=twice(Subject.P1))
    silent_region = Facts()

    in_calm_region = verdict_on(all_met(), surroundings=[calm_region, AT_WAR])
    in_silent_region = verdict_on(all_met(), surroundings=[silent_region, AT_WAR])

    assert not in_calm_region.zone_of_peace
    assert in_silent_region.zone_of_peace


def test_a_parents_peace_is_no_peace_of_the_leaf():
    verdict = verdict_on(without(all_met(), Subject.P1), surroundings=[Facts(evidence=all_met())])

    assert codes(verdict) == [C.P1_UNKNOWN]


def test_a_weak_association_above_is_not_inherited():
    association = Facts(evidence=(denied(Subject.P3), act(Subject.PARTIALITY)))

    assert verdict_on(all_met(), surroundings=[association]).verdict_class is V.DIRECT_OPEN


def test_the_phase_of_a_parent_is_lent_where_the_leaf_has_none():
    verdict = verdict_on(asked(), surroundings=[Facts(), Facts(spells=(WAR,))])

    assert (verdict.phase, verdict.own_phase) == (Phase.HIGH, None)


def test_without_any_phase_there_is_none():
    assert verdict_on(asked()).phase is None


def test_gathering_reads_the_leaf_and_its_parents_and_nobody_else():
    leaf, parent = Facts(evidence=all_met()), Facts(spells=(WAR,))
    everyone = {1: leaf, 2: parent, 4: AT_WAR}

    assert gather(1, [2, 3], everyone) == LeafFacts(leaf=leaf, surroundings=(parent, Facts()))
    assert gather(9, [], everyone, local_authority=False) == LeafFacts(
        leaf=Facts(), local_authority=False
    )


def test_a_verdict_expires_when_its_first_assessment_does():
    older_peace = twice(Subject.P1, on=DAY - timedelta(days=10))

    verdict = verdict_on((*without(all_met(), Subject.P1), *older_peace))

    assert verdict.expires_on == DAY + timedelta(days=80)


def test_a_verdict_on_nothing_does_not_expire():
    assert verdict_on(()).expires_on is None


@pytest.mark.parametrize(
    ("around", "p1"),
    [
        (Facts(), Value.MET),
        (Facts(spells=(spell(Phase.LOW_BEFORE, date(2024, 1, 1)),)), Value.MET),
        (Facts(spells=(spell(Phase.LOW_AFTER, date(2024, 1, 1)),)), Value.MET),
        (Facts(spells=(WAR,)), Value.UNKNOWN),
        (Facts(evidence=(denied(Subject.P1),)), Value.UNKNOWN),
    ],
    ids=["nothing known", "calm too", "calm after war", "violent", "peace denied"],
)
def test_a_calm_before_a_conflict_is_peace_only_while_its_surroundings_have_peace(around, p1):
    calm = spell(Phase.LOW_BEFORE, date(2024, 1, 1))

    verdict = verdict_on(asked(), spells=[calm], surroundings=[around])

    assert assessment_of(verdict, Subject.P1).value is p1
