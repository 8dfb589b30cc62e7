"""The lives of a partnership and of an activity, as tables.

A partnership begins where a proposal ends: `proposed` is the state of the proposal before it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class PartnershipState(StrEnum):
    """Where a partnership stands."""

    INTRODUCED = "introduced"
    AGREED = "agreed"
    ACTIVE = "active"
    PAUSED = "paused"
    RESUMED = "resumed"
    ENDED = "ended"


class PartnershipAction(StrEnum):
    """What someone may do to a partnership."""

    AGREE = "agree"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    END = "end"


class ActivityState(StrEnum):
    """Where an activity stands. What was held took place; held for review is another thing."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    HELD = "held"
    CANCELLED = "cancelled"
    HELD_FOR_REVIEW = "held_for_review"


class ActivityAction(StrEnum):
    """What may happen to an activity."""

    START = "start"
    HOLD = "hold"
    CANCEL = "cancel"
    STOP = "stop"  # its verdict no longer holds
    GO_ON = "go_on"  # looked at, under a verdict that permits it


_P, _A = PartnershipState, ActivityState

PARTNERSHIP: Final[Mapping[PartnershipState, Mapping[PartnershipAction, PartnershipState]]] = {
    _P.INTRODUCED: {
        PartnershipAction.AGREE: _P.AGREED,
        PartnershipAction.PAUSE: _P.PAUSED,
        PartnershipAction.END: _P.ENDED,
    },
    _P.AGREED: {
        PartnershipAction.START: _P.ACTIVE,
        PartnershipAction.PAUSE: _P.PAUSED,
        PartnershipAction.END: _P.ENDED,
    },
    _P.ACTIVE: {PartnershipAction.PAUSE: _P.PAUSED, PartnershipAction.END: _P.ENDED},
    _P.PAUSED: {PartnershipAction.RESUME: _P.RESUMED, PartnershipAction.END: _P.ENDED},
    _P.RESUMED: {
        PartnershipAction.AGREE: _P.AGREED,
        PartnershipAction.START: _P.ACTIVE,
        PartnershipAction.PAUSE: _P.PAUSED,
        PartnershipAction.END: _P.ENDED,
    },
    _P.ENDED: {},
}

ACTIVITY: Final[Mapping[ActivityState, Mapping[ActivityAction, ActivityState]]] = {
    _A.PLANNED: {
        ActivityAction.START: _A.UNDER_WAY,
        ActivityAction.CANCEL: _A.CANCELLED,
        ActivityAction.STOP: _A.HELD_FOR_REVIEW,
    },
    _A.UNDER_WAY: {
        ActivityAction.HOLD: _A.HELD,
        ActivityAction.CANCEL: _A.CANCELLED,
        ActivityAction.STOP: _A.HELD_FOR_REVIEW,
    },
    _A.HELD: {},
    _A.CANCELLED: {},
    _A.HELD_FOR_REVIEW: {
        ActivityAction.GO_ON: _A.PLANNED,
        ActivityAction.CANCEL: _A.CANCELLED,
    },
}

RUNNING: Final = frozenset({_P.AGREED, _P.ACTIVE, _P.RESUMED})
"""States in which an activity may be planned."""

OPEN_ACTIVITIES: Final = frozenset({_A.PLANNED, _A.UNDER_WAY})
