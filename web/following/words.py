"""Where an appeal stands, in the words of whoever holds its receipt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from intake.services.dossiers import ReadAnswer
from matching.engine.lifecycle import AppealState
from matching.labels import ANSWER_LABELS, ANSWER_MEANINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One state: its name and what it means for the sender."""

    title: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: its kind and what that means, its words if it has any, and its day."""

    reference: UUID
    label: str
    meaning: str
    text: str
    at: datetime


_STANDINGS: "Final[Mapping[AppealState, tuple[StrPromise, StrPromise]]]" = {
    AppealState.DRAFT: (
        _("Not sent yet"),
        _("Nobody else can read it. If you do not come back, it is erased after 30 days."),
    ),
    AppealState.QUARANTINED: (
        _("It has arrived"),
        _(
            "An officer makes sure that it comes from your municipality. Until then nobody else "
            "learns of it. You owe nothing now."
        ),
    ),
    AppealState.SUBMITTED: (
        _("It is confirmed"),
        _("An officer will read it. We are looking for help already."),
    ),
    AppealState.ACKNOWLEDGED: (
        _("A person has read it"),
        _("The officer weighs the evidence and the possible helpers."),
    ),
    AppealState.ANSWERED: (
        _("It is answered"),
        _("The answer stands below. The appeal stays open."),
    ),
    AppealState.CLOSED: (_("It is closed"), _("The answer stands below.")),
    AppealState.WITHDRAWN: (
        _("It is withdrawn"),
        _("Nobody is looking for help for it any more. You can write a new one at any time."),
    ),
    AppealState.MERGED: (
        _("It goes on with another"),
        _("Another appeal asks for the same, and goes on. The officer answers there."),
    ),
}


def standing_of(state: AppealState) -> Standing:
    """Return where an appeal stands, in the reader's language."""
    title, sentence = _STANDINGS[state]
    return Standing(title=str(title), sentence=str(sentence))


def answers_of(answers: Iterable[ReadAnswer]) -> list[Answer]:
    """Return answers in the reader's language; what an officer wrote stays as written."""
    return [
        Answer(
            reference=each.reference,
            label=str(ANSWER_LABELS[each.kind]),
            meaning=str(ANSWER_MEANINGS[each.kind]),
            text=each.text,
            at=each.given_at,
        )
        for each in answers
    ]
