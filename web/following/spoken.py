"""What is said between the holder of a receipt and the officer, and what waits for the holder."""

from django.utils import timezone

from intake.selectors.following import Followed
from matching.engine.lifecycle import ASKABLE, LIVE_APPEALS
from matching.engine.receipts import Holder
from matching.labels import SEEN_LABELS
from matching.selectors import proposals
from matching.selectors.still_needed import question_for
from matching.services import objections, questions


def spoken_of(told: Followed) -> dict[str, object]:
    """Return proposals, questions and objections, and whether another objection can be sent."""
    if told.appeal is None:
        return {}
    now, holder = timezone.now(), Holder(appeal=told.appeal.reference)
    made = objections.read_objections(told.appeal, by=holder, at=now)
    is_open = any(each.objection.replied_at is None for each in made)
    put = proposals.proposals_for(holder, at=now)
    return {
        "proposals": [(each, SEEN_LABELS[each.seen]) for each in put],
        "question": question_for(holder, told.appeal),
        "questions": questions.read_questions(told.appeal, by=holder, at=now),
        "objections": made,
        "may_object": told.state in LIVE_APPEALS and not is_open,
        "may_reply": told.state in ASKABLE,  # to a question, or be replied to
    }
