"""The officers' queue in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.values import NeedTopic, Urgency
from matching.labels import TOPIC_LABELS, URGENCY_WORDS
from web.vocabulary import country_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.selectors.reading import QueueLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the queue. `name` is there only for one's own cases."""

    reference: UUID
    name: str
    place: str
    activity: str
    topic: str
    urgency: str
    urgency_code: str
    submitted_at: datetime
    acknowledge_by: datetime
    is_late: bool
    is_acknowledged: bool
    is_mine: bool


def lines_of(queue: "Sequence[QueueLine]") -> list[Line]:
    """Return the queue in the reader's language, in its order."""
    return [
        Line(
            reference=line.reference,
            name=line.appeal.municipality.name if line.appeal else "",
            place=country_name(line.country_code),
            activity=str(ACTIVITY_LABELS[Activity(line.activity)]),
            topic=str(TOPIC_LABELS[NeedTopic(line.topic)]),
            urgency=str(URGENCY_WORDS[Urgency(line.urgency)]),
            urgency_code=line.urgency,
            submitted_at=line.submitted_at,
            acknowledge_by=line.acknowledge_by,
            is_late=line.is_late,
            is_acknowledged=line.is_acknowledged,
            is_mine=line.appeal is not None,
        )
        for line in queue
    ]
