"""The life of a mail that says only that something waits, when it goes, and who gets one.

Source: ours; the report knows no mail. docs/safety.md: who appeals from a conflict zone gets none
unless they ask for it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

AT_MOST_EVERY: Final = timedelta(hours=1)
_HOUR_OF_THE_DAILY_MAIL: Final = 7


class MailChoice(StrEnum):
    """When someone wants to learn by mail that something waits."""

    NONE = "none"
    AT_ONCE = "at_once"
    DAILY = "daily"


class MailState(StrEnum):
    """Where a mail stands."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # nothing waits any more, or nobody wants it
    DEAD = "dead"  # given up; people look at it


class MailAction(StrEnum):
    """What may happen to a mail."""

    SEND = "send"
    DROP = "drop"
    GIVE_UP = "give_up"
    REVIVE = "revive"


_S: Final = MailState

MAIL: Final[Mapping[MailState, Mapping[MailAction, MailState]]] = MappingProxyType(
    {
        _S.WAITING: {
            MailAction.SEND: _S.SENT,
            MailAction.DROP: _S.DROPPED,
            MailAction.GIVE_UP: _S.DEAD,
        },
        _S.DEAD: {MailAction.REVIVE: _S.WAITING, MailAction.DROP: _S.DROPPED},
        _S.SENT: {},
        _S.DROPPED: {},
    }
)


def default_choice(*, is_secretariat: bool, only_helps: bool) -> MailChoice:
    """Return what holds for someone who has not chosen.

    Args:
        is_secretariat: a live officer or supervisor.
        only_helps: acts for municipalities alone, none of which may appeal.
    """
    return MailChoice.DAILY if is_secretariat or only_helps else MailChoice.NONE


def due_at(choice: MailChoice, *, now: datetime, last_sent_at: datetime | None) -> datetime:
    """Return when a mail goes: at once or at the next morning, never within an hour of the last.

    Args:
        choice: one that wants mail.
        now: in the time zone in which the morning is reckoned.
        last_sent_at: when the person got the last one, if ever.

    Raises:
        ValueError: the person wants no mail.
    """
    if choice is MailChoice.NONE:
        raise ValueError("Who wants no mail has no time for one.")
    wanted = now if choice is MailChoice.AT_ONCE else _next_morning(now)
    if last_sent_at is None:
        return wanted
    return max(wanted, last_sent_at + AT_MOST_EVERY)


def _next_morning(now: datetime) -> datetime:
    morning = now.replace(hour=_HOUR_OF_THE_DAILY_MAIL, minute=0, second=0, microsecond=0)
    return morning if morning > now else morning + timedelta(days=1)
