"""Every code that the engines can give has words, so no page ever shows a bare code."""

import pytest

from matching import labels
from matching.engine.asides import AsideReason, SpanFault
from matching.engine.criteria import Criterion, Sureness
from matching.engine.gates import Gate
from matching.engine.lifecycle import AppealState, PledgeState, RunState
from matching.engine.scarcity import Decided
from matching.engine.steps import Doer
from matching.engine.values import (
    AppealKind,
    Grade,
    HelpForm,
    LinkKind,
    NeedTopic,
    Urgency,
)
from prerequisites import labels as verdict_words
from prerequisites.engine.permits import Condition, Refusal
from prerequisites.engine.readiness import (
    Answer,
    NationalPosition,
    ReadinessResult,
    Reservation,
    Warned,
)
from prerequisites.engine.values import ClauseCode, Reason, Step, Value, VerdictClass

TABLES = [
    (labels.APPEAL_KIND_LABELS, AppealKind),
    (labels.APPEAL_STATE_LABELS, AppealState),
    (labels.PLEDGE_STATE_LABELS, PledgeState),
    (labels.RUN_STATE_LABELS, RunState),
    (labels.TOPIC_LABELS, NeedTopic),
    (labels.URGENCY_LABELS, Urgency),
    (labels.URGENCY_WORDS, Urgency),
    (labels.FORM_LABELS, HelpForm),
    (labels.LINK_LABELS, LinkKind),
    (labels.GRADE_LABELS, Grade),
    (labels.SURENESS_LABELS, Sureness),
    (labels.CRITERION_LABELS, Criterion),
    (labels.GATE_LABELS, Gate),
    (labels.GATE_CHANGES, Gate),
    (labels.DOER_LABELS, Doer),
    (labels.DECIDED_LABELS, Decided),
    (verdict_words.VERDICT_LABELS, VerdictClass),
    (verdict_words.VERDICT_SENTENCES, VerdictClass),
    (verdict_words.VALUE_LABELS, Value),
    (verdict_words.REASON_LABELS, Reason),
    (verdict_words.CLAUSE_LABELS, ClauseCode),
    (verdict_words.CONDITION_LABELS, Condition),
    (verdict_words.REFUSAL_LABELS, Refusal),
    (verdict_words.STEP_LABELS, Step),
    (verdict_words.STEP_NAMES, Step),
    (labels.ASIDE_REASON_LABELS, AsideReason),
    (labels.ASIDE_CONSEQUENCES, AsideReason),
    (labels.SPAN_FAULT_LABELS, SpanFault),
    (verdict_words.ANSWER_LABELS, Answer),
    (verdict_words.NATIONAL_POSITION_LABELS, NationalPosition),
    (verdict_words.READINESS_LABELS, ReadinessResult),
    (verdict_words.RESERVATION_LABELS, Reservation),
    (verdict_words.WARNING_LABELS, Warned),
]


@pytest.mark.parametrize(("words", "codes"), TABLES)
def test_every_code_has_words(words, codes):
    assert set(words) == set(codes)


@pytest.mark.parametrize(
    ("because", "facts", "sentence"),
    [
        ("twinning", {}, "The two are twin towns."),
        ("shared_language", {"shared": 1}, "The two share 1 language."),
        ("shared_language", {"shared": 2}, "The two share 2 languages."),
        ("years_after", {"years": 5}, "It says that it stays 5 years after the conflict."),
        ("already_helps", {"engaged": 1}, "It already helps 1 other municipality."),
    ],
)
def test_a_reason_becomes_a_whole_sentence(because, facts, sentence):
    assert labels.sentence_of(because, facts) == sentence


def test_a_reason_without_words_is_an_error():
    with pytest.raises(KeyError):
        labels.sentence_of("because", {})
