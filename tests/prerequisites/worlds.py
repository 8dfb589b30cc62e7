"""Generated worlds for the properties: some start complete, so that every class occurs."""

from collections.abc import Mapping
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

THOROUGH: Final = "thorough"
"""The profile with more examples: `dev.py test PATHS --hypothesis-profile=thorough`."""

# The same examples on every run; no time is spent on making a counterexample small, for most
# of them are wanted: they show that a property catches a broken rule.
ENOUGH: Final = settings(
    max_examples=1_000 if settings.get_current_profile_name() == THOROUGH else 200,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Stage.explicit, Stage.generate),
)

_Words = tuple[Subject, Says, SourceKind, str, str, DatePrecision, Confidence, bool]

ASKABLE: Final = (
    Subject.P1,
    Subject.P2,
    Subject.P2F,
    Subject.P3,
    Subject.P4,
    Subject.S,
    Subject.R,
)


def _item(
    *,
    number: int,
    age: int,
    heard_after: int,
    is_superseded: bool,
    is_limited: bool,
    words: _Words,
) -> Evidence:
    observed_on = DAY - timedelta(days=age)
    known_on = observed_on + timedelta(days=heard_after)
    subject, says, kind, origin, fingerprint, precision, confidence, confirmed = words
    return Evidence(
        reference=f"noise-{number}",
        subject=subject,
        says=says,
        source_kind=kind,
        origin=origin,
        fingerprint=fingerprint,
        observed_on=observed_on,
        known_on=known_on,
        precision=precision,
        confidence=confidence,
        confirmed=confirmed,
        superseded_on=known_on + timedelta(days=1) if is_superseded else None,
        valid_until=observed_on + timedelta(days=45) if is_limited else None,
    )


def _spell(phase: Phase, age: int, lasted: int | None) -> PhaseSpell:
    starts = DAY - timedelta(days=age)
    ends = None if lasted is None else starts + timedelta(days=lasted)
    return PhaseSpell(phase=phase, starts=starts, ends=ends, known_on=ends or starts)


def _zone(
    *,
    lacking: frozenset[int],
    is_blank: bool,
    noise: list[Evidence],
    history: list[PhaseSpell],
) -> Facts:
    thinned = tuple(item for index, item in enumerate(COMPLETE) if index not in lacking)
    base = () if is_blank else thinned
    return Facts(evidence=(*base, *noise), spells=tuple(history))


def _findings(values: Mapping[Subject, Value], turns: tuple[bool, ...]) -> Findings:
    flagged, violent, troubled, unlinked, without_authority = turns
    return Findings(
        p1=values.get(Subject.P1, Value.MET),
        p2=values.get(Subject.P2, Value.MET),
        p2f=values.get(Subject.P2F, Value.UNKNOWN),
        p3=values.get(Subject.P3, Value.MET),
        p4=values.get(Subject.P4, Value.MET),
        s=values.get(Subject.S, Value.MET),
        r=values.get(Subject.R, Value.MET),
        flags=frozenset(FLAGS[:1] if flagged else ()),
        violent_here=violent,
        surroundings_troubled=troubled,
        conflict_link=not unlinked,
        local_authority=not without_authority,
    )


COMPLETE: Final = all_met(on=DAY)
_NOW_AND_THEN: Final = st.sampled_from([False, False, False, True])
_WORDS: Final[st.SearchStrategy[_Words]] = st.tuples(
    st.sampled_from(Subject),
    st.sampled_from(Says),
    st.sampled_from(SourceKind),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from(["", "x", "y"]),
    st.sampled_from(DatePrecision),
    st.sampled_from(Confidence),
    st.booleans(),
)

ITEMS: Final = st.builds(
    _item,
    number=st.integers(0, 10**9),
    age=st.integers(-5, 250),
    heard_after=st.integers(-3, 20),
    is_superseded=_NOW_AND_THEN,
    is_limited=_NOW_AND_THEN,
    words=_WORDS,
)
"""Any statement on any subject, also a badly dated, weak or superseded one."""

SPELLS: Final = st.builds(
    _spell, st.sampled_from(Phase), st.integers(0, 365), st.none() | st.integers(1, 200)
)
"""A phase that began within the last year, over or not."""

ZONES: Final = st.builds(
    _zone,
    lacking=st.frozensets(st.integers(0, len(COMPLETE) - 1), max_size=2),
    is_blank=_NOW_AND_THEN,
    noise=st.lists(ITEMS, max_size=3, unique_by=lambda item: item.reference),
    history=st.lists(SPELLS, max_size=1),
)
"""What is known of one zone: complete less an item or two, or nothing; and some noise."""

LEAVES: Final = st.builds(
    lambda leaf, parents: LeafFacts(leaf=leaf, surroundings=tuple(parents)),
    ZONES,
    st.lists(ZONES, max_size=1),
)
"""A leaf, with or without a parent."""

FINDINGS: Final = st.builds(
    _findings,
    st.dictionaries(st.sampled_from(ASKABLE), st.sampled_from(Value), max_size=3),
    st.tuples(*[_NOW_AND_THEN] * 5),
)
"""What an open verdict rests on, less up to three things."""


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
