"""What the Congress can propose for an appeal."""

from collections.abc import Collection

from congress.engine.answers import proposed_answers
from congress.engine.reach import place_of
from matching.engine.answers import AnswerKind
from matching.engine.values import AppealKind
from prerequisites.engine.values import VerdictClass


def answers_for(
    kinds: Collection[AppealKind], verdict_class: VerdictClass, *, country_code: str
) -> list[AnswerKind]:
    """Return the answers to propose for an appeal, never none: no appeal meets silence.

    Raises:
        ValueError: no kind is given.
    """
    return proposed_answers(kinds, verdict_class, place_of(country_code))
