"""The lives of an endpoint and of a message, and when a message that failed goes again.

Source: ours, after the Standard Webhooks specification, "Sender considerations".
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

_PAUSES_S: Final = (
    *(30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800),
    *(43_200, 43_200, 57_600, 57_600),
)
MAX_ATTEMPTS: Final = len(_PAUSES_S) + 1
_LONGEST_REST_S: Final = 24 * 60 * 60
_REST_S: Final = 60
_GONE: Final = 410
_BUSY: Final = frozenset({429, 503})


class EndpointState(StrEnum):
    """Where an endpoint stands."""

    ACTIVE = "active"
    DISABLED = "disabled"
    DELETED = "deleted"  # its log stays


class EndpointAction(StrEnum):
    """What may happen to an endpoint."""

    DISABLE = "disable"
    ENABLE = "enable"
    DELETE = "delete"


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"  # given up after three days
    DROPPED = "dropped"  # its endpoint was disabled or deleted while it waited


class MessageAction(StrEnum):
    """What may happen to a message."""

    SEND = "send"
    GIVE_UP = "give_up"
    DROP = "drop"
    REPLAY = "replay"


class Outcome(StrEnum):
    """What became of one attempt."""

    DELIVERED = "delivered"
    GONE = "gone"
    BUSY = "busy"
    REDIRECTED = "redirected"
    REFUSED = "refused"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"  # no certificate that holds for this name
    FORBIDDEN = "forbidden"  # the name leads to an address that messages may not go to
    UNREADABLE = "unreadable"  # the answer was no HTTP
    LOST = "lost"  # the sender died before it could note what came


_E, _M = EndpointState, MessageState

ENDPOINT: Final[Mapping[EndpointState, Mapping[EndpointAction, EndpointState]]] = MappingProxyType(
    {
        _E.ACTIVE: {EndpointAction.DISABLE: _E.DISABLED, EndpointAction.DELETE: _E.DELETED},
        _E.DISABLED: {EndpointAction.ENABLE: _E.ACTIVE, EndpointAction.DELETE: _E.DELETED},
        _E.DELETED: {},
    }
)
MESSAGE: Final[Mapping[MessageState, Mapping[MessageAction, MessageState]]] = MappingProxyType(
    {
        _M.WAITING: {
            MessageAction.SEND: _M.SENT,
            MessageAction.GIVE_UP: _M.DEAD,
            MessageAction.DROP: _M.DROPPED,
        },
        _M.SENT: {MessageAction.REPLAY: _M.WAITING},
        _M.DEAD: {MessageAction.REPLAY: _M.WAITING},
        _M.DROPPED: {MessageAction.REPLAY: _M.WAITING},
    }
)


def outcome_of(status: int) -> Outcome:
    """Return what an answer with this status means: 2xx and nothing else is a yes."""
    if 200 <= status < 300:
        return Outcome.DELIVERED
    if status == _GONE:
        return Outcome.GONE
    if status in _BUSY:
        return Outcome.BUSY
    if 300 <= status < 400:
        return Outcome.REDIRECTED
    return Outcome.REFUSED


def pause_after(attempts: int, *, share: float, asked_s: int | None) -> timedelta | None:
    """Return how long to wait after that many attempts, or None when the message is given up.

    Thirteen attempts last for three days. Half a tenth of a pause more or less keeps messages
    that failed together from coming again together.

    Args:
        attempts: made so far, from 1.
        share: a random number in [0, 1).
        asked_s: what the endpoint asked for in Retry-After; a day at most is honoured.

    Raises:
        ValueError: there was no attempt yet.
    """
    if attempts < 1:
        raise ValueError("A pause follows an attempt; there was none.")
    if attempts >= MAX_ATTEMPTS:
        return None
    if asked_s is not None:
        return timedelta(seconds=min(max(1, asked_s), _LONGEST_REST_S))
    return timedelta(seconds=_PAUSES_S[attempts - 1] * (0.95 + share / 10))


def rest_after(outcome: Outcome, *, asked_s: int | None) -> timedelta | None:
    """Return how long an endpoint is left in peace altogether, or None where it is not.

    One that hangs or cannot be reached would hold up the messages of others.
    """
    if outcome is Outcome.BUSY:
        return timedelta(seconds=min(max(1, asked_s or _REST_S), _LONGEST_REST_S))
    if outcome in {Outcome.TIMED_OUT, Outcome.UNREACHABLE}:
        return timedelta(seconds=_REST_S)
    return None
