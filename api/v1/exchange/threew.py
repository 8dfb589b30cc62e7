"""Who does what, where and when, as a table with HXL hashtags right below its headings.

One line for each public need, and one for each public figure of what became of the help. Codes
stay; headings and words are in the reader's language.

Source: Humanitarian Exchange Language 1.1 (hashtags and attributes).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils.translation import pgettext, pgettext_lazy

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from partnerships.engine.editions import edition_of
from partnerships.engine.figures import Dimension, RegionClass, Table, highest_of
from partnerships.engine.values import Direction, PeaceIndicator
from partnerships.labels import DIRECTION_LABELS, INDICATOR_LABELS, MEASURE_LABELS, REGION_LABELS
from places.engine.values import ZoneKind
from publication.labels import GROUP_LABELS

if TYPE_CHECKING:
    from partnerships.models import ResultsEdition
    from publication.models import Card

COLUMNS: Final = {
    "#meta+record": pgettext_lazy("who does what where", "Record"),
    "#org+type": pgettext_lazy("who does what where", "Who"),
    "#org+size": pgettext_lazy("who does what where", "Size, code"),
    "#activity+code": pgettext_lazy("who does what where", "What, code"),
    "#activity+type": pgettext_lazy("who does what where", "What"),
    "#country+code+v_iso2": pgettext_lazy("who does what where", "Country, code"),
    "#adm1+code": pgettext_lazy("who does what where", "Region, code"),
    "#adm1+name": pgettext_lazy("who does what where", "Region"),
    "#region+name": pgettext_lazy("who does what where", "Part of the world"),
    "#crisis+phase": pgettext_lazy("who does what where", "Phase, code"),
    "#date+start": pgettext_lazy("who does what where", "Since"),
    "#date+end": pgettext_lazy("who does what where", "Until"),
    "#indicator+code": pgettext_lazy("who does what where", "Figure, code"),
    "#indicator+name": pgettext_lazy("who does what where", "Figure"),
    "#indicator+num+min": pgettext_lazy("who does what where", "At least"),
    "#indicator+num+max": pgettext_lazy("who does what where", "At most"),
}
"""What each hashtag's column is called."""


def table_of(cards: "Iterable[Card]", edition: "ResultsEdition | None") -> Iterator[list[str]]:
    """Yield headings, hashtags, the needs as their list tells them, then the figures.

    The reader's language is that of the moment in which this is called.
    """
    headings = [str(heading) for heading in COLUMNS.values()]
    needs = _need_lines(cards)
    figures = list(_figures_of(edition)) if edition else []
    return _lines([headings, list(COLUMNS)], needs, figures)


def _lines(*parts: Iterable[list[str]]) -> Iterator[list[str]]:
    for part in parts:
        yield from part


def _need_lines(cards: "Iterable[Card]") -> Iterator[list[str]]:
    words = {each.value: str(label) for each, label in ACTIVITY_LABELS.items()}
    words |= {each.value: str(label) for each, label in GROUP_LABELS.items()}
    asks = pgettext("who does what where", "Municipality that asks for help")
    return (_need(card, words, asks) for card in cards)


def _need(card: "Card", words: Mapping[str, str], asks: str) -> list[str]:
    what = card.activity or card.group
    region = card.place if card.place.kind == ZoneKind.REGION else None
    return _line(
        {
            "#meta+record": "need",
            "#org+type": asks,
            "#org+size": card.size,
            "#activity+code": what,
            "#activity+type": words[what],
            "#country+code+v_iso2": card.place.country_code,
            "#adm1+code": region.code if region else "",
            "#adm1+name": (region.name_latin or region.name) if region else "",
            "#crisis+phase": card.phase,
            "#date+start": f"{card.month:%Y-%m}",
        }
    )


def _figures_of(edition: "ResultsEdition") -> Iterator[list[str]]:
    common = {
        "#meta+record": "figure",
        "#org+type": pgettext("who does what where", "Partnerships of municipalities"),
        "#date+end": f"{edition.as_of - timedelta(days=1):%Y-%m-%d}",
    }
    for table in edition_of(edition.figures, as_of=edition.as_of).tables:
        for row, lowest in table.classes.items():
            yield _line({**common, **_told_of(table, row), **_class_of(lowest)})
    for sign, direction, lowest in edition.figures["signs"]:
        yield _line({**common, **_sign(sign, direction), **_class_of(lowest)})


def _told_of(table: Table, row: str) -> dict[str, str]:
    figure = {
        "#indicator+code": table.measure.value,
        "#indicator+name": str(MEASURE_LABELS[table.measure]),
    }
    match table.dimension:
        case Dimension.YEAR:
            return {**figure, "#date+start": row}
        case Dimension.ACTIVITY:
            name = str(ACTIVITY_LABELS[Activity(row)])
            return {**figure, "#activity+code": row, "#activity+type": name}
        case Dimension.REGION:
            return {**figure, "#region+name": str(REGION_LABELS[RegionClass(row)])}
        case Dimension.ALL:
            return figure


def _sign(sign: str, direction: str) -> dict[str, str]:
    of_what, moved = INDICATOR_LABELS[PeaceIndicator(sign)], DIRECTION_LABELS[Direction(direction)]
    return {
        "#indicator+code": f"{sign}.{direction}",
        "#indicator+name": pgettext("sign of peace and where it moved", "%(sign)s: %(moved)s")
        % {"sign": of_what, "moved": moved},
    }


def _class_of(lowest: int) -> dict[str, str]:
    return {"#indicator+num+min": str(lowest), "#indicator+num+max": str(highest_of(lowest))}


def _line(cells: Mapping[str, str]) -> list[str]:
    return [cells.get(tag, "") for tag in COLUMNS]
