"""The tables of the partner API."""

from api.models.bulk import BulkCall, BulkPart, BulkRow, BulkRowQuerySet
from api.models.keys import KeptAnswer, Key, KeyQuerySet, NetworkPledge, Token

__all__ = [
    "BulkCall",
    "BulkPart",
    "BulkRow",
    "BulkRowQuerySet",
    "KeptAnswer",
    "Key",
    "KeyQuerySet",
    "NetworkPledge",
    "Token",
]
