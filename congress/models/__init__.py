"""Tables of what the Congress itself does for appeals."""

from congress.models.actions import (
    ActionAnswer,
    ActionAppeal,
    ActionNeed,
    ActionStep,
    CongressAction,
    CongressActionQuerySet,
)

__all__ = [
    "ActionAnswer",
    "ActionAppeal",
    "ActionNeed",
    "ActionStep",
    "CongressAction",
    "CongressActionQuerySet",
]
