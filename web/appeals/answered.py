"""What a municipality reads of its answers and of what it did not agree with."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import APPEAL, LIVE_APPEALS, AppealState
from matching.labels import ANSWER_LABELS, ANSWER_MEANINGS
from matching.services import answers, objections, questions
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One answer, as the municipality that asked reads it: no name of an officer."""

    reference: UUID
    label: str
    meaning: str
    text: str
    given_at: datetime
    retracted_at: datetime | None

    @property
    def is_taken_back(self) -> bool:
        """Test that it counts no more."""
        return self.retracted_at is not None


def answered_of(
    request: SignedInRequest, appeal: "Appeal", *, may_write: bool
) -> dict[str, object]:
    """Return answers, objections and questions, and what can be said to them now."""
    now = timezone.now()
    given = answers.read_answers(appeal, by=request.user, at=now)
    made = objections.read_objections(appeal, by=request.user, at=now)
    is_open = any(told.objection.replied_at is None for told in made)
    return {
        "answers": [_answered(told) for told in given],
        "objections": made,
        "questions": questions.read_questions(appeal, by=request.user, at=now),
        "may_reply": may_write and appeal.state in LIVE_APPEALS,
        "may_object": may_write and appeal.state in LIVE_APPEALS and not is_open,
        "waits_again": bool(given) and appeal.state == AppealState.ACKNOWLEDGED,
        "is_closed": appeal.state == AppealState.CLOSED,
        "is_over": not APPEAL[AppealState(appeal.state)],
    }


def _answered(told: answers.ToldAnswer) -> Answered:
    kind = AnswerKind(told.answer.kind)
    return Answered(
        reference=told.answer.reference,
        label=str(ANSWER_LABELS[kind]),
        meaning=str(ANSWER_MEANINGS[kind]),
        text=told.text,
        given_at=told.answer.given_at,
        retracted_at=told.answer.retracted_at,
    )
