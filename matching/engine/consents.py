"""Who speaks in a proposal, what each may release, why one refuses, and what that leads to."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from activities.engine.values import Mode
from matching.engine.answers import AnswerKind
from matching.engine.lifecycle import Consent, ProposalState

DAYS_TO_SPEAK: Final = 14
"""So long a proposal waits for its parties [ours]."""


class Party(StrEnum):
    """Who speaks in a proposal. The value is how its columns begin."""

    APPEAL = "appeal"
    OTHER = "other"  # the second appeal of a trinning
    PLEDGE = "pledge"


class Release(StrEnum):
    """What a party may let the others see once everyone has consented; its name always is."""

    CONTACT = "contact"
    NARRATIVE = "narrative"


RELEASABLE: Final[Mapping[Party, frozenset[Release]]] = {
    Party.APPEAL: frozenset({Release.CONTACT, Release.NARRATIVE}),
    Party.OTHER: frozenset({Release.CONTACT, Release.NARRATIVE}),
    Party.PLEDGE: frozenset({Release.CONTACT}),
}


class RefusalReason(StrEnum):
    """Why a party refuses. Only the officer of the case reads it."""

    NOT_NOW = "not_now"
    HAS_HELP = "has_help"
    NO_CAPACITY = "no_capacity"
    NOT_FITTING = "not_fitting"
    NOT_SAFE = "not_safe"


APART_FOR_DAYS: Final[Mapping[RefusalReason, int]] = {
    RefusalReason.NOT_NOW: 60,
    RefusalReason.HAS_HELP: 90,
    RefusalReason.NO_CAPACITY: 90,
    RefusalReason.NOT_FITTING: 180,
    RefusalReason.NOT_SAFE: 365,
}
"""How long the pair is not proposed again [ours]."""


def apart_until(reason: RefusalReason, today: date) -> date:
    """Return the first day on which a pair that was refused can be proposed again."""
    return today + timedelta(days=APART_FOR_DAYS[reason])


class Seen(StrEnum):
    """How a proposal looks to a party."""

    WAITS = "waits"
    DID_NOT_COME_ABOUT = "did_not_come_about"
    INTRODUCED = "introduced"
    ENDED = "ended"


def seen_by_a_party(state: ProposalState, *, last_day_passed: bool) -> Seen:
    """Return how a proposal looks to each of its parties.

    Until its last day one that was refused or taken back looks like one that still waits: what
    the others did, and when, cannot be told from it.
    """
    if state is ProposalState.INTRODUCED:
        return Seen.INTRODUCED
    if state is ProposalState.ENDED:
        return Seen.ENDED
    return Seen.DID_NOT_COME_ABOUT if last_day_passed else Seen.WAITS


def all_consent(said: Mapping[Party, str]) -> bool:
    """Test whether each of the parties of a proposal has given its consent."""
    return bool(said) and all(consent == Consent.GIVEN for consent in said.values())


def answer_by(mode: Mode) -> AnswerKind:
    """Return which answer an introduction is to the appeal."""
    return AnswerKind.MATCH if mode is Mode.DIRECT else AnswerKind.INDIRECT_MATCH
