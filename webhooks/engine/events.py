"""What a network may hear of: names that never change, and the verbs behind them.

Source: ours (docs/adr/0045-webhooks-are-thin.md). A network hears of what its helping members do
with others, of what is public, and of the list of partner calls; of a town that asks for help
nothing else is sent, not even that something happened.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID


class EventType(StrEnum):
    """The names of events. A name that was ever sent stays as it is."""

    PLEDGE_CHANGED = "pledge.changed"
    PROPOSAL_PUT = "proposal.put"
    PROPOSAL_INTRODUCED = "proposal.introduced"
    PROPOSAL_ENDED = "proposal.ended"
    PARTNERSHIP_STATE_CHANGED = "partnership.state_changed"
    CARD_PUBLISHED = "card.published"
    CARD_WITHDRAWN = "card.withdrawn"
    CALL_LISTED = "partner_call.listed"
    CALL_CLOSED = "partner_call.closed"
    ENDPOINT_TEST = "endpoint.test"  # sent on request alone; nobody subscribes to it


SUBSCRIBABLE: Final = tuple(each for each in EventType if each is not EventType.ENDPOINT_TEST)

EVENTS: Final[Mapping[str, EventType]] = MappingProxyType(
    {
        "pledge.rewritten": EventType.PLEDGE_CHANGED,
        "pledge.offered": EventType.PLEDGE_CHANGED,
        "pledge.paused": EventType.PLEDGE_CHANGED,
        "pledge.resumed": EventType.PLEDGE_CHANGED,
        "pledge.withdrawn": EventType.PLEDGE_CHANGED,
        "proposal.put": EventType.PROPOSAL_PUT,
        "proposal.introduced": EventType.PROPOSAL_INTRODUCED,
        "proposal.ended": EventType.PROPOSAL_ENDED,
        "partnership.opened": EventType.PARTNERSHIP_STATE_CHANGED,
        "partnership.agree": EventType.PARTNERSHIP_STATE_CHANGED,
        "partnership.start": EventType.PARTNERSHIP_STATE_CHANGED,
        "partnership.pause": EventType.PARTNERSHIP_STATE_CHANGED,
        "partnership.resume": EventType.PARTNERSHIP_STATE_CHANGED,
        "partnership.end": EventType.PARTNERSHIP_STATE_CHANGED,
        "card.published": EventType.CARD_PUBLISHED,
        "card.withdrawn": EventType.CARD_WITHDRAWN,
        "partner_call.listed": EventType.CALL_LISTED,
        "partner_call.closed": EventType.CALL_CLOSED,
        "partner_call.lapsed": EventType.CALL_CLOSED,
    }
)
"""By the verb of the trail. What one party of a proposal says has no row here (ADR 0030)."""

PUBLIC: Final = frozenset({EventType.CARD_PUBLISHED, EventType.CARD_WITHDRAWN})
"""What every network may hear of: it stands in a public list."""

IN_A_LIST_OF_NETWORKS: Final = frozenset({EventType.CALL_LISTED, EventType.CALL_CLOSED})
"""What every network may hear of, and not everybody: it stands in a list that each of them reads.

What lapses before it was listed stood in none."""


def payload(*, kind: EventType, subject: UUID, happened_at: datetime) -> bytes:
    """Return the body of a message: what, when, and which; nothing of a place or a person.

    The same arguments give the same bytes, so that a message sent again is the same.
    """
    said = {
        "type": kind.value,
        "timestamp": happened_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": {"id": str(subject)},
    }
    return json.dumps(said, separators=(",", ":")).encode("ascii")
