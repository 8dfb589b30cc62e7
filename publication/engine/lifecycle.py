"""The life of a publication, from the officer's words to the last list that showed it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class PublicationState(StrEnum):
    """Where a publication stands."""

    PROPOSED = "proposed"  # the appellant reads it
    REFUSED = "refused"
    APPROVED = "approved"  # it waits for its day
    LISTED = "listed"
    LEAVING = "leaving"  # its page is closed; the next batch takes it off the list
    GONE = "gone"
    DROPPED = "dropped"  # it was never published


class PublicationAction(StrEnum):
    """What may happen to a publication."""

    REFUSE = "refuse"
    APPROVE = "approve"
    DROP = "drop"
    PUBLISH = "publish"
    LEAVE = "leave"
    REMOVE = "remove"


_S, _A = PublicationState, PublicationAction

PUBLICATION: Final[Mapping[PublicationState, Mapping[PublicationAction, PublicationState]]] = {
    _S.PROPOSED: {_A.REFUSE: _S.REFUSED, _A.APPROVE: _S.APPROVED, _A.DROP: _S.DROPPED},
    _S.REFUSED: {},
    _S.APPROVED: {_A.PUBLISH: _S.LISTED, _A.DROP: _S.DROPPED},
    _S.LISTED: {_A.LEAVE: _S.LEAVING},
    _S.LEAVING: {_A.REMOVE: _S.GONE},
    _S.GONE: {},
    _S.DROPPED: {},
}

OPEN: Final = frozenset({_S.PROPOSED, _S.APPROVED, _S.LISTED, _S.LEAVING})
"""One of these at a time for an appeal."""

SHOWN: Final = frozenset({_S.LISTED, _S.LEAVING})
"""A card stands in the list."""

AGREED: Final = frozenset({_S.APPROVED, _S.LISTED, _S.LEAVING, _S.GONE})
"""The appellant has approved it."""
