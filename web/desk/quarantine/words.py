"""The lines of the quarantine in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from intake.engine.dossier import Filer
from intake.labels import FILER_LABELS
from intake.selectors.quarantine import Waiting
from matching.engine.values import NeedTopic, Urgency
from matching.labels import TOPIC_LABELS, URGENCY_WORDS
from web.vocabulary import country_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One appeal in quarantine. `name` is there only for what one checks oneself."""

    reference: UUID
    name: str
    place: str
    topic: str
    urgency: str
    urgency_code: str
    filer: str
    acknowledge_by: date
    is_late: bool


def lines_of(waiting: Iterable[Waiting]) -> list[Line]:
    """Return the quarantine in the reader's language, in its order."""
    return [
        Line(
            reference=each.reference,
            name=each.appeal.municipality.name if each.appeal else "",
            place=country_name(each.country_code),
            topic=str(TOPIC_LABELS[NeedTopic(each.topic)]),
            urgency=str(URGENCY_WORDS[Urgency(each.urgency)]),
            urgency_code=each.urgency,
            filer=str(FILER_LABELS[Filer(each.filer)]) if each.filer else "",
            acknowledge_by=each.acknowledge_by,
            is_late=each.is_late,
        )
        for each in waiting
    ]
