"""What must hold of every verdict, and a broken rule for each that shows the property bites."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.engine.values import Activity, Mode, Venue
from evidence.engine.citation import Citation
from evidence.engine.values import PREREQUISITES, Facts, Says, Subject
from prerequisites.engine import assess, permits, verdict
from prerequisites.engine.changes import reach_of
from prerequisites.engine.permits import permitted
from prerequisites.engine.values import (
    ASCENDING,
    CLOSED,
    ClauseCode,
    LeafFacts,
    Value,
    Verdict,
    VerdictClass,
)
from tests.prerequisites.builders import DAY, all_met
from tests.prerequisites.worlds import (
    ASKABLE,
    ENOUGH,
    FINDINGS,
    ITEMS,
    LEAVES,
    ZONES,
    bare_verdict,
    fresh_source,
)

Clauses = Mapping[ClauseCode, tuple[int, Citation]]

WAYS = list(product(Activity, Venue))
LATER = DAY + timedelta(days=400)


def judged(facts: LeafFacts) -> Verdict:
    return verdict.judge(facts, as_of=DAY, known_on=DAY)


def allowed(found: Verdict) -> dict[tuple[Activity, Venue], frozenset[permits.Condition]]:
    permits_now = [permitted(found, activity, venue) for activity, venue in WAYS]
    return {(each.activity, each.venue): each.conditions for each in permits_now if each.allowed}


def with_item(facts: LeafFacts, item) -> LeafFacts:
    leaf = replace(facts.leaf, evidence=(*facts.leaf.evidence, item))
    return replace(facts, leaf=leaf)


def reordered(clauses: Clauses, code: ClauseCode, rule: int) -> Clauses:
    """The table of clauses with one of them under another rule, still in the order of rules."""
    moved = {**clauses, code: (rule, clauses[code][1])}
    return MappingProxyType(dict(sorted(moved.items(), key=lambda entry: entry[1][0])))


# 1. Permissions never shrink when one of P1 to P4 improves.


@ENOUGH
@given(before=FINDINGS, subject=st.sampled_from(PREREQUISITES), to=st.sampled_from(Value))
def permissions_never_shrink(before, subject, to):
    value = getattr(before, subject)
    best = max(value, to, key=ASCENDING.index)

    permits_before = allowed(bare_verdict(before))
    permits_after = allowed(bare_verdict(replace(before, **{subject: best})))

    assert permits_before.keys() <= permits_after.keys()
    assert all(permits_after[way] <= asked for way, asked in permits_before.items())


def test_permissions_never_shrink_when_a_prerequisite_improves():
    permissions_never_shrink()


def test_a_table_that_takes_visits_from_an_open_verdict_is_caught(monkeypatch):
    nothing = dict.fromkeys(Venue, permits.Refusal.NOTHING_NEW)
    opened = {**permits.PERMITS[VerdictClass.DIRECT_OPEN], Activity.VISITS: nothing}
    broken = {**permits.PERMITS, VerdictClass.DIRECT_OPEN: opened}
    monkeypatch.setattr(permits, "PERMITS", broken)

    with pytest.raises(AssertionError):
        permissions_never_shrink()


def test_help_to_any_conditional_place_that_an_open_one_loses_is_caught(monkeypatch):
    nothing = dict.fromkeys(Venue, permits.Refusal.ONLY_IN_ENCLAVE)
    opened = {**permits.PERMITS[VerdictClass.DIRECT_OPEN], Activity.ZONES_OF_PEACE: nothing}
    broken = {**permits.PERMITS, VerdictClass.DIRECT_OPEN: opened}
    monkeypatch.setattr(permits, "PERMITS", broken)
    monkeypatch.setattr(permits, "ONLY_IN_ENCLAVE", frozenset())

    with pytest.raises(AssertionError):
        permissions_never_shrink()


# 2. One more favourable independent source never worsens a verdict.


@ENOUGH
@given(facts=LEAVES, subject=st.sampled_from(ASKABLE), age=st.integers(0, 200))
def favour_never_worsens(facts, subject, age):
    item = fresh_source(subject, Says.MET, DAY - timedelta(days=age))

    before = judged(facts)
    after = judged(with_item(facts, item))

    assert reach_of(after.verdict_class) >= reach_of(before.verdict_class)
    assert allowed(before).keys() <= allowed(after).keys()


def test_one_more_favourable_source_never_worsens_a_verdict():
    favour_never_worsens()


def test_a_rule_that_listens_to_the_newest_statement_alone_is_caught(monkeypatch):
    whole = assess.assess

    def newest_alone(subject, evidence, **context):
        about = [each for each in evidence if each.subject is subject]
        newest = sorted(about, key=lambda item: item.observed_on)[-1:]
        again = [replace(each, origin="z", reference="z", says=Says.UNMET) for each in newest]
        return whole(subject, again if len(about) > 2 else about, **context)

    monkeypatch.setattr(verdict, "assess", newest_alone)

    with pytest.raises(AssertionError):
        favour_never_worsens()


# 3. One hostile credible item on P1 never improves a verdict.


@ENOUGH
@given(facts=LEAVES, age=st.integers(0, 200))
def hostility_never_improves(facts, age):
    item = fresh_source(Subject.P1, Says.UNMET, DAY - timedelta(days=age))

    before = judged(facts)
    after = judged(with_item(facts, item))

    assert reach_of(after.verdict_class) <= reach_of(before.verdict_class)
    assert allowed(after).keys() <= allowed(before).keys()


def test_one_hostile_item_on_peace_never_improves_a_verdict():
    hostility_never_improves()


def test_a_rule_that_counts_a_denial_as_one_more_source_is_caught(monkeypatch):
    monkeypatch.setitem(assess._WEIGHT, Says.UNMET, 2)

    with pytest.raises(AssertionError):
        hostility_never_improves()


# 4. Same inputs and date, same verdict: reordered, or asked again when more is known.


@ENOUGH
@given(facts=LEAVES, news=st.lists(ITEMS, max_size=5), seed=st.randoms())
def a_past_day_stays_as_it_was(facts, news, seed):
    shuffled = list(facts.leaf.evidence)
    seed.shuffle(shuffled)
    heard_later = [replace(each, known_on=LATER, superseded_on=None) for each in news]
    later = Facts(evidence=(*heard_later, *shuffled), spells=facts.leaf.spells)

    assert judged(replace(facts, leaf=later)) == judged(facts)


def test_the_verdict_on_a_past_day_is_the_same_when_asked_again():
    a_past_day_stays_as_it_was()


def test_a_rule_that_hears_what_was_said_later_is_caught(monkeypatch):
    monkeypatch.setattr(assess, "known", lambda evidence, **_: list(evidence))

    with pytest.raises(AssertionError):
        a_past_day_stays_as_it_was()


# 5. A leaf's verdict does not depend on its siblings.


@ENOUGH
@given(leaf=ZONES, parent=ZONES, sibling=ZONES, other=ZONES)
def siblings_do_not_matter(leaf, parent, sibling, other):
    def verdict_beside(brother: Facts) -> Verdict:
        tree = {"leaf": leaf, "parent": parent, "sibling": brother}
        return judged(verdict.gather("leaf", ["parent"], tree))

    assert verdict_beside(sibling) == verdict_beside(other)


def test_a_leaf_does_not_depend_on_its_siblings():
    siblings_do_not_matter()


def test_surroundings_that_include_the_siblings_are_caught(monkeypatch):
    def of_everyone(leaf, ancestors, tree):
        around = tuple(facts for zone, facts in tree.items() if zone != leaf)
        return LeafFacts(leaf=tree[leaf], surroundings=around)

    monkeypatch.setattr(verdict, "gather", of_everyone)

    with pytest.raises(AssertionError):
        siblings_do_not_matter()


# 6. P4 alone never yields indirect_only.


@ENOUGH
@given(found=FINDINGS, p4=st.sampled_from(Value))
def elections_never_close(found, p4):
    with_elections = bare_verdict(replace(found, p4=Value.MET))
    without = bare_verdict(replace(found, p4=p4))

    closes = {VerdictClass.INDIRECT_ONLY} - {with_elections.verdict_class}
    assert without.verdict_class not in closes


def test_missing_elections_alone_never_close_help():
    elections_never_close()


def test_a_rule_that_closes_for_want_of_elections_is_caught(monkeypatch):
    broken = reordered(verdict.CLAUSES, ClauseCode.P4_NOT_MET, 1)
    monkeypatch.setattr(verdict, "CLAUSES", broken)

    with pytest.raises(AssertionError):
        elections_never_close()


# 7. Under a closed verdict nothing that can be introduced is direct, a host's secondment aside.


@ENOUGH
@given(found=FINDINGS)
def closed_is_never_direct(found):
    closed = [each for each in [bare_verdict(found)] if each.verdict_class in CLOSED]
    direct = [
        activity
        for each in closed
        for activity, venue in WAYS
        if (permit := permitted(each, activity, venue)).allowed
        and permit.mode is Mode.DIRECT
        and permits.Condition.THROUGH_HOST_ONLY not in permit.conditions
    ]
    assert direct == []


def test_under_a_closed_verdict_nothing_is_direct():
    closed_is_never_direct()


def test_a_table_that_lets_events_into_a_closed_zone_is_caught(monkeypatch):
    closed = {
        **permits.PERMITS[VerdictClass.REASSESS],
        Activity.EVENTS: dict.fromkeys(Venue, frozenset()),
    }
    broken = {**permits.PERMITS, **dict.fromkeys(CLOSED, closed)}
    monkeypatch.setattr(permits, "PERMITS", broken)

    with pytest.raises(AssertionError):
        closed_is_never_direct()


# 8. Removing the appeal makes every introduction impossible.


@ENOUGH
@given(facts=LEAVES)
def no_request_no_introduction(facts):
    unasked = [each for each in facts.leaf.evidence if each.subject is not Subject.R]

    found = judged(replace(facts, leaf=replace(facts.leaf, evidence=tuple(unasked))))

    assert found.verdict_class is VerdictClass.OUT_OF_SCOPE
    assert allowed(found) == {}


def test_without_the_request_nothing_can_be_introduced():
    no_request_no_introduction()


def test_a_rule_that_makes_the_request_a_mere_condition_is_caught(monkeypatch):
    broken = reordered(verdict.CLAUSES, ClauseCode.REQUEST_NOT_VERIFIED, 5)
    monkeypatch.setattr(verdict, "CLAUSES", broken)

    with pytest.raises(AssertionError):
        no_request_no_introduction()


# 9. Every verdict short of open names a clause and something to do next.


@ENOUGH
@given(facts=LEAVES)
def nothing_is_refused_without_a_reason(facts):
    found = judged(facts)

    is_open = found.verdict_class is VerdictClass.DIRECT_OPEN
    assert is_open == (found.clauses == ())
    assert is_open == (found.deciding == ())
    assert found.next_steps


def test_every_verdict_short_of_open_names_a_clause_and_a_next_step():
    nothing_is_refused_without_a_reason()


def test_a_class_without_a_next_step_is_caught(monkeypatch):
    broken = {**verdict.STEPS, VerdictClass.REASSESS: (), VerdictClass.OUT_OF_SCOPE: ()}
    monkeypatch.setattr(verdict, "STEPS", broken)

    with pytest.raises(AssertionError):
        nothing_is_refused_without_a_reason()


def test_the_generated_worlds_reach_every_class():
    seen = set()

    @ENOUGH
    @given(found=FINDINGS)
    def look(found):
        seen.add(bare_verdict(found).verdict_class)

    look()

    assert seen == set(VerdictClass)


def test_the_complete_world_is_open():
    assert judged(LeafFacts(leaf=Facts(evidence=all_met()))).verdict_class is (
        VerdictClass.DIRECT_OPEN
    )
