"""Published classes in words, as tables and as bars."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language_bidi, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from partnerships.engine.editions import edition_of
from partnerships.engine.figures import (
    BROKEN_DOWN,
    Dimension,
    Measure,
    RegionClass,
    highest_of,
)
from partnerships.engine.values import Direction, PeaceIndicator
from partnerships.labels import (
    DIRECTION_LABELS,
    INDICATOR_LABELS,
    MEASURE_LABELS,
    REGION_LABELS,
)
from web.results.bars import Bars, Span, bars_of

if TYPE_CHECKING:
    from partnerships.models import ResultsEdition

_Told = Mapping[tuple[Measure, Dimension], Mapping[str, int]]

_HEADINGS: Final = {
    Dimension.YEAR: gettext_lazy("By the year in which they began"),
    Dimension.ACTIVITY: gettext_lazy("By the activity that was asked for"),
    Dimension.REGION: gettext_lazy("By where the town lies that asks"),
}
_COLUMNS: Final = {
    Measure.PARTNERSHIPS: pgettext_lazy("figures", "Partnerships"),
    Measure.HELD: pgettext_lazy("figures", "Activity held"),
    Measure.REACHED: pgettext_lazy("figures", "Reached"),
    Measure.PARTLY: pgettext_lazy("figures", "Partly reached"),
    Measure.NOT_REACHED: pgettext_lazy("figures", "Not reached"),
    Measure.LOCAL: pgettext_lazy("figures", "Local, without help"),
}
"""What the summary says whole, short enough for a column."""

_FIRST_COLUMNS: Final = {
    Dimension.YEAR: gettext_lazy("Year"),
    Dimension.ACTIVITY: gettext_lazy("Activity"),
    Dimension.REGION: gettext_lazy("Region"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table, and how its partnerships look as bars where these are told."""

    code: str
    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    bars: Bars | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All that the page shows of an edition."""

    whole: Sequence[tuple[str, str]]
    harm: str
    sections: Sequence[Section]
    sign_columns: Sequence[str]
    signs: Sequence[Sequence[str]]


def words_of(lowest: int) -> str:
    """Return a class in words."""
    if lowest == 0:
        return _("fewer than 5")
    return _("%(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest_of(lowest)}


def shown_of(edition: "ResultsEdition") -> Shown:
    """Return the figures of an edition in the reader's language, each row in its own order."""
    told = _told(edition)
    return Shown(
        whole=[
            (str(MEASURE_LABELS[measure]), _word(told, measure, Dimension.ALL, ""))
            for measure in BROKEN_DOWN
        ],
        harm=_word(told, Measure.HARM, Dimension.ALL, ""),
        sections=[_section(told, dimension) for dimension in _HEADINGS],
        sign_columns=[_("Sign of peace"), *(str(DIRECTION_LABELS[each]) for each in Direction)],
        signs=_signs(edition),
    )


def _told(edition: "ResultsEdition") -> "_Told":
    tables = edition_of(edition.figures, as_of=edition.as_of).tables
    return {(table.measure, table.dimension): table.classes for table in tables}


def _section(told: "_Told", dimension: Dimension) -> Section:
    labels = _row_labels(told, dimension)
    partnerships = told.get((Measure.PARTNERSHIPS, dimension))
    return Section(
        code=dimension.value,
        heading=str(_HEADINGS[dimension]),
        columns=[
            str(_FIRST_COLUMNS[dimension]),
            *(str(_COLUMNS[measure]) for measure in BROKEN_DOWN),
        ],
        rows=[
            [label, *(_word(told, measure, dimension, row) for measure in BROKEN_DOWN)]
            for row, label in labels.items()
        ],
        bars=None if partnerships is None else _bars(partnerships, labels),
    )


def _row_labels(told: "_Told", dimension: Dimension) -> dict[str, str]:
    if dimension is Dimension.ACTIVITY:
        return {activity.value: str(ACTIVITY_LABELS[activity]) for activity in Activity}
    if dimension is Dimension.REGION:
        return {region.value: str(REGION_LABELS[region]) for region in RegionClass}
    return {row: row for (_m, by), rows in told.items() if by is dimension for row in rows}


def _word(told: "_Told", measure: Measure, dimension: Dimension, row: str) -> str:
    classes = told.get((measure, dimension))
    return _("not shown") if classes is None else words_of(classes[row])


def _bars(classes: Mapping[str, int], labels: Mapping[str, str]) -> Bars:
    spans = [
        Span(
            label=label,
            words=words_of(classes[row]),
            lowest=classes[row],
            highest=highest_of(classes[row]),
        )
        for row, label in labels.items()
    ]
    return bars_of(spans, from_the_right=get_language_bidi())


def _signs(edition: "ResultsEdition") -> list[list[str]]:
    classes = {(sign, direction): lowest for sign, direction, lowest in edition.figures["signs"]}
    return [
        [
            str(INDICATOR_LABELS[sign]),
            *(words_of(classes[sign.value, direction.value]) for direction in Direction),
        ]
        for sign in PeaceIndicator
    ]
