"""Saved views in words: what each keeps, and what cannot be done with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from activities.labels import ACTIVITY_LABELS
from matching.labels import APPEAL_STATE_LABELS, CLOCK_LABELS, PACE_LABELS, URGENCY_WORDS
from matching.selectors.saved_views import MOST_COUNTED
from matching.services import saved_views as services
from web.summaries import Row
from web.vocabulary import language_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.engine.queue import QueueFilter
    from matching.selectors.saved_views import CountedView


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLine:
    """A saved view as its officer reads it."""

    reference: UUID
    name: str
    count: int
    is_more: bool
    href: str
    is_start: bool
    is_current: bool
    rows: Sequence[Row]


_LABELS: "Final[Mapping[str, StrPromise]]" = {
    "state": pgettext_lazy("queue", "State"),
    "urgency": pgettext_lazy("queue", "Urgency"),
    "activity": pgettext_lazy("queue", "Activity"),
    "owed": pgettext_lazy("queue", "Owed"),
    "pace": pgettext_lazy("queue", "Clock"),
    "language": pgettext_lazy("queue", "Language"),
    "zone": pgettext_lazy("queue", "Zone"),
}


def rows_of_filter(only: "QueueFilter", zone: str) -> list[Row]:
    """Return what is kept, question by question; `zone` is the name of its zone."""
    values = {
        "state": APPEAL_STATE_LABELS[only.state] if only.state else "",
        "urgency": URGENCY_WORDS[only.urgency] if only.urgency else "",
        "activity": ACTIVITY_LABELS[only.activity] if only.activity else "",
        "owed": CLOCK_LABELS[only.owed] if only.owed else "",
        "pace": PACE_LABELS[only.pace] if only.pace else "",
        "language": language_name(only.language) if only.language else "",
        "zone": zone,
    }
    return [
        Row(label=str(_LABELS[name]), value=str(value)) for name, value in values.items() if value
    ]


def lines_of_views(
    views: "Iterable[CountedView]", *, current: UUID | None = None
) -> list[ViewLine]:
    """Return saved views in the reader's language, in their order."""
    return [
        ViewLine(
            reference=each.view.reference,
            name=each.view.name,
            count=each.count,
            is_more=each.count == MOST_COUNTED,
            href=address_of(each.view.reference),
            is_start=each.view.is_start,
            is_current=each.view.reference == current,
            rows=rows_of_filter(
                each.view.as_filter(), each.view.zone.name if each.view.zone else ""
            ),
        )
        for each in views
    ]


def address_of(view: UUID) -> str:
    """Return where the queue is seen through a view."""
    return f"{reverse('web:desk:queue')}?{urlencode({'view': view})}"


_SENTENCES: "Final[Mapping[type[services.ViewRefused], StrPromise]]" = {
    services.NameTaken: _("You have a view of this name already. Choose another name."),
    services.TooManyViews: _("You have 20 views, and cannot save more. Delete one first."),
    services.NothingNarrowed: _("This view keeps the whole queue. Narrow the queue first."),
}


def sentence_of(refused: services.ViewRefused) -> str:
    """Return in the reader's language why nothing was changed."""
    return str(_SENTENCES[type(refused)])
