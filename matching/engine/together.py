"""What may be done to several cases at once: what each row allows, and nothing that judges."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_TOGETHER: Final = 50
"""A page of the queue: more than one has seen is not looked at before it is done [ours]."""


class Deed(StrEnum):
    """What may be done to several cases at once: docs/adr/0048-what-the-desk-does-at-once.md."""

    TAKE = "take"
    ACKNOWLEDGE = "acknowledge"


class Outcome(StrEnum):
    """What became of one of them, or would."""

    DONE = "done"
    GONE = "gone"  # a colleague has it, or it no longer waits: which of the two is not told
    YOURS_ALREADY = "yours_already"
    NOT_YOURS = "not_yours"
    READ_ALREADY = "read_already"
    UNOPENED = "unopened"  # nobody acknowledges what they have not read


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one of them. `is_opened` tells that its words were opened by who asks."""

    is_in_queue: bool
    is_own: bool
    waits_for_reading: bool
    is_opened: bool


def outcome_of(deed: Deed, facts: Facts) -> Outcome:
    """Return what would become of a case: done, or the first reason why not."""
    if not facts.is_in_queue:
        return Outcome.GONE
    if deed is Deed.TAKE:
        return Outcome.YOURS_ALREADY if facts.is_own else Outcome.DONE
    if not facts.is_own:
        return Outcome.NOT_YOURS
    if not facts.waits_for_reading:
        return Outcome.READ_ALREADY
    return Outcome.DONE if facts.is_opened else Outcome.UNOPENED
