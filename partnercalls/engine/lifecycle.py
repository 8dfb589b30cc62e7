"""The lives of a partner call and of an offer to it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class CallState(StrEnum):
    """Where a call stands."""

    PROPOSED = "proposed"  # the secretariat reads it
    LISTED = "listed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by its author, before it was listed
    CLOSED = "closed"  # by its author, after it was listed
    LAPSED = "lapsed"  # its last day has passed


class CallAction(StrEnum):
    """What may happen to a call."""

    LIST = "list"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    LAPSE = "lapse"


class OfferState(StrEnum):
    """Where the offer of a city stands."""

    OFFERED = "offered"
    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class OfferAction(StrEnum):
    """What may happen to an offer."""

    TAKE_UP = "take_up"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class IllegalTransition(Exception):
    """The call or the offer has moved on, so this step no longer exists. Nothing was changed."""


_C, _CA = CallState, CallAction
_O, _OA = OfferState, OfferAction

CALL: Final[Mapping[CallState, Mapping[CallAction, CallState]]] = {
    _C.PROPOSED: {
        _CA.LIST: _C.LISTED,
        _CA.REFUSE: _C.REFUSED,
        _CA.WITHDRAW: _C.WITHDRAWN,
        _CA.LAPSE: _C.LAPSED,
    },
    _C.LISTED: {_CA.CLOSE: _C.CLOSED, _CA.LAPSE: _C.LAPSED},
    _C.REFUSED: {},
    _C.WITHDRAWN: {},
    _C.CLOSED: {},
    _C.LAPSED: {},
}

OFFER: Final[Mapping[OfferState, Mapping[OfferAction, OfferState]]] = {
    _O.OFFERED: {
        _OA.TAKE_UP: _O.TAKEN_UP,
        _OA.DECLINE: _O.DECLINED,
        _OA.WITHDRAW: _O.WITHDRAWN,
    },
    _O.TAKEN_UP: {},
    _O.DECLINED: {},
    _O.WITHDRAWN: {},
}

OPEN_CALLS: Final = frozenset({CallState.PROPOSED, CallState.LISTED})
"""Something may still happen to it."""

STANDING_OFFERS: Final = frozenset({OfferState.OFFERED, OfferState.TAKEN_UP})
"""One of these at a time for a city and a call."""


def call_after(state: CallState, action: CallAction) -> CallState:
    """Return the state a call moves to.

    Raises:
        IllegalTransition: there is no such step from here.
    """
    if action not in CALL[state]:
        raise IllegalTransition(f"{state} {action}")
    return CALL[state][action]


def offer_after(state: OfferState, action: OfferAction) -> OfferState:
    """Return the state an offer moves to.

    Raises:
        IllegalTransition: there is no such step from here.
    """
    if action not in OFFER[state]:
        raise IllegalTransition(f"{state} {action}")
    return OFFER[state][action]
