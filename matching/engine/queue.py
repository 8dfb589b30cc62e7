"""What an officer keeps of the queue: a few declared questions, each of which may stay open."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from activities.engine.values import Activity
from matching.engine.clocks import Clock
from matching.engine.lifecycle import AppealState
from matching.engine.values import Urgency

MOST_VIEWS: Final = 20
"""So many views one officer may save: more of them would be a second queue to look through."""


class Pace(StrEnum):
    """How the clock of what is owed stands."""

    LATE = "late"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What is kept of the queue.

    `owed` and `pace` are asked of one and the same clock. `language` and `zone` keep none but the
    reader's own cases: of an appeal that nobody has taken they would tell whose it is.
    """

    state: AppealState | None = None
    urgency: Urgency | None = None
    activity: Activity | None = None
    owed: Clock | None = None
    pace: Pace | None = None
    language: str = ""
    zone: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        """Test that a question is answered."""
        return self != QueueFilter()
