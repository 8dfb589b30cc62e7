"""Results side by side, and signs of peace over time, in words and as a drawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.translation import get_language_bidi, ngettext, pgettext
from django.utils.translation import gettext as _

from partnerships.engine.appraisals import Agreement, agreement_of
from partnerships.engine.values import Appraisal, Direction, PeaceIndicator
from partnerships.labels import (
    AGREEMENT_LABELS,
    APPRAISAL_LABELS,
    DIRECTION_LABELS,
    INDICATOR_LABELS,
)
from web.zones.drawing import Drawing, Lane, Moment, drawn

if TYPE_CHECKING:
    from partnerships.models import Indicator, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A table of results, on how many of them the sides differ, and what waits for its result."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    differ: str
    without_result: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """Signs of peace as a drawing, and a table that says the same."""

    drawing: Drawing
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def side_by_side(objectives: Sequence[tuple[UUID, str]], results: "Iterable[Result]") -> Compared:
    """Return each result with what each side thinks of it, in the order of recording.

    Args:
        objectives: the reference of each kept objective with its opened words.
        results: with their objectives.
    """
    texts, found = dict(objectives), list(results)
    agreements = [_agreement(result) for result in found]
    done = {result.objective.reference for result in found}
    return Compared(
        columns=[
            _("Objective"),
            pgettext("objective", "How far"),
            _("Who brought it about"),
            _("Those who ask"),
            _("Those who help"),
            _("Side by side"),
        ],
        rows=[
            _row(result, texts, agreement)
            for result, agreement in zip(found, agreements, strict=True)
        ],
        differ=_differ(agreements.count(Agreement.DIFFER)),
        without_result=[text for reference, text in objectives if reference not in done],
    )


def signs_of(indicators: "Iterable[Indicator]", *, today: date) -> Signs | None:
    """Return where signs of peace moved, a lane for each sign; None where none was recorded."""
    moved = [(timezone.localdate(each.recorded_at), each) for each in indicators]
    if not moved:
        return None
    lanes = [
        Lane(
            label=str(INDICATOR_LABELS[sign]),
            moments=[
                Moment(code=each.direction, day=day) for day, each in moved if each.sign == sign
            ],
        )
        for sign in PeaceIndicator
    ]
    first, last = moved[0][0], max(today, moved[-1][0])
    return Signs(
        drawing=drawn(
            [lane for lane in lanes if lane.moments],
            starts=first.replace(day=1),  # so that the axis names one month at least
            ends=last + timedelta(days=1),
            lines=[],
            from_the_right=get_language_bidi(),
        ),
        columns=[
            pgettext("of an event", "Day"),
            _("Sign of peace"),
            pgettext("indicator", "Where it moved"),
        ],
        rows=[
            [
                date_format(day, "DATE_FORMAT"),
                str(INDICATOR_LABELS[PeaceIndicator(each.sign)]),
                str(DIRECTION_LABELS[Direction(each.direction)]),
            ]
            for day, each in moved
        ],
    )


def _row(result: "Result", texts: dict[UUID, str], agreement: Agreement) -> list[str]:
    return [
        texts.get(result.objective.reference) or _("Its words can no longer be read."),
        result.get_reach_display(),
        result.get_contribution_display(),
        _said(result.asking_appraisal),
        _said(result.helping_appraisal),
        str(AGREEMENT_LABELS[agreement]),
    ]


def _said(appraisal: str) -> str:
    return str(APPRAISAL_LABELS[Appraisal(appraisal)]) if appraisal else _("Nothing yet")


def _agreement(result: "Result") -> Agreement:
    asking, helping = (
        Appraisal(said) if said else None
        for said in (result.asking_appraisal, result.helping_appraisal)
    )
    return agreement_of(asking, helping)


def _differ(count: int) -> str:
    if not count:
        return _("Where both sides have said what they think, they think the same.")
    told = ngettext(
        "The sides differ on %(n)s result. Speak with both.",
        "The sides differ on %(n)s results. Speak with both.",
        count,
    )
    return told % {"n": count}
