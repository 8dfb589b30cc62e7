"""What an action of the Congress needs on its way, and when an appeal can be answered with it.

Source: the states and needs of section 4 of the report; that an answer rests on an action that
is at least scheduled is ours.
"""

from collections.abc import Collection
from typing import Final

from congress.engine.answers import ANSWERS, AnswerNeed
from congress.engine.lifecycle import LIFECYCLE, ActionState
from matching.engine.answers import TO_APPEALS, AnswerKind

OF_THE_CONGRESS: Final = frozenset(kind for kind in TO_APPEALS if ANSWERS[kind].is_of_congress)
"""What the Congress itself does for an appeal, and so has a life of its own."""

RECORDED: Final = frozenset(
    {AnswerNeed.CONSENT, AnswerNeed.SAFETY_REVIEW, AnswerNeed.FIRST_STEPS_HELP}
)
"""Needs that a person records; the others follow from the place."""

PROMISED: Final = frozenset(
    {
        ActionState.SCHEDULED,
        ActionState.ADOPTED_OR_HELD,
        ActionState.TRANSMITTED,
        ActionState.REPLY_RECEIVED,
        ActionState.FOLLOWED_UP,
    }
)
"""Where an action can be told to a municipality as its answer: there is a day for it."""

STEPS: Final = {state: {to: to for to in reached} for state, reached in LIFECYCLE.items()}
"""The life of an action in the shape that PostgreSQL is told of."""


def needs_of(kind: AnswerKind) -> frozenset[AnswerNeed]:
    """Return what people record before such an action is scheduled."""
    return ANSWERS[kind].needs & RECORDED


def open_needs(kind: AnswerKind, recorded: Collection[AnswerNeed]) -> frozenset[AnswerNeed]:
    """Return what is still missing before such an action is scheduled."""
    return needs_of(kind) - frozenset(recorded)
