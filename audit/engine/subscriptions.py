"""Who wants to hear of which event."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from audit.engine.facts import VERB

_PATTERN: Final = r"^[a-z0-9_]+(\.[a-z0-9_]+)*\.\*$"
_HANDLER: Final = r"^[a-z0-9_]+(\.[a-z0-9_]+)+$"


class AlreadySubscribed(ValueError):
    """The same handler was subscribed to the same verb twice."""


class UnfitSubscription(ValueError):
    """The verb or the handler is not written as it must be."""


class Subscriptions:
    """A table from verbs, or patterns such as `appeal.*`, to the names of handlers."""

    def __init__(self) -> None:
        self._handlers: dict[str, set[str]] = {}

    def add(self, verb: str, handler: str) -> None:
        """Let `handler` hear of `verb`.

        Raises:
            UnfitSubscription: a verb reads `appeal.submitted` or `appeal.*`, a handler is the
                dotted name of a task.
            AlreadySubscribed: it hears of exactly this already.
        """
        if re.fullmatch(VERB, verb) is None and re.fullmatch(_PATTERN, verb) is None:
            raise UnfitSubscription(f"{verb!r} is neither a verb nor a pattern such as 'appeal.*'.")
        if re.fullmatch(_HANDLER, handler) is None:
            raise UnfitSubscription(f"{handler!r} is not the dotted name of a task.")
        if handler in self._handlers.get(verb, ()):
            raise AlreadySubscribed(f"{handler} hears of {verb!r} already.")
        self._handlers.setdefault(verb, set()).add(handler)

    def remove(self, verb: str, handler: str) -> None:
        """Let `handler` hear of `verb` no more.

        Raises:
            KeyError: it did not hear of it.
        """
        self._handlers[verb].remove(handler)

    def handlers_for(self, verb: str) -> list[str]:
        """Return the handlers of `verb`, each once, in alphabetical order.

        The order does not depend on which app was loaded first.
        """
        return sorted(
            {handler for key in _keys_of(verb) for handler in self._handlers.get(key, ())}
        )

    def table(self) -> Mapping[str, Iterable[str]]:
        """Return every verb with its handlers, both in alphabetical order."""
        return {verb: sorted(names) for verb, names in sorted(self._handlers.items()) if names}


def _keys_of(verb: str) -> list[str]:
    parts = verb.split(".")
    prefixes = [".".join(parts[:length]) for length in range(1, len(parts))]
    return [verb, *(f"{prefix}.*" for prefix in prefixes)]
