"""The officers' queue in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.clocks import ClockState, Rung
from matching.engine.values import NeedTopic, Urgency
from matching.labels import TOPIC_LABELS, URGENCY_WORDS
from web.desk.clocks.words import label_of, tag_of
from web.vocabulary import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal
    from matching.selectors.clocks import Shown
    from matching.selectors.queue import QueueLine

    _OfKeys = Paginator[int]
else:
    _OfKeys = Paginator  # Django's takes no parameter when the program runs


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
    clock: str
    clock_code: str
    is_late: bool
    is_on_top: bool
    is_acknowledged: bool
    is_mine: bool
    objects: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that ask the same of the officer, in the order in which their clocks run out."""

    code: str
    title: str
    lines: "Sequence[Line]"


class Pages(_OfKeys):
    """Pages of the queue, as keys: nothing wide is sorted, or joined to lines of other pages.

    How many lines there are is asked without their order, which is dear.
    """

    def __init__(self, owed: "QuerySet[Appeal]", waiting: "QuerySet[Appeal]") -> None:
        """Show the keys of `owed` in its order; `waiting` has the same appeals in none."""
        super().__init__(owed.values_list("pk", flat=True), 50)
        self._waiting = waiting

    @cached_property
    def count(self) -> int:
        """Return how many appeals wait."""
        return self._waiting.count()


_TITLES: "Final[Mapping[str, StrPromise]]" = {
    "top": _("Late for long: before anything else"),
    "mine": _("Yours: read these"),
    "waiting": _("Nobody has taken these"),
    "read": _("Yours: read and open"),
}


def sections_of(lines: "Iterable[Line]") -> list[Section]:
    """Return the lines by what they ask for, the most pressing first; none is empty."""
    found: dict[str, list[Line]] = {code: [] for code in _TITLES}
    for line in lines:
        found[_section(line)].append(line)
    return [
        Section(code=code, title=str(_TITLES[code]), lines=held)
        for code, held in found.items()
        if held
    ]


def _is_on_top(owed: "Shown") -> bool:
    return owed.rung is Rung.HEAD and owed.state is ClockState.OVERDUE


def _section(line: Line) -> str:
    if line.is_on_top:
        return "top"
    if not line.is_mine:
        return "waiting"
    return "read" if line.is_acknowledged and not line.objects else "mine"


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
            clock=label_of(line.owed) if line.owed else "",
            clock_code=tag_of(line.owed) if line.owed else "",
            is_late=line.owed is not None and line.owed.state is ClockState.OVERDUE,
            is_on_top=line.owed is not None and _is_on_top(line.owed),
            is_acknowledged=line.is_acknowledged,
            is_mine=line.appeal is not None,
            objects=line.objects,
        )
        for line in queue
    ]
