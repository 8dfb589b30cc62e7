"""The ledger of one helper in words, as its council reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from activities.labels import ACTIVITY_LABELS, VENUE_LABELS
from evidence.labels import PHASES
from prerequisites.labels import VERDICT_LABELS
from web.vocabulary import country_name

if TYPE_CHECKING:
    from partnerships.selectors.ledger import Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A table: the day names the row."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def ledger_in_words(presences: "Sequence[Presence]") -> Ledger:
    """Return presences as a table, in their order."""
    return Ledger(
        columns=[
            pgettext("of an event", "Day"),
            pgettext("of an event", "Where"),
            _("Phase"),
            _("What it was"),
            _("Verdict at that time"),
            _("Recorded on"),
        ],
        rows=[_row(presence) for presence in presences],
    )


def _row(presence: "Presence") -> list[str]:
    return [
        date_format(presence.starts, "DATE_FORMAT"),
        " · ".join(filter(None, (presence.region, country_name(presence.country_code)))),
        str(PHASES[presence.phase]),
        f"{ACTIVITY_LABELS[presence.activity]} · {VENUE_LABELS[presence.venue]}",
        str(VERDICT_LABELS[presence.verdict_class]),
        date_format(presence.recorded_at, "DATE_FORMAT"),
    ]
