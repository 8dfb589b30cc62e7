"""No refusal without a reason and an answer: a property over all findings, and its broken twins."""

from collections.abc import Mapping
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.engine.values import Activity, Mode, Venue
from congress.engine import answers
from congress.engine.answers import Place, is_within_reach, proposed_answers
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
from prerequisites.engine import permits, verdict
from prerequisites.engine.permits import permitted
from prerequisites.engine.values import CLOSED, Verdict, VerdictClass
from tests.prerequisites.worlds import ENOUGH, FINDINGS, bare_verdict

PLACES: Final = st.builds(
    Place, member_state=st.booleans(), lda_region=st.booleans(), arab_or_middle_east=st.booleans()
)
KINDS: Final = st.frozensets(st.sampled_from(AppealKind), min_size=1)
CARRIED_OUT_BY_HELPERS: Final[Mapping[AnswerKind, frozenset[Activity]]] = {
    AnswerKind.VISITS: frozenset({Activity.VISITS}),
    AnswerKind.FORUMS: frozenset({Activity.FORUMS}),
    AnswerKind.ATTENTION: frozenset({Activity.ATTENTION}),
    AnswerKind.MATCH: frozenset(Activity),
}


def can_be_given(answer: AnswerKind, found: Verdict, place: Place) -> bool:
    """Whether the verdict permits what the answer consists of, and it is within reach."""
    ways = [permitted(found, activity, venue) for activity in Activity for venue in Venue]
    if answer is AnswerKind.INDIRECT_MATCH:
        return any(each.allowed and each.mode is Mode.INDIRECT for each in ways)
    if answer in CARRIED_OUT_BY_HELPERS:
        wanted = CARRIED_OUT_BY_HELPERS[answer]
        return any(each.allowed and each.activity in wanted for each in ways)
    return is_within_reach(answer, place)


@ENOUGH
@given(found=FINDINGS, kinds=KINDS, place=PLACES)
def every_refusal_has_a_reason_and_an_answer(found, kinds, place):
    judged = bare_verdict(found)

    proposed = proposed_answers(kinds, judged.verdict_class, place)

    assert judged.clauses or judged.verdict_class is VerdictClass.DIRECT_OPEN
    assert proposed
    assert [each for each in proposed if not can_be_given(each, judged, place)] == []


def test_every_verdict_short_of_open_names_a_clause_and_an_answer_that_is_permitted():
    every_refusal_has_a_reason_and_an_answer()


def test_a_row_of_answers_that_is_empty_for_closed_verdicts_is_caught(monkeypatch):
    row = {**answers.MATRIX[AppealKind.SUPPORT], **dict.fromkeys(CLOSED, ())}
    monkeypatch.setattr(answers, "MATRIX", {**answers.MATRIX, AppealKind.SUPPORT: row})

    with pytest.raises(AssertionError):
        every_refusal_has_a_reason_and_an_answer()


def test_an_answer_that_the_verdict_does_not_permit_is_caught(monkeypatch):
    nothing = dict.fromkeys(Venue, permits.Refusal.NOTHING_NEW)
    closed = {**permits.PERMITS[VerdictClass.INDIRECT_ONLY], Activity.ATTENTION: nothing}
    broken = {**permits.PERMITS, VerdictClass.INDIRECT_ONLY: closed}
    monkeypatch.setattr(permits, "PERMITS", broken)

    with pytest.raises(AssertionError):
        every_refusal_has_a_reason_and_an_answer()


def test_a_clause_that_is_never_told_is_caught(monkeypatch):
    whole = verdict.failing_clauses
    monkeypatch.setattr(
        "tests.prerequisites.worlds.failing_clauses",
        lambda found: tuple(each for each in whole(found) if each.rule != 1),
    )

    with pytest.raises(AssertionError):
        every_refusal_has_a_reason_and_an_answer()
