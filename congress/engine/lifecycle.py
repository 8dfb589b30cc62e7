"""The life of an action of the Congress, from a proposal to what came of it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class ActionState(StrEnum):
    """Where an action stands."""

    PROPOSED = "proposed"
    UNDER_CONSIDERATION = "under_consideration"
    SCHEDULED = "scheduled"
    ADOPTED_OR_HELD = "adopted_or_held"
    TRANSMITTED = "transmitted"
    REPLY_RECEIVED = "reply_received"
    FOLLOWED_UP = "followed_up"
    DROPPED = "dropped"


class IllegalTransition(Exception):
    """An action cannot move from where it stands to there; nothing was changed."""


class ReasonMissing(Exception):
    """An action is dropped only with a reason; nothing was changed."""


_S = ActionState

LIFECYCLE: Final[Mapping[ActionState, frozenset[ActionState]]] = MappingProxyType(
    {
        _S.PROPOSED: frozenset({_S.UNDER_CONSIDERATION, _S.DROPPED}),
        _S.UNDER_CONSIDERATION: frozenset({_S.SCHEDULED, _S.DROPPED}),
        # A session can be put off.
        _S.SCHEDULED: frozenset({_S.ADOPTED_OR_HELD, _S.UNDER_CONSIDERATION, _S.DROPPED}),
        # An address is held and transmitted to nobody; its follow-up may come at once.
        _S.ADOPTED_OR_HELD: frozenset({_S.TRANSMITTED, _S.FOLLOWED_UP}),
        # A reply may never come, and there can be a follow-up all the same.
        _S.TRANSMITTED: frozenset({_S.REPLY_RECEIVED, _S.FOLLOWED_UP}),
        _S.REPLY_RECEIVED: frozenset({_S.FOLLOWED_UP}),
        _S.FOLLOWED_UP: frozenset(),
        _S.DROPPED: frozenset(),
    }
)


def next_state(state: ActionState, to: ActionState, *, reason: str = "") -> ActionState:
    """Return the state an action moves to.

    Raises:
        IllegalTransition: there is no way from here to there.
        ReasonMissing: it would be dropped without a reason.
    """
    if to not in LIFECYCLE[state]:
        raise IllegalTransition(f"{state} -> {to}")
    if to is ActionState.DROPPED and not reason.strip():
        raise ReasonMissing
    return to


def is_final(state: ActionState) -> bool:
    """Test that nothing follows a state."""
    return not LIFECYCLE[state]
