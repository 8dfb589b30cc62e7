from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given

from evidence.engine.values import FLAGS, Facts, Says, SourceKind, Subject
from prerequisites.engine.changes import (
    Change,
    Where,
    apply,
    openings,
    reach_of,
    smallest_changes,
)
from prerequisites.engine.values import Value, VerdictClass
from prerequisites.engine.verdict import class_of
from tests.prerequisites.builders import act, all_met, asked, denied, said, verdict_on, without
from tests.prerequisites.worlds import ENOUGH, FINDINGS

V = VerdictClass
OPEN = verdict_on(all_met()).findings


def change(subject: Subject, to: Value = Value.MET, **more) -> Change:
    return Change(subject=subject, to=to, **more)


def test_direct_help_opens_once_one_more_source_confirms_the_officials():
    evidence = (*without(all_met(), Subject.P3), said(Subject.P3, kind=SourceKind.NGO))

    assert smallest_changes(verdict_on(evidence)) == {
        V.DIRECT_CONDITIONAL: [(change(Subject.P3, Value.EMERGING, sources_missing=1),)],
        V.DIRECT_OPEN: [(change(Subject.P3, Value.MET, sources_missing=1),)],
    }


def test_two_sources_that_say_emerging_leave_two_missing_that_say_met():
    emerging = [
        said(Subject.P3, Says.EMERGING, kind=item.source_kind)
        for item in all_met()
        if item.subject is Subject.P3
    ]

    found = smallest_changes(verdict_on((*without(all_met(), Subject.P3), *emerging)))

    assert found == {V.DIRECT_OPEN: [(change(Subject.P3, sources_missing=2),)]}


def test_what_closed_needs_newer_sources_from_the_start():
    found = smallest_changes(verdict_on((*all_met(), denied(Subject.P1))))

    assert found == {
        V.DIRECT_CONDITIONAL: [(change(Subject.P1, Value.EMERGING, sources_missing=2),)],
        V.DIRECT_OPEN: [(change(Subject.P1, Value.MET, sources_missing=2),)],
    }


def test_where_the_rule_of_law_is_unknown_its_floor_opens_as_much():
    found = openings(replace(OPEN, p2=Value.UNKNOWN))

    assert found == {
        V.DIRECT_CONDITIONAL: (
            (change(Subject.P2, Value.EMERGING),),
            (change(Subject.P2F, Value.EMERGING),),
        ),
        V.DIRECT_OPEN: ((change(Subject.P2),),),
    }


def test_a_pair_is_found_where_no_single_change_is_enough():
    found = openings(replace(OPEN, p1=Value.UNMET, p3=Value.UNKNOWN))

    assert found[V.DIRECT_CONDITIONAL] == (
        (change(Subject.P1, Value.EMERGING), change(Subject.P3, Value.EMERGING)),
    )


def test_without_a_request_the_first_step_is_the_request():
    found = openings(replace(OPEN, r=Value.UNKNOWN, p1=Value.UNMET))

    assert found[V.INDIRECT_ONLY] == ((change(Subject.R),),)


def test_a_missing_link_to_a_conflict_and_a_flag_can_change():
    linked = openings(replace(OPEN, conflict_link=False))
    flagged = smallest_changes(verdict_on((*all_met(), act(FLAGS[0]))))

    assert linked[V.DIRECT_OPEN] == ((change(Subject.CONFLICT_LINK),),)
    assert flagged == {V.DIRECT_OPEN: [(change(FLAGS[0], Value.UNMET, sources_missing=2),)]}


def test_an_enclave_opens_when_its_surroundings_find_peace():
    at_war = Facts(evidence=(denied(Subject.P1),))

    found = smallest_changes(verdict_on(all_met(), surroundings=[at_war]))

    assert found == {
        V.DIRECT_OPEN: [(change(Subject.P1, where=Where.SURROUNDINGS),)],
    }


def test_peace_in_the_leaf_alone_makes_an_enclave_and_no_open_place():
    found = openings(replace(OPEN, p1=Value.UNMET, surroundings_troubled=True))

    assert found[V.DIRECT_CONDITIONAL] == ((change(Subject.P1, Value.EMERGING),),)
    assert found[V.DIRECT_OPEN] == (
        (change(Subject.P1), change(Subject.P1, where=Where.SURROUNDINGS)),
    )


def test_where_no_local_authority_is_concerned_no_change_of_evidence_helps():
    found = openings(replace(OPEN, local_authority=False))

    assert set(found.values()) == {()}


def test_an_open_verdict_needs_no_change():
    assert smallest_changes(verdict_on(all_met())) == {}


def test_a_fresh_appeal_is_told_all_that_is_missing():
    found = smallest_changes(verdict_on(asked()))

    assert [each.subject for each in found[V.DIRECT_OPEN][0]] == [
        Subject.P1,
        Subject.P2,
        Subject.P3,
        Subject.P4,
    ]


@ENOUGH
@given(before=FINDINGS)
def changes_reach_their_class_and_nothing_in_them_is_idle(before):
    for target, sets in openings(before).items():
        for changes in sets:
            fewer = [part for size in range(len(changes)) for part in combinations(changes, size)]
            assert reach_of(class_of(apply(before, changes))) >= reach_of(target)
            assert all(reach_of(class_of(apply(before, part))) < reach_of(target) for part in fewer)


def test_the_changes_reach_their_class_and_none_is_idle():
    changes_reach_their_class_and_nothing_in_them_is_idle()


@pytest.mark.parametrize(
    ("verdict_class", "reach"),
    [(V.OUT_OF_SCOPE, 0), (V.REASSESS, 1), (V.DIRECT_CONDITIONAL, 2), (V.DIRECT_OPEN, 3)],
)
def test_a_class_opens_as_far_as_what_it_permits(verdict_class, reach):
    assert reach_of(verdict_class) == reach
