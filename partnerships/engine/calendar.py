"""Activities as a calendar that every program reads (RFC 5545).

An entry says what is planned, on which day and how it stands: no place, no person, no words of
anybody. What lies in a phone may be read by whoever takes the phone. Source: docs/safety.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from icalendar import Calendar, Event

from partnerships.engine.lifecycle import ActivityState

PRODUCT: Final = "-//City diplomacy//Partnerships//EN"

STATUS: Final[Mapping[ActivityState, str]] = {
    ActivityState.PLANNED: "TENTATIVE",
    ActivityState.UNDER_WAY: "CONFIRMED",
    ActivityState.HELD: "CONFIRMED",
    ActivityState.CANCELLED: "CANCELLED",
    ActivityState.HELD_FOR_REVIEW: "TENTATIVE",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One activity on its day; `title` and `standing` are in the reader's language."""

    reference: UUID
    title: str
    standing: str
    state: ActivityState
    starts: date
    changed_at: datetime
    version: int


def calendar_text(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return the entries as one calendar, in their own order; the same entries, the same bytes.

    The id of an entry is the reference of its activity, so that a program that reads the calendar
    again changes what it has. Each takes its whole day and blocks no time; it is marked private.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("name", name)  # RFC 7986; the next line is what older programs read
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry))
    text: bytes = calendar.to_ical()
    return text


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", str(entry.reference))
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.version)
    event.add("dtstart", entry.starts)
    event.add("summary", entry.title)
    event.add("description", entry.standing)
    event.add("status", STATUS[entry.state])
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
