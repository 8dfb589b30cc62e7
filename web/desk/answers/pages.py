"""What the page of a case tells of its answers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import INTRODUCIBLE, AppealState
from matching.services import answers as services
from matching.services import objections
from web.desk.answers.words import Answer, answers_for, words_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Answer as Given
    from matching.models import Appeal, MatchResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer that was given, as its officer reads it."""

    given: "Given"
    words: Answer
    text: str
    stands: bool
    may_retract: bool


def given_to(request: SignedInRequest, appeal: "Appeal") -> list[Line]:
    """Return what was answered, as the officer of the case reads it."""
    told = services.read_answers(appeal, by=request.user, at=timezone.now())
    return [line_of(each, appeal) for each in told]


def answers_of(
    request: SignedInRequest, appeal: "Appeal", result: "MatchResult | None"
) -> dict[str, object]:
    """Return what can be answered, what is objected to, and what the officer may do now."""
    return {
        "objections": objections.read_objections(appeal, by=request.user, at=timezone.now()),
        "answers": answers_for(appeal, result) if result else [],
        "may_answer": appeal.state in INTRODUCIBLE,
        "may_close": appeal.state == AppealState.ANSWERED,
        "is_closed": appeal.state == AppealState.CLOSED,
    }


def line_of(told: services.ToldAnswer, appeal: "Appeal") -> Line:
    """Return one answer that was given, in the reader's language."""
    stands = told.answer.retracted_at is None
    return Line(
        given=told.answer,
        words=words_of(AnswerKind(told.answer.kind)),
        text=told.text,
        stands=stands,
        may_retract=stands and appeal.state in INTRODUCIBLE and told.answer.proposal_id is None,
    )
