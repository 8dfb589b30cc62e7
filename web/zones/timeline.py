"""The timeline of a zone: a drawing, and a table that says the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from evidence.engine.values import PRESENCES, Phase, Subject
from evidence.labels import PHASES
from prerequisites.engine.values import VerdictClass
from prerequisites.labels import SUBJECT_LABELS, VERDICT_LABELS
from web.fields import day_before
from web.zones.drawing import Drawing, Lane, Moment, Stretch, drawn
from web.zones.history import History, Span
from web.zones.words import Item, item_of

if TYPE_CHECKING:
    from evidence.models import EvidenceItem
    from web.zones.dossier import Dossier

_LANES: Final = (
    Subject.P1,
    Subject.P2,
    Subject.P2F,
    Subject.P3,
    Subject.P4,
    Subject.S,
    Subject.R,
    Subject.CONFLICT_LINK,
    *PRESENCES,
)
_ELECTION: Final = "election"
_DUE: Final = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the page shows: shapes, and all that they show as rows of tables."""

    drawing: Drawing
    verdicts: Sequence[Sequence[str]]
    phases: Sequence[Sequence[str]]
    statements: Sequence[Sequence[str]]
    elections: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Election:
    code: str
    day: date
    label: str


def timeline_of(dossier: "Dossier", history: History) -> Timeline:
    """Return a history as a drawing and as tables, in the reader's language and direction."""
    items = [item for item in dossier.own_items if item.observed_on < history.ends]
    elections = _elections(items, history)
    verdicts = _stretches(history.verdicts, _verdict_label)
    phases = _stretches(history.phases, _phase_label)
    around = _stretches(history.phases_around, _phase_label)
    lanes = [
        Lane(label=_("Verdict"), stretches=verdicts),
        Lane(label=_("Phase here"), stretches=phases),
        Lane(label=_("Phase around it"), stretches=around),
        *(_lane(subject, items, dossier.known_on) for subject in _LANES),
        Lane(
            label=_("Elections and changes of office"),
            moments=[Moment(code=each.code, day=each.day) for each in elections],
        ),
    ]
    return Timeline(
        drawing=drawn(
            [lane for lane in lanes if lane.stretches or lane.moments],
            starts=history.starts,
            ends=history.ends,
            lines=[each.day for each in elections if each.code == _ELECTION],
            from_the_right=get_language_bidi(),
        ),
        verdicts=[_span_row(each) for each in verdicts],
        phases=[
            *([*_span_row(each), pgettext("where a phase held", "Here")] for each in phases),
            *([*_span_row(each), pgettext("where a phase held", "Around it")] for each in around),
        ],
        statements=[_item_row(item, dossier) for item in reversed(items)],
        elections=[[each.label, _day(each.day)] for each in elections],
    )


def columns() -> dict[str, list[str]]:
    """Return the headings of the tables."""
    return {
        "verdicts": [_("Verdict"), _("First day"), _("Last day")],
        "phases": [_("Phase"), _("First day"), _("Last day"), pgettext("of a phase", "Where")],
        "elections": [_("What happened"), pgettext("of an event", "Day")],
        "statements": [
            pgettext("of an event", "Day"),
            _("About"),
            pgettext("of a statement", "Says"),
            _("Kind of source"),
            _("Standing"),
        ],
    }


def _lane(subject: Subject, items: "Sequence[EvidenceItem]", known_on: date) -> Lane:
    return Lane(
        label=str(SUBJECT_LABELS[subject]),
        moments=[
            Moment(
                code=item.says,
                day=item.observed_on,
                is_left_out=item.superseded_on is not None and item.superseded_on <= known_on,
            )
            for item in items
            if item.subject == subject
        ],
    )


def _elections(items: "Sequence[EvidenceItem]", history: History) -> list[_Election]:
    """Return each election and change of office once, and when the next election was due."""
    found: dict[tuple[str, date], str] = {}
    for item in items:
        if item.subject == Subject.OFFICE_CHANGE:
            found[_ELECTION, item.observed_on] = _("The office changed hands")
        if item.subject == Subject.P4:
            found[_ELECTION, item.observed_on] = _("Local elections are spoken of")
            if item.valid_until is not None and item.valid_until < history.ends:
                found[_DUE, item.valid_until] = _("The next elections are due")
    return [
        _Election(code=code, day=day, label=label)
        for (code, day), label in sorted(found.items(), key=lambda each: each[0][1])
        if history.starts <= day
    ]


def _stretches(spans: Sequence[Span], label_of: Callable[[str], str]) -> list[Stretch]:
    return [
        Stretch(code=span.code, label=label_of(span.code), starts=span.starts, ends=span.ends)
        for span in spans
    ]


def _verdict_label(code: str) -> str:
    return str(VERDICT_LABELS[VerdictClass(code)])


def _phase_label(code: str) -> str:
    return str(PHASES[Phase(code)])


def _span_row(stretch: Stretch) -> list[str]:
    return [stretch.label, _day(stretch.starts), _day(day_before(stretch.ends))]


def _item_row(item: "EvidenceItem", dossier: "Dossier") -> list[str]:
    said = item_of(item, known_on=dossier.known_on, names_source=False)
    return [
        date_format(said.observed_on, said.precision),
        said.subject,
        said.says_label,
        said.kind,
        _standing(said),
    ]


def _standing(said: Item) -> str:
    if said.superseded_on is not None:
        return _("A better statement stands in its place.")
    return _("Confirmed by a second person") if said.is_confirmed else _("Not confirmed")


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
