"""What each may learn of the others, stage by stage. What is absent is denied.

Source: docs/safety.md; the stages are ours.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final

from matching.engine.consents import Party, Release, Seen


class Stage(IntEnum):
    """How far the parties have come."""

    NOTHING = 0
    BRIEF = 1  # the proposal waits: coarse values, no name, no word that anyone wrote
    IDENTITY = 2  # everyone has consented
    CONTACT = 3  # and has released it
    ANNEX = 4  # and has released it: what the appeal says in its own words


class Field(StrEnum):
    """What can be told of a party."""

    COUNTRY = "country"
    ACTIVITY = "activity"
    SIZE = "size"
    LANGUAGES = "languages"
    NAME = "name"
    CONTACT = "contact"
    NARRATIVE = "narrative"


class View(StrEnum):
    """Who looks at whom."""

    HELPER_AT_APPELLANT = "helper_at_appellant"
    APPELLANT_AT_HELPER = "appellant_at_helper"
    ACROSS_THE_LINE = "across_the_line"  # one side of a conflict at the other


_COARSE: Final = frozenset({Field.COUNTRY, Field.ACTIVITY, Field.SIZE, Field.LANGUAGES})
_NAMED: Final = _COARSE | {Field.NAME}

TABLE: Final[Mapping[Stage, Mapping[View, frozenset[Field]]]] = {
    Stage.NOTHING: {
        View.HELPER_AT_APPELLANT: frozenset(),
        View.APPELLANT_AT_HELPER: frozenset(),
        View.ACROSS_THE_LINE: frozenset(),
    },
    Stage.BRIEF: {
        View.HELPER_AT_APPELLANT: _COARSE,
        View.APPELLANT_AT_HELPER: _COARSE,
        View.ACROSS_THE_LINE: frozenset({Field.ACTIVITY}),  # more would point at a town
    },
    Stage.IDENTITY: {
        View.HELPER_AT_APPELLANT: _NAMED,
        View.APPELLANT_AT_HELPER: _NAMED,
        View.ACROSS_THE_LINE: _NAMED,
    },
    Stage.CONTACT: {
        View.HELPER_AT_APPELLANT: _NAMED | {Field.CONTACT},
        View.APPELLANT_AT_HELPER: _NAMED | {Field.CONTACT},
        View.ACROSS_THE_LINE: _NAMED | {Field.CONTACT},
    },
    Stage.ANNEX: {
        View.HELPER_AT_APPELLANT: _NAMED | {Field.CONTACT, Field.NARRATIVE},
        View.APPELLANT_AT_HELPER: _NAMED | {Field.CONTACT},
        View.ACROSS_THE_LINE: _NAMED | {Field.CONTACT},  # its words go to the helper alone
    },
}


def view_of(viewer: Party, party: Party) -> View:
    """Return in which relation `viewer` looks at another party.

    Raises:
        ValueError: nobody looks at themselves.
    """
    if viewer is party:
        raise ValueError("A party does not look at itself.")
    if viewer is Party.PLEDGE:
        return View.HELPER_AT_APPELLANT
    return View.APPELLANT_AT_HELPER if party is Party.PLEDGE else View.ACROSS_THE_LINE


def fields_of(
    viewer: Party, party: Party, *, seen: Seen, released: frozenset[Release]
) -> frozenset[Field]:
    """Return what `viewer` may learn of `party`.

    Args:
        viewer: who reads.
        party: of whom.
        seen: how the proposal looks to a party.
        released: what `party` lets the others see.
    """
    view = view_of(viewer, party)
    if seen is Seen.WAITS:
        return TABLE[Stage.BRIEF][view]
    if seen is not Seen.INTRODUCED:
        return TABLE[Stage.NOTHING][view]
    fields = TABLE[Stage.IDENTITY][view]
    if Release.CONTACT in released:
        fields |= TABLE[Stage.CONTACT][view] & {Field.CONTACT}
    if Release.NARRATIVE in released:
        fields |= TABLE[Stage.ANNEX][view] & {Field.NARRATIVE}
    return fields


class SizeClass(StrEnum):
    """How many people live there, coarsely."""

    UNKNOWN = "unknown"
    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"


def size_class(population: int | None) -> SizeClass:
    """Return the class of a population: under 20,000, under 100,000, or more [ours]."""
    if population is None:
        return SizeClass.UNKNOWN
    if population < 20_000:
        return SizeClass.SMALL
    return SizeClass.MIDDLE if population < 100_000 else SizeClass.LARGE
