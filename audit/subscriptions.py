"""The platform's one table of who hears of which event; filled in AppConfig.ready()."""

from collections.abc import Iterable, Mapping
from typing import Final

from audit.engine.subscriptions import AlreadySubscribed, Subscriptions, UnfitSubscription

__all__ = [
    "AlreadySubscribed",
    "UnfitSubscription",
    "handlers_for",
    "subscribe",
    "table",
    "unsubscribe",
]

_SUBSCRIPTIONS: Final = Subscriptions()


def subscribe(verb: str, handler: str) -> None:
    """Let the Celery task named `handler` hear of `verb`, or of all `appeal.*`.

    Raises:
        UnfitSubscription: the verb or the handler is not written as it must be.
        AlreadySubscribed: it hears of exactly this already.
    """
    _SUBSCRIPTIONS.add(verb, handler)


def unsubscribe(verb: str, handler: str) -> None:
    """Undo `subscribe`.

    Raises:
        KeyError: it did not hear of it.
    """
    _SUBSCRIPTIONS.remove(verb, handler)


def handlers_for(verb: str) -> list[str]:
    """Return the names of the tasks that hear of `verb`, each once, in alphabetical order."""
    return _SUBSCRIPTIONS.handlers_for(verb)


def table() -> Mapping[str, Iterable[str]]:
    """Return every verb with its handlers, both in alphabetical order."""
    return _SUBSCRIPTIONS.table()
