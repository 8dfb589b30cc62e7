"""The public figures as activities of the IATI standard, version 2.03.

One activity is the programme as a whole; under it stands one for each kind of activity that may
be asked for, whether or not anyone asked. None of them is a partnership: the values are the
published classes, by one attribute at a time (docs/adr/0040). There are no places, no partners
and no money in it.

Source: IATI standard 2.03, activity standard and code lists.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from api.v1.exchange.iati_parts import (
    Described,
    Figure,
    Period,
    Told,
    Words,
    add_activity,
    add_result,
)
from partnerships.engine.editions import edition_of
from partnerships.engine.figures import BROKEN_DOWN, Dimension, Measure
from partnerships.engine.values import PeaceIndicator
from partnerships.labels import INDICATOR_LABELS, MEASURE_LABELS

if TYPE_CHECKING:
    from partnerships.models import ResultsEdition

VERSION: Final = "2.03"

_PROGRAMME: Final = "PROGRAMME"
_PARENT, _CHILD = "1", "2"  # RelatedActivityType
_OUTCOME, _OTHER = "2", "9"  # ResultType
_PEACE_BUILDING: Final = "15220"  # Sector: civilian peace-building and prevention
_SECTORS: Final[Mapping[Activity, str]] = {
    Activity.SERVICE_DEPARTMENTS: "15185",  # local government administration
    Activity.VISITS: "15160",  # human rights
}
"""Kinds of activity with a sector of their own in the list of the OECD's DAC [ours]."""

_TITLE: Final = _("Help from municipality to municipality")
_ABOUT_ALL: Final = _(
    "Municipalities in conflict zones ask, municipalities elsewhere help. This tells of all "
    "partnerships together; none of them can be singled out."
)
_ABOUT_ONE: Final = _(
    "This tells of all partnerships together in which this activity was asked for; none of them "
    "can be singled out."
)
_BECAME: Final = _("What became of the partnerships")
_HARM: Final = _("What did harm")
_SIGNS: Final = _("Signs of peace")
_BY_YEAR: Final = _("By the year in which they began")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who answers for the file: its identifier, its name, and its type in OrganisationType."""

    ref: str
    name: str
    kind: str
    since: date


def publisher() -> Publisher | None:
    """Return who publishes here, or None where nobody has said who that is.

    Registers of organisations give out identifiers; none is ever made up here.
    """
    if not settings.IATI_REPORTING_ORG:
        return None
    return Publisher(
        ref=settings.IATI_REPORTING_ORG,
        name=settings.IATI_REPORTING_ORG_NAME,
        kind=settings.IATI_REPORTING_ORG_TYPE,
        since=date.fromisoformat(settings.IATI_PROGRAMME_START),
    )


def document_of(edition: "ResultsEdition | None", by: Publisher) -> str:
    """Return the file; before the first edition its activities stand there without results."""
    root = ET.Element("iati-activities", {"version": VERSION})
    if edition:
        root.set("generated-datetime", edition.published_at.isoformat())
    figures = _Figures(edition, by) if edition else None
    _add_programme(root, by, figures)
    for activity in Activity:
        _add_kind(root, by, activity, figures)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_programme(root: ET.Element, by: Publisher, figures: "_Figures | None") -> None:
    programme = add_activity(
        root,
        Described(
            ref=f"{by.ref}-{_PROGRAMME}",
            title=partial(str, _TITLE),
            about=partial(str, _ABOUT_ALL),
            sector=_PEACE_BUILDING,
            level=1,
            related=[(_CHILD, _ref(by, activity)) for activity in Activity],
        ),
        by,
    )
    if figures:
        add_result(programme, _OUTCOME, partial(str, _BECAME), figures.of_all())
        add_result(programme, _OUTCOME, partial(str, _SIGNS), figures.signs())
        add_result(programme, _OTHER, partial(str, _HARM), figures.harm())


def _add_kind(
    root: ET.Element, by: Publisher, activity: Activity, figures: "_Figures | None"
) -> None:
    kind = add_activity(
        root,
        Described(
            ref=_ref(by, activity),
            title=partial(str, ACTIVITY_LABELS[activity]),
            about=partial(str, _ABOUT_ONE),
            sector=_SECTORS.get(activity, _PEACE_BUILDING),
            level=2,
            related=[(_PARENT, f"{by.ref}-{_PROGRAMME}")],
        ),
        by,
    )
    if figures:
        add_result(kind, _OUTCOME, partial(str, _BECAME), figures.of_kind(activity))


def _ref(by: Publisher, activity: Activity) -> str:
    return f"{by.ref}-{activity.value.upper().replace('_', '-')}"


class _Figures:
    """An edition as indicators: each table that is told, and none that was left out."""

    def __init__(self, edition: "ResultsEdition", by: Publisher) -> None:
        told = edition_of(edition.figures, as_of=edition.as_of)
        self._tables = {(one.measure, one.dimension): one.classes for one in told.tables}
        self._signs: Sequence[tuple[str, str, int]] = edition.figures["signs"]
        self._last = edition.as_of - timedelta(days=1)
        self._first = min(by.since, self._last)

    def of_all(self) -> Iterator[Figure]:
        """Yield what is told of all partnerships, also by region, then by year."""
        for measure in BROKEN_DOWN:
            yield from self._whole(measure)
        for measure in BROKEN_DOWN:
            periods = [self._year(*told) for told in self._row(measure, Dimension.YEAR).items()]
            if periods:
                yield _figure(measure, periods, about=partial(str, _BY_YEAR))

    def of_kind(self, activity: Activity) -> Iterator[Figure]:
        """Yield what is told of the partnerships in which an activity was asked for."""
        for measure in BROKEN_DOWN:
            classes = self._row(measure, Dimension.ACTIVITY)
            if classes:
                yield _figure(measure, [self._until_now([Told(lowest=classes[activity.value])])])

    def harm(self) -> Iterator[Figure]:
        """Yield in how many partnerships harm was reported: of all together and nowhere else."""
        return self._whole(Measure.HARM)

    def signs(self) -> Iterator[Figure]:
        """Yield each sign of peace, and in how many partnerships it moved where."""
        for sign in PeaceIndicator:
            told = [
                Told(lowest=lowest, apart=("direction", moved))
                for each, moved, lowest in self._signs
                if each == sign
            ]
            yield Figure(
                title=partial(str, INDICATOR_LABELS[sign]), periods=[self._until_now(told)]
            )

    def _whole(self, measure: Measure) -> Iterator[Figure]:
        whole = [Told(lowest=low) for low in self._row(measure, Dimension.ALL).values()]
        regions = [
            Told(lowest=lowest, apart=("region", region))
            for region, lowest in self._row(measure, Dimension.REGION).items()
        ]
        if whole or regions:
            yield _figure(measure, [self._until_now([*whole, *regions])])

    def _row(self, measure: Measure, dimension: Dimension) -> Mapping[str, int]:
        return self._tables.get((measure, dimension), {})

    def _until_now(self, told: Sequence[Told]) -> Period:
        return Period(starts=self._first, ends=self._last, told=told)

    def _year(self, year: str, lowest: int) -> Period:
        ends = min(date(int(year), 12, 31), self._last)
        return Period(starts=date(int(year), 1, 1), ends=ends, told=[Told(lowest=lowest)])


def _figure(measure: Measure, periods: Sequence[Period], *, about: Words | None = None) -> Figure:
    return Figure(
        title=partial(str, MEASURE_LABELS[measure]),
        about=about,
        periods=periods,
        is_better_when_higher=measure not in {Measure.NOT_REACHED, Measure.HARM},
    )
