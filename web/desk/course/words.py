"""The course of a case: what happened and what is owed, as a drawing and as a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal

from django.template.defaultfilters import date as date_format
from django.utils import timezone
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from matching.engine.answers import AnswerKind
from matching.engine.clocks import Clock, ClockState
from matching.labels import ANSWER_LABELS, CLOCK_LABELS
from prerequisites.engine.values import VerdictClass
from prerequisites.labels import VERDICT_LABELS
from web.zones.drawing import Drawing, Lane, Moment, Stretch, drawn

if TYPE_CHECKING:
    from matching.models import Answer, Appeal, Proposal
    from matching.selectors.clocks import Shown

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened, or a last day that is ahead: `components/timeline.html`."""

    day: date
    when: str
    title: str
    code: str
    lane: str
    standing: Literal["", "ahead"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """Shapes, and all that they show as a list, the oldest first."""

    drawing: Drawing
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """From which day on a verdict held."""

    since: date
    verdict: VerdictClass


def course_of(
    appeal: "Appeal",
    *,
    verdicts: Iterable[Held],
    clocks: "Iterable[Shown]",
    answers: "Iterable[Answer]",
    proposals: "Iterable[Proposal]",
    today: date,
) -> Course:
    """Return the course of a case in the reader's language and direction.

    Args:
        appeal: one that was sent.
        verdicts: on its municipality, in any order; those that ended before it was sent are left.
        clocks, answers, proposals: of the appeal.
        today: the day up to which it is told.
    """
    sent = timezone.localdate(appeal.submitted_at or appeal.created_at)
    held = _since(verdicts, sent)
    entries = sorted(
        [
            _entry(sent, _("The appeal was sent."), lane=_appeal_lane()),
            *(_verdict_entry(each) for each in held),
            *(_clock_entry(each) for each in clocks),
            *(each for answer in answers for each in _answer_entries(answer)),
            *(each for proposal in proposals for each in _proposal_entries(proposal)),
        ],
        key=lambda entry: entry.day,
    )
    ends = max(today, entries[-1].day) + _ONE_DAY
    return Course(
        drawing=_drawing(entries, held, sent=sent, ends=ends, today=today), entries=entries
    )


def _drawing(
    entries: Sequence[Entry], held: Sequence[Held], *, sent: date, ends: date, today: date
) -> Drawing:
    until = [each.since for each in held[1:]] + [today + _ONE_DAY]
    stretches = [
        Stretch(
            code=each.verdict.value,
            label=str(VERDICT_LABELS[each.verdict]),
            starts=each.since,
            ends=end,
        )
        for each, end in zip(held, until, strict=False)
    ]
    lanes = [
        Lane(
            label=label,
            stretches=stretches if label == _verdict_lane() else (),
            moments=[
                Moment(code=each.code, day=each.day)
                for each in entries
                if each.lane == label and each.lane != _verdict_lane()
            ],
        )
        for label in (_appeal_lane(), _verdict_lane(), _owed_lane(), _answer_lane(), _pair_lane())
    ]
    return drawn(
        [lane for lane in lanes if lane.stretches or lane.moments],
        starts=sent.replace(day=1),  # so that the axis names one month at least
        ends=ends,
        lines=[today],
        from_the_right=get_language_bidi(),
    )


def _since(verdicts: Iterable[Held], sent: date) -> list[Held]:
    """Return what held when the appeal was sent and each other verdict after it."""
    found: list[Held] = []
    for each in sorted(verdicts, key=lambda held: held.since):
        clipped = Held(since=max(each.since, sent), verdict=each.verdict)
        if found and found[-1].since == clipped.since:
            found.pop()
        if not found or found[-1].verdict is not clipped.verdict:
            found.append(clipped)
    return found


def _verdict_entry(held: Held) -> Entry:
    words = {"verdict": VERDICT_LABELS[held.verdict]}
    return _entry(held.since, _("Verdict: %(verdict)s") % words, lane=_verdict_lane())


def _clock_entry(shown: "Shown") -> Entry:
    words = {"clock": CLOCK_LABELS[Clock(shown.clock)]}
    if shown.met_on is not None:
        title = _("Done: %(clock)s") % words
        return _entry(shown.met_on, title, lane=_owed_lane(), code="met")
    if shown.state is ClockState.OVERDUE:
        title = _("Late since then: %(clock)s") % words
        return _entry(shown.due_on, title, lane=_owed_lane(), code="unmet")
    title = _("Owed by then: %(clock)s") % words
    return _entry(shown.due_on, title, lane=_owed_lane(), code="due", standing="ahead")


def _answer_entries(answer: "Answer") -> Iterable[Entry]:
    words = {"answer": ANSWER_LABELS[AnswerKind(answer.kind)]}
    yield _entry(answer.given_at, _("Answered: %(answer)s") % words, lane=_answer_lane())
    if answer.retracted_at is not None:
        title = _("Answer taken back: %(answer)s") % words
        yield _entry(answer.retracted_at, title, lane=_answer_lane(), code="unmet")


def _proposal_entries(proposal: "Proposal") -> Iterable[Entry]:
    words = {"town": proposal.pledge.municipality.name}
    title = _("Put to the parties: %(town)s") % words
    yield _entry(proposal.put_at, title, lane=_pair_lane(), code="due")
    if proposal.introduced_at is not None:
        title = _("Introduced to each other: %(town)s") % words
        yield _entry(proposal.introduced_at, title, lane=_pair_lane(), code="met")
    if proposal.ended_at is not None:
        title = _("Over: %(town)s") % words
        yield _entry(proposal.ended_at, title, lane=_pair_lane(), code="unmet")


def _entry(
    at: date | datetime,
    title: str,
    *,
    lane: str,
    code: str = "event",
    standing: Literal["", "ahead"] = "",
) -> Entry:
    day = timezone.localdate(at) if isinstance(at, datetime) else at
    return Entry(
        day=day,
        when=date_format(day, "DATE_FORMAT"),
        title=title,
        code=code,
        lane=lane,
        standing=standing,
    )


def _appeal_lane() -> str:
    return pgettext("lane of a drawing", "The appeal")


def _verdict_lane() -> str:
    return pgettext("lane of a drawing", "Verdict")


def _owed_lane() -> str:
    return pgettext("lane of a drawing", "What is owed")


def _answer_lane() -> str:
    return pgettext("lane of a drawing", "Answers")


def _pair_lane() -> str:
    return pgettext("lane of a drawing", "Put to the parties")
