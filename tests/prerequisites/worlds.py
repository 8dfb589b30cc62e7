"""Generated worlds for the properties: some start complete, so that every class occurs."""

from datetime import date, timedelta
from typing import Final

from hypothesis import Phase as Stage
from hypothesis import settings
from hypothesis import strategies as st

from evidence.engine.values import (
    FLAGS,
    Confidence,
    DatePrecision,
    Evidence,
    Facts,
    Phase,
    PhaseSpell,
    Says,
    SourceKind,
    Subject,
)
from prerequisites.engine.rules import RULES_1
from prerequisites.engine.values import Findings, LeafFacts, Value, Verdict
from prerequisites.engine.verdict import class_of, failing_clauses
from tests.prerequisites.builders import DAY, all_met

# The same examples on every run; no time is spent on making a counterexample small, for most
# of them are wanted: they show that a property catches a broken rule.
ENOUGH: Final = settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Stage.explicit, Stage.generate),
)

ASKABLE: Final = (
    Subject.P1,
    Subject.P2,
    Subject.P2F,
    Subject.P3,
    Subject.P4,
    Subject.S,
    Subject.R,
)


@st.composite
def items(draw: st.DrawFn) -> Evidence:
    """Any statement on any subject, also a badly dated, weak or superseded one."""
    observed_on = DAY - timedelta(days=draw(st.integers(-5, 250)))
    known_on = observed_on + timedelta(days=draw(st.integers(-3, 20)))
    return Evidence(
        reference=f"noise-{draw(st.integers(0, 10**9))}",
        subject=draw(st.sampled_from(Subject)),
        says=draw(st.sampled_from(Says)),
        source_kind=draw(st.sampled_from(SourceKind)),
        origin=draw(st.sampled_from(["a", "b", "c"])),
        fingerprint=draw(st.sampled_from(["", "x", "y"])),
        observed_on=observed_on,
        known_on=known_on,
        precision=draw(st.sampled_from(DatePrecision)),
        confidence=draw(st.sampled_from(Confidence)),
        confirmed=draw(st.booleans()),
        superseded_on=draw(st.none() | st.just(known_on + timedelta(days=1))),
        valid_until=draw(st.none() | st.just(observed_on + timedelta(days=45))),
    )


@st.composite
def spells(draw: st.DrawFn) -> PhaseSpell:
    """A phase that began within the last year, over or not."""
    starts = DAY - timedelta(days=draw(st.integers(0, 365)))
    ends = draw(st.none() | st.just(starts + timedelta(days=draw(st.integers(1, 200)))))
    return PhaseSpell(
        phase=draw(st.sampled_from(Phase)), starts=starts, ends=ends, known_on=ends or starts
    )


@st.composite
def zones(draw: st.DrawFn) -> Facts:
    """What is known of one zone: complete less an item or two, or nothing; and some noise."""
    complete = all_met(on=DAY)
    lacking = draw(st.sets(st.integers(0, len(complete) - 1), max_size=2))
    thinned = tuple(item for index, item in enumerate(complete) if index not in lacking)
    base = draw(st.sampled_from([thinned, thinned, ()]))
    noise = draw(st.lists(items(), max_size=3, unique_by=lambda item: item.reference))
    return Facts(evidence=(*base, *noise), spells=tuple(draw(st.lists(spells(), max_size=1))))


@st.composite
def leaves(draw: st.DrawFn) -> LeafFacts:
    """A leaf, with or without a parent."""
    return LeafFacts(leaf=draw(zones()), surroundings=tuple(draw(st.lists(zones(), max_size=1))))


@st.composite
def findings(draw: st.DrawFn) -> Findings:
    """What an open verdict rests on, less up to three things."""
    values = draw(st.dictionaries(st.sampled_from(ASKABLE), st.sampled_from(Value), max_size=3))
    now_and_then = st.sampled_from([False, False, False, True])
    return Findings(
        p1=values.get(Subject.P1, Value.MET),
        p2=values.get(Subject.P2, Value.MET),
        p2f=values.get(Subject.P2F, Value.UNKNOWN),
        p3=values.get(Subject.P3, Value.MET),
        p4=values.get(Subject.P4, Value.MET),
        s=values.get(Subject.S, Value.MET),
        r=values.get(Subject.R, Value.MET),
        flags=frozenset(FLAGS[:1] if draw(now_and_then) else ()),
        violent_here=draw(now_and_then),
        surroundings_troubled=draw(now_and_then),
        conflict_link=not draw(now_and_then),
        local_authority=not draw(now_and_then),
    )


def fresh_source(subject: Subject, says: Says, on: date) -> Evidence:
    """A statement of a body nobody has heard of before, in its own words."""
    return Evidence(
        reference="fresh",
        subject=subject,
        says=says,
        source_kind=SourceKind.PEACE_MOVEMENT,
        origin="fresh",
        fingerprint="fresh",
        observed_on=on,
        known_on=on,
        confirmed=True,
    )


def bare_verdict(found: Findings) -> Verdict:
    """A verdict that rests on nothing but findings."""
    return Verdict(
        verdict_class=class_of(found),
        clauses=failing_clauses(found),
        findings=found,
        assessments=(),
        phase=Phase.LOW_AFTER,
        own_phase=None,
        next_steps=(),
        rule_set_version=RULES_1.version,
        as_of=DAY,
        known_on=DAY,
        expires_on=None,
    )
