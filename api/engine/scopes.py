"""What a key may be allowed to do. A key without a scope may do nothing [ours]."""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """One thing that a key may do, in the name that OAuth gives it."""

    READ_PLEDGES = "pledges:read"
    WRITE_PLEDGES = "pledges:write"
    READ_MUNICIPALITIES = "municipalities:read"
    READ_PROPOSALS = "proposals:read"
    READ_PARTNERSHIPS = "partnerships:read"
    READ_CALLS = "partner_calls:read"
    WRITE_CALLS = "partner_calls:write"


def read_scopes(said: str) -> frozenset[Scope]:
    """Return the scopes of a text that parts them by spaces (RFC 6749, section 3.3).

    Raises:
        ValueError: one of them is not ours.
    """
    return frozenset(Scope(word) for word in said.split(" ") if word)


def written(scopes: Iterable[Scope]) -> str:
    """Return scopes as OAuth writes them down, in a steady order."""
    return " ".join(sorted(scope.value for scope in scopes))
