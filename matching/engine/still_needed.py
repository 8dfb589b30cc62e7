"""When people are asked whether they still need help, and what silence means: never an end.

Silence never closes an appeal from a place with high violence (domain: clocks, ours). The
platform closes none at all: it asks, and tells the officer who did not answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from evidence.engine.values import Phase
from matching.engine.values import Urgency


class Reply(StrEnum):
    """What became of a question."""

    YES = "yes"
    NO = "no"
    CHANGED = "changed"
    SILENCE = "silence"  # its day has passed; written by the platform alone


SAID: Final = frozenset(Reply) - {Reply.SILENCE}
"""What people say."""


class Standing(StrEnum):
    """What is to be done about one appeal."""

    REST = "rest"
    ASK = "ask"
    ASK_THROUGH_OFFICER = "ask_through_officer"
    NOTE_SILENCE = "note_silence"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One asking. Without a reply it is open; after `due` nobody counts on one."""

    asked_on: date
    due: date
    through_officer: bool
    reply: Reply | None = None
    replied_on: date | None = None


ASK_AFTER: Final = timedelta(days=90)
ASK_AFTER_IN_DANGER: Final = timedelta(days=60)
TIME_TO_REPLY: Final = timedelta(days=30)
TWICE: Final = 2
"""So many questions in a row without a word make an appeal silent [ours, like the days]."""


def in_danger(phase: Phase | None, urgency: Urgency) -> bool:
    """Test whether silence may have a reason that nobody sees: then a person asks.

    Where no phase is known, the careful answer is yes.
    """
    return phase in {None, Phase.HIGH} or urgency is Urgency.CRITICAL


def standing_of(
    questions: Sequence[Question], *, sent_on: date, endangered: bool, today: date
) -> Standing:
    """Return what is to be done about an appeal that is not over.

    Args:
        questions: all of them, the first first.
        sent_on: when the appeal was sent.
        endangered: see `in_danger`, as of today.
        today: the day asked about.

    Returns:
        `SILENT` for calm places alone: where people are in danger a question stays open, and
        its officer goes on asking.
    """
    last = questions[-1] if questions else None
    if last is not None and last.reply is None:
        waits = today < last.due or last.through_officer or endangered
        return Standing.REST if waits else Standing.NOTE_SILENCE
    if last is not None and last.reply is Reply.SILENCE and not endangered:
        return Standing.SILENT if _in_a_row(questions) >= TWICE else Standing.ASK
    if today < _heard_on(questions, sent_on) + (ASK_AFTER_IN_DANGER if endangered else ASK_AFTER):
        return Standing.REST
    return Standing.ASK_THROUGH_OFFICER if endangered else Standing.ASK


def _in_a_row(questions: Sequence[Question]) -> int:
    """Return how many of the last questions nobody answered."""
    silent = 0
    for question in reversed(questions):
        if question.reply is not Reply.SILENCE:
            break
        silent += 1
    return silent


def _heard_on(questions: Sequence[Question], sent_on: date) -> date:
    said = [each.replied_on for each in questions if each.replied_on is not None]
    return max([sent_on, *said])
