"""The elements of an IATI file, in the order that the standard wants, in all our languages."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias
from xml.etree import ElementTree as ET

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from partnerships.engine.figures import highest_of

if TYPE_CHECKING:
    from api.v1.exchange.iati import Publisher

Words: TypeAlias = Callable[[], str]
"""A sentence in whatever language is active when it is called."""

MAIN_LANGUAGE: Final = "en"

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_GENERAL: Final = "1"  # DescriptionType
_ACCOUNTABLE: Final = "2"  # OrganisationRole
_UNDER_WAY: Final = "2"  # ActivityStatus
_BEGAN: Final = "2"  # ActivityDateType: the actual start
_OF_OUR_OWN: Final = "99"  # RegionVocabulary: the reporting organisation's
_OF_THE_DAC: Final = "1"  # SectorVocabulary: five digits
_OF_THE_GOALS: Final = "2"  # TagVocabulary: sustainable development goals
_PEACE_AND_INSTITUTIONS: Final = "16"
_UNITS: Final = "1"  # IndicatorMeasure


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """An activity; `related` are pairs of a RelatedActivityType and an identifier."""

    ref: str
    title: Words
    about: Words
    sector: str
    level: int
    related: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The lowest count of a published class, which is the value of an actual.

    `apart` is the one attribute by which it is told apart.
    """

    lowest: int
    apart: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Classes of one span of days, both ends included."""

    starts: date
    ends: date
    told: Sequence[Told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An indicator; `about` says how its periods are told apart."""

    title: Words
    periods: Sequence[Period]
    about: Words | None = None
    is_better_when_higher: bool = True


def add_activity(root: ET.Element, said: Described, by: "Publisher") -> ET.Element:
    """Add an activity without results, and return it."""
    activity = ET.SubElement(
        root,
        "iati-activity",
        {_LANGUAGE: MAIN_LANGUAGE, "hierarchy": str(said.level), "humanitarian": "0"},
    )
    ET.SubElement(activity, "iati-identifier").text = said.ref
    reporting = ET.SubElement(activity, "reporting-org", {"ref": by.ref, "type": by.kind})
    ET.SubElement(reporting, "narrative").text = by.name
    _add_words(ET.SubElement(activity, "title"), said.title)
    _add_words(ET.SubElement(activity, "description", {"type": _GENERAL}), said.about)
    org = {"ref": by.ref, "type": by.kind, "role": _ACCOUNTABLE}
    ET.SubElement(ET.SubElement(activity, "participating-org", org), "narrative").text = by.name
    ET.SubElement(activity, "activity-status", {"code": _UNDER_WAY})
    began = {"iso-date": by.since.isoformat(), "type": _BEGAN}
    ET.SubElement(activity, "activity-date", began)
    _add_classification(activity, said)
    for kind, ref in said.related:
        ET.SubElement(activity, "related-activity", {"ref": ref, "type": kind})
    return activity


def add_result(activity: ET.Element, kind: str, title: Words, figures: Iterable[Figure]) -> None:
    """Add a result with its indicators; none where nothing is told."""
    indicators = [_indicator(figure) for figure in figures]
    if not indicators:
        return
    result = ET.SubElement(activity, "result", {"type": kind, "aggregation-status": "0"})
    _add_words(ET.SubElement(result, "title"), title)
    _add_words(ET.SubElement(result, "description"), _how_counted)
    result.extend(indicators)


def _add_classification(activity: ET.Element, said: Described) -> None:
    where = {"code": "UNTOLD", "vocabulary": _OF_OUR_OWN}
    _add_words(ET.SubElement(activity, "recipient-region", where), _where)
    ET.SubElement(activity, "sector", {"code": said.sector, "vocabulary": _OF_THE_DAC})
    goal = {"code": _PEACE_AND_INSTITUTIONS, "vocabulary": _OF_THE_GOALS}
    ET.SubElement(activity, "tag", goal)


def _indicator(figure: Figure) -> ET.Element:
    kind = {
        "measure": _UNITS,
        "ascending": "1" if figure.is_better_when_higher else "0",
        "aggregation-status": "0",  # classes cannot be added up
    }
    indicator = ET.Element("indicator", kind)
    _add_words(ET.SubElement(indicator, "title"), figure.title)
    if figure.about:
        _add_words(ET.SubElement(indicator, "description"), figure.about)
    for period in figure.periods:
        _add_period(indicator, period)
    return indicator


def _add_period(indicator: ET.Element, period: Period) -> None:
    spanned = ET.SubElement(indicator, "period")
    ET.SubElement(spanned, "period-start", {"iso-date": period.starts.isoformat()})
    ET.SubElement(spanned, "period-end", {"iso-date": period.ends.isoformat()})
    for told in period.told:
        _add_actual(spanned, told)


def _add_actual(period: ET.Element, told: Told) -> None:
    actual = ET.SubElement(period, "actual", {"value": str(told.lowest)})
    if told.apart:
        name, value = told.apart
        ET.SubElement(actual, "dimension", {"name": name, "value": value})
    _add_words(ET.SubElement(actual, "comment"), lambda: _class(told.lowest))


def _add_words(element: ET.Element, words: Words) -> None:
    """Add a sentence in the main language, then in each other that says it otherwise."""
    with override(MAIN_LANGUAGE):
        main = words()
    ET.SubElement(element, "narrative").text = main
    for code, _name in settings.LANGUAGES:
        with override(code):
            text = words()
        if text != main:
            ET.SubElement(element, "narrative", {_LANGUAGE: code}).text = text


def _where() -> str:
    return _("Places in conflict; which ones is not told")


def _how_counted() -> str:
    return _(
        "A count is told as a class: fewer than 5, 5 to 9, then tens. Nought is told as fewer "
        "than 5."
    )


def _class(lowest: int) -> str:
    if lowest == 0:
        return _("fewer than 5")
    return _("%(lowest)s to %(highest)s") % {"lowest": lowest, "highest": highest_of(lowest)}
