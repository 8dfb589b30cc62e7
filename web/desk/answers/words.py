"""The answers that an officer may give, in words; and why one is not given or taken back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from congress import selectors as congress
from congress.engine.actions import OF_THE_CONGRESS
from congress.engine.answers import ANSWERS
from matching.engine.answers import BY_MATCH, TO_APPEALS, AnswerKind
from matching.engine.lifecycle import IllegalTransition
from matching.engine.values import AppealKind
from matching.labels import ANSWER_LABELS, ANSWER_MEANINGS
from matching.services import answers as services
from matching.services.steps import AlreadyAsked
from prerequisites.engine.values import VerdictClass
from web.citations import cited

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal, MatchResult


GIVABLE: Final = TO_APPEALS - BY_MATCH - OF_THE_CONGRESS
"""What an officer gives by hand: an introduction answers by itself, the Congress by an action."""

REFUSALS: "Final[Mapping[type[Exception], StrPromise]]" = {
    services.NoAnswer: _("No appeal is answered so. Nothing was given."),
    services.WordsMissing: _("This answer needs its reasons in words. Nothing was given."),
    services.RestsOnIntroduction: _(
        "This answer is an introduction. Nothing was changed. End the introduction instead."
    ),
    services.AlreadyRetracted: _("This answer was taken back before. Nothing was changed."),
    services.ObjectionOpen: _(
        "The municipality does not agree and waits for your reply. Nothing was closed. Reply first."
    ),
    IllegalTransition: _(
        "The appeal has moved on meanwhile. Nothing was changed. Look at the case again."
    ),
    AlreadyAsked: _(
        "The municipality has another live appeal for the same thing, so this one cannot wait "
        "again. Nothing was changed. Answer this one otherwise first."
    ),
}
"""Why nothing was done: what happened, what was not changed, what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One kind of answer, what it means for who asked, and where the report speaks of it."""

    code: str
    label: str
    meaning: str
    basis: str
    cite: str
    is_givable: bool
    is_an_action: bool


def words_of(kind: AnswerKind) -> Answer:
    """Return a kind of answer in the reader's language."""
    citation = ANSWERS[kind].citation
    return Answer(
        code=kind.value,
        label=str(ANSWER_LABELS[kind]),
        meaning=str(ANSWER_MEANINGS.get(kind, "")),
        basis=citation.mark.value,
        cite=cited(citation.lines),
        is_givable=kind in GIVABLE,
        is_an_action=kind in OF_THE_CONGRESS,
    )


def answers_for(appeal: "Appeal", result: "MatchResult") -> list[Answer]:
    """Return what the Congress or others can answer under the verdict of `result`."""
    proposed = congress.answers_for(
        frozenset(map(AppealKind, appeal.kinds)),
        VerdictClass(result.verdict["verdict_class"]),
        country_code=appeal.municipality.country_code,
    )
    return [words_of(answer) for answer in proposed]


def other_answers(proposed: list[Answer]) -> list[Answer]:
    """Return what can be given beside what the verdict proposes."""
    named = {answer.code for answer in proposed}
    return [words_of(kind) for kind in AnswerKind if kind in GIVABLE and kind.value not in named]


def sentence_of(refused: Exception) -> str:
    """Return in the reader's language why nothing was done."""
    return str(REFUSALS[type(refused)])
