"""Overrides in the engine: what they replace, and that section 9 of the rules still holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.engine.values import PREREQUISITES, Facts, Phase, Says, Subject
from prerequisites.engine import assess, overrides, verdict
from prerequisites.engine.changes import reach_of
from prerequisites.engine.overrides import OVERRIDABLE, holding
from prerequisites.engine.values import LeafFacts, Override, Reason, Value, VerdictClass
from prerequisites.engine.verdict import assessment_of
from tests.prerequisites.builders import DAY, all_met, denied, said, spell, twice, without
from tests.prerequisites.test_engine_properties import allowed, judged, with_item
from tests.prerequisites.worlds import ASKABLE, ENOUGH, LEAVES, fresh_source


def an_override(
    subject=Subject.P1, value=Value.MET, *, since=-10, until=30, confirmed=-10, ended=None
):
    def day(count):
        return DAY + timedelta(days=count)

    return Override(
        reference=f"override:{subject}:{value}:{confirmed}",
        subject=subject,
        value=value,
        since=day(since),
        until=day(until),
        confirmed_on=day(confirmed),
        ended_on=None if ended is None else day(ended),
    )


def verdict_with(evidence, *found, spells=()):
    facts = LeafFacts(leaf=Facts(evidence=tuple(evidence), spells=tuple(spells)), overrides=found)
    return judged(facts)


def test_an_override_replaces_one_value_and_says_so():
    evidence = without(all_met(), Subject.P3)

    found = verdict_with(evidence, an_override(Subject.P3))

    assert found.verdict_class is VerdictClass.DIRECT_OPEN
    assert assessment_of(found, Subject.P3).reasons == (Reason.OVERRIDDEN,)
    assert found.expires_on == DAY + timedelta(days=30)


@pytest.mark.parametrize(
    "denial", [denied(Subject.P1), denied(Subject.P1, on=DAY - timedelta(days=400))]
)
def test_no_override_opens_peace_while_a_confirmed_denial_stands_however_old(denial):
    evidence = (*without(all_met(), Subject.P1), denial)

    found = verdict_with(evidence, an_override(Subject.P1))

    plain = verdict_with(evidence)
    assert found.verdict_class is plain.verdict_class
    assert assessment_of(found, Subject.P1).value is not Value.MET
    assert assessment_of(found, Subject.P1).reasons[-1] is Reason.OVERRIDE_HELD_BACK


def test_an_override_may_close_peace_also_where_it_is_denied():
    evidence = (*all_met(), denied(Subject.P1, on=DAY - timedelta(days=400)))

    found = verdict_with(evidence, an_override(Subject.P1, Value.UNMET))

    assert assessment_of(found, Subject.P1).value is Value.UNMET
    assert assessment_of(found, Subject.P1).reasons == (Reason.OVERRIDDEN,)


def test_a_denial_that_newer_sources_have_overtaken_holds_nothing_back():
    evidence = (
        denied(Subject.P1, on=DAY - timedelta(days=20)),
        *twice(Subject.P1, Says.EMERGING),
        *without(all_met(), Subject.P1),
    )

    found = verdict_with(evidence, an_override(Subject.P1))

    assert assessment_of(found, Subject.P1).value is Value.MET


def test_an_unconfirmed_denial_holds_nothing_back():
    evidence = (*without(all_met(), Subject.P1), said(Subject.P1, Says.UNMET))

    found = verdict_with(evidence, an_override(Subject.P1))

    assert assessment_of(found, Subject.P1).value is Value.MET


def test_standing_peace_after_an_old_denial_holds_nothing_back():
    calm = spell(Phase.LOW_BEFORE, DAY - timedelta(days=100))
    evidence = (*without(all_met(), Subject.P1), denied(Subject.P1, on=date(2020, 1, 1)))

    found = verdict_with(evidence, an_override(Subject.P1, Value.EMERGING), spells=[calm])

    assert assessment_of(found, Subject.P1).value is Value.EMERGING


@pytest.mark.parametrize(
    ("made", "holds"),
    [
        ({}, True),
        ({"since": 0}, True),
        ({"since": 1}, False),
        ({"until": 1}, True),
        ({"until": 0}, False),
        ({"confirmed": 0}, True),
        ({"confirmed": 1}, False),
        ({"ended": 1}, True),
        ({"ended": 0}, False),
    ],
)
def test_an_override_holds_for_its_days_as_far_as_it_was_known(made, holds):
    found = holding([an_override(**made)], as_of=DAY, known_on=DAY)

    assert (Subject.P1 in found) is holds


OVERRIDES = st.lists(
    st.builds(an_override, st.sampled_from(OVERRIDABLE), st.sampled_from(Value)),
    max_size=3,
)
WORLDS = st.builds(lambda facts, found: replace(facts, overrides=tuple(found)), LEAVES, OVERRIDES)


@ENOUGH
@given(facts=WORLDS, subject=st.sampled_from(ASKABLE), age=st.integers(0, 200))
def favour_never_worsens(facts, subject, age):
    item = fresh_source(subject, Says.MET, DAY - timedelta(days=age))

    before, after = judged(facts), judged(with_item(facts, item))

    assert reach_of(after.verdict_class) >= reach_of(before.verdict_class)
    assert allowed(before).keys() <= allowed(after).keys()


@ENOUGH
@given(facts=WORLDS, age=st.integers(0, 200))
def hostility_never_improves(facts, age):
    item = fresh_source(Subject.P1, Says.UNMET, DAY - timedelta(days=age))

    before, after = judged(facts), judged(with_item(facts, item))

    assert reach_of(after.verdict_class) <= reach_of(before.verdict_class)
    assert allowed(after).keys() <= allowed(before).keys()


@ENOUGH
@given(facts=WORLDS, age=st.integers(0, 200))
def denied_peace_stays_closed(facts, age):
    """The newest word is a confirmed denial: then no override makes P1 better than evidence."""
    denial = fresh_source(Subject.P1, Says.UNMET, DAY)

    with_it = with_item(facts, denial)
    found = judged(with_it)

    assert found.findings.p1 in (Value.UNMET, Value.UNKNOWN)
    assert found.verdict_class not in (VerdictClass.DIRECT_OPEN, VerdictClass.DIRECT_CONDITIONAL)


@ENOUGH
@given(facts=WORLDS)
def no_request_no_introduction(facts):
    unasked = [each for each in facts.leaf.evidence if each.subject is not Subject.R]

    found = judged(replace(facts, leaf=replace(facts.leaf, evidence=tuple(unasked))))

    assert found.verdict_class is VerdictClass.OUT_OF_SCOPE
    assert allowed(found) == {}


@ENOUGH
@given(facts=WORLDS, later=OVERRIDES)
def a_past_day_stays_as_it_was(facts, later):
    heard_later = [replace(each, confirmed_on=DAY + timedelta(days=1)) for each in later]
    ended_later = [replace(each, ended_on=DAY + timedelta(days=1)) for each in facts.overrides]

    again = replace(facts, overrides=(*heard_later, *reversed(ended_later)))

    assert judged(again) == judged(facts)


@ENOUGH
@given(facts=WORLDS)
def nothing_is_refused_without_a_reason(facts):
    found = judged(facts)

    assert (found.verdict_class is VerdictClass.DIRECT_OPEN) == (found.clauses == ())
    assert found.next_steps


@ENOUGH
@given(facts=WORLDS, subject=st.sampled_from(PREREQUISITES), better=st.booleans())
def a_better_override_never_shrinks(facts, subject, better):
    """Permissions never shrink when the override of a prerequisite gets better."""
    worse_one = an_override(subject, Value.UNKNOWN, confirmed=0)
    better_one = an_override(subject, Value.MET if better else Value.EMERGING, confirmed=0)

    before = judged(replace(facts, overrides=(*facts.overrides, worse_one)))
    after = judged(replace(facts, overrides=(*facts.overrides, better_one)))

    assert reach_of(after.verdict_class) >= reach_of(before.verdict_class)


PROPERTIES = [
    favour_never_worsens,
    hostility_never_improves,
    denied_peace_stays_closed,
    no_request_no_introduction,
    a_past_day_stays_as_it_was,
    nothing_is_refused_without_a_reason,
    a_better_override_never_shrinks,
]


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda each: each.__name__)
def test_no_override_breaks(holds):
    holds()


def test_an_engine_that_lets_overrides_open_denied_peace_is_caught(monkeypatch):
    monkeypatch.setattr(overrides, "is_denied", lambda *_, **__: False)

    with pytest.raises(AssertionError):
        denied_peace_stays_closed()


def test_an_engine_that_counts_a_denial_as_one_more_source_is_caught(monkeypatch):
    monkeypatch.setitem(assess._WEIGHT, Says.UNMET, 2)

    with pytest.raises(AssertionError):
        hostility_never_improves()


def test_an_engine_that_forgets_when_an_override_was_known_is_caught(monkeypatch):
    def always(found, **_days):
        return {each.subject: each for each in found}

    monkeypatch.setattr(verdict, "holding", always)

    with pytest.raises(AssertionError):
        a_past_day_stays_as_it_was()


def test_an_engine_that_lets_the_request_be_overridden_is_caught(monkeypatch):
    def request_too(found, **_days):
        asked = [replace(each, subject=Subject.R, value=Value.MET) for each in found]
        return {each.subject: each for each in asked}

    monkeypatch.setattr(verdict, "holding", request_too)

    with pytest.raises(AssertionError):
        no_request_no_introduction()
