"""The answers that an officer may propose, in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from congress import selectors as congress
from congress.engine.answers import ANSWERS
from matching.engine.values import AppealKind
from matching.labels import ANSWER_LABELS
from prerequisites.engine.values import VerdictClass
from web.citations import cited

if TYPE_CHECKING:
    from matching.models import Appeal, MatchResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, and where the report speaks of it."""

    code: str
    label: str
    basis: str
    cite: str


def answers_for(appeal: "Appeal", result: "MatchResult") -> list[Answer]:
    """Return what the Congress or others can answer under the verdict of `result`."""
    proposed = congress.answers_for(
        frozenset(map(AppealKind, appeal.kinds)),
        VerdictClass(result.verdict["verdict_class"]),
        country_code=appeal.municipality.country_code,
    )
    return [
        Answer(
            code=answer.value,
            label=str(ANSWER_LABELS[answer]),
            basis=ANSWERS[answer].citation.mark.value,
            cite=cited(ANSWERS[answer].citation.lines),
        )
        for answer in proposed
    ]
