"""What the page of a case tells of its questions."""

from typing import TYPE_CHECKING

from django.utils import timezone

from matching.engine.lifecycle import ASKABLE
from matching.services import questions
from web.types import SignedInRequest

if TYPE_CHECKING:
    from matching.models import Appeal


def questions_of(request: SignedInRequest, appeal: "Appeal") -> dict[str, object]:
    """Return what was asked and replied, and whether another question can be asked now."""
    asked = questions.read_questions(appeal, by=request.user, at=timezone.now())
    return {
        "questions": asked,
        "may_ask": appeal.state in ASKABLE and not any(each.waits for each in asked),
    }
