"""Clocks as the desk reads them: one short sentence each, and why its day is what it is."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from activities.engine.values import Activity
from activities.labels import ACTIVITY_LABELS
from matching.engine.clocks import WORKING_DAYS_ONLY, Clock, ClockState, Rung
from matching.engine.values import NeedTopic
from matching.labels import CLOCK_LABELS, PAUSE_REASON_LABELS, TOPIC_LABELS
from web.vocabulary import country_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.utils.functional import _StrPromise as StrPromise

    from matching.selectors.clocks import Late, Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One clock in words; `tag` names shape and colour, `label` is the word beside it."""

    code: str
    title: str
    tag: str
    label: str
    why: str
    told: str
    reason: str
    is_paused: bool
    may_pause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what is late or rests. `name` is there only for one's own cases."""

    reference: UUID
    name: str
    place: str
    officer: str
    subject: str
    clock: Told
    is_mine: bool
    is_taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that are late, or lines that rest."""

    code: str
    title: str
    lines: "Sequence[Line]"


_TAGS: Final = {
    ClockState.RUNNING: "running",
    ClockState.DUE_SOON: "urgent",
    ClockState.OVERDUE: "late",
    ClockState.PAUSED: "paused",
    ClockState.MET: "met",
}

_TODAY: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: gettext_lazy("To be read today"),
    Clock.VERDICT: gettext_lazy("Verdict owed today"),
    Clock.ANSWER: gettext_lazy("Answer owed today"),
}

_LEFT: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: ngettext_lazy(
        "To be read within %(n)d day", "To be read within %(n)d days", "n"
    ),
    Clock.VERDICT: ngettext_lazy("Verdict owed in %(n)d day", "Verdict owed in %(n)d days", "n"),
    Clock.ANSWER: ngettext_lazy("Answer owed in %(n)d day", "Answer owed in %(n)d days", "n"),
}

_LATE: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: ngettext_lazy(
        "Acknowledgement %(n)d day late", "Acknowledgement %(n)d days late", "n"
    ),
    Clock.VERDICT: ngettext_lazy("Verdict %(n)d day late", "Verdict %(n)d days late", "n"),
    Clock.ANSWER: ngettext_lazy("Answer %(n)d day late", "Answer %(n)d days late", "n"),
}

_PAUSED: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: gettext_lazy("Acknowledgement paused until %(day)s"),
    Clock.VERDICT: gettext_lazy("Verdict paused until %(day)s"),
    Clock.ANSWER: gettext_lazy("Answer paused until %(day)s"),
}

_RUNGS: "Final[Mapping[Rung, StrPromise]]" = {
    Rung.OFFICER: gettext_lazy("Its officer has been reminded."),
    Rung.SUPERVISOR: gettext_lazy("The supervisors have been told."),
    Rung.HEAD: gettext_lazy("The supervisors have been told twice. Do this before anything else."),
}


def told_of(shown: "Shown") -> Told:
    """Return one clock in the reader's language."""
    is_met = shown.state is ClockState.MET
    return Told(
        code=shown.clock.value,
        title=str(CLOCK_LABELS[shown.clock]),
        tag=_TAGS[shown.state],
        label=label_of(shown),
        why="" if is_met else _why(shown),
        told="" if is_met or not shown.rung else str(_RUNGS[shown.rung]),
        reason=str(PAUSE_REASON_LABELS[shown.reason]) if shown.reason else "",
        is_paused=shown.state is ClockState.PAUSED,
        may_pause=shown.may_pause and shown.state not in {ClockState.PAUSED, ClockState.MET},
    )


def tag_of(shown: "Shown") -> str:
    """Return the code of the shape and colour of a clock."""
    return _TAGS[shown.state]


def label_of(shown: "Shown") -> str:
    """Return how a clock stands, in a few words."""
    if shown.met_on is not None:
        return _("Done on %(day)s") % {"day": _day(shown.met_on)}
    if shown.paused_until is not None:
        return str(_PAUSED[shown.clock] % {"day": _day(shown.paused_until)})
    if shown.state is ClockState.OVERDUE:
        return str(_LATE[shown.clock] % {"n": shown.days})
    return str(_LEFT[shown.clock] % {"n": shown.days} if shown.days else _TODAY[shown.clock])


def sections_of(lines: "Iterable[Late]") -> list[Section]:
    """Return what is late, then what rests, each in its order; none is empty."""
    told = [_line(each) for each in lines]
    parts = {
        "late": (_("Late"), [line for line in told if not line.clock.is_paused]),
        "paused": (_("Paused, for a reason"), [line for line in told if line.clock.is_paused]),
    }
    return [
        Section(code=code, title=title, lines=held) for code, (title, held) in parts.items() if held
    ]


def _line(late: "Late") -> Line:
    topic, activity = TOPIC_LABELS[NeedTopic(late.topic)], ACTIVITY_LABELS[Activity(late.activity)]
    return Line(
        reference=late.reference,
        name=late.name,
        place=country_name(late.country_code),
        officer=late.officer,
        subject=f"{topic} · {activity}",
        clock=told_of(late.shown),
        is_mine=late.is_mine,
        is_taken=late.is_taken,
    )


def _why(shown: "Shown") -> str:
    said = {"n": shown.within_days, "start": _day(shown.starts_on), "due": _day(shown.due_on)}
    if shown.clock in WORKING_DAYS_ONLY:
        return (
            ngettext(
                "Sent on %(start)s, and %(n)d working day from then, pauses left out: "
                "the last day is %(due)s.",
                "Sent on %(start)s, and %(n)d working days from then, pauses left out: "
                "the last day is %(due)s.",
                shown.within_days,
            )
            % said
        )
    return (
        ngettext(
            "Sent on %(start)s, and %(n)d day from then, pauses left out: the last day is %(due)s.",
            "Sent on %(start)s, and %(n)d days from then, pauses left out: "
            "the last day is %(due)s.",
            shown.within_days,
        )
        % said
    )


def _day(day: "date") -> str:
    return str(date_format(day, "DATE_FORMAT"))
