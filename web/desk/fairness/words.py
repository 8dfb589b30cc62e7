"""Who waits how long, in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.engine.fairness import TOO_FEW, Share
from matching.labels import SIZE_LABELS, URGENCY_LABELS
from matching.selectors.fairness import Fairness, Load
from web.vocabulary import country_name, language_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table as `{% table %}` shows it; the first cell of a row names the row."""

    code: str
    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def tables_of(found: Fairness) -> list[Table]:
    """Return a table for each thing that nobody chose; none is empty."""
    tables = [
        _table("country", _("By country"), found.countries, country_name),
        _table("language", _("By language of the appeal"), found.languages, language_name),
        _table("size", _("By size of the municipality"), found.sizes, SIZE_LABELS.__getitem__),
        _table("side", _("By side of a conflict"), found.sides, ": ".join),
        _table("urgency", _("By urgency"), found.urgencies, URGENCY_LABELS.__getitem__),
    ]
    return [table for table in tables if table.rows]


def loads_table(loads: Iterable[Load]) -> Table:
    """Return who carries how much."""
    return Table(
        code="load",
        caption=_("Open cases by officer"),
        columns=[_("Officer"), _("Open cases"), _("Not read yet"), _("Something is late")],
        rows=[
            [load.officer.display_name, *map(str, (load.cases, load.unread, load.late))]
            for load in loads
        ],
    )


# Any: a group is a code, a pair of names, a member of an enumeration; `name` fits it.
def _table(
    code: str, caption: str, shares: Iterable[Share[Any]], name: Callable[[Any], Any]
) -> Table:
    return Table(
        code=code,
        caption=caption,
        columns=[
            _("Group"),
            _("Appeals"),
            _("Answered"),
            _("In time"),
            _("Half waited no longer than"),
        ],
        rows=[_row(str(name(share.group)), share) for share in shares],
    )


def _row(name: str, share: Share[Any]) -> list[str]:
    few = share.appeals < TOO_FEW
    return [
        name,
        number_format(share.appeals),
        number_format(share.answered),
        _("too few") if few else _percent(share.in_time),
        _("too few") if few else _days(share.days),
    ]


def _percent(part: float | None) -> str:
    if part is None:
        return _("none is due yet")
    return _("%(number)s %%") % {"number": number_format(round(part * 100))}


def _days(days: float | None) -> str:
    number = int(days or 0)
    return ngettext("%(n)s day", "%(n)s days", number) % {"n": number_format(number)}
