"""What is owed to the municipality next, by when, and why it waits where it must."""

from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import date as date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.engine.clocks import Clock, ClockState, PauseReason, Rung
from matching.selectors.clocks import owed_next

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from matching.selectors.clocks import Shown

_BY: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: gettext_lazy("A person reads your appeal by %(day)s."),
    Clock.VERDICT: gettext_lazy("You learn which help is possible by %(day)s."),
    Clock.ANSWER: gettext_lazy("You have an answer by %(day)s."),
}

_LATE: "Final[Mapping[Clock, StrPromise]]" = {
    Clock.ACKNOWLEDGE: gettext_lazy("A person should have read your appeal by %(day)s."),
    Clock.VERDICT: gettext_lazy("You should have learned which help is possible by %(day)s."),
    Clock.ANSWER: gettext_lazy("You should have had an answer by %(day)s."),
}

_RESTS: "Final[Mapping[PauseReason, StrPromise]]" = {
    PauseReason.REPLY: gettext_lazy(
        "We wait for your reply. We go on when it is there, or on %(day)s at the latest."
    ),
    PauseReason.SAFE_TO_TALK: gettext_lazy(
        "We wait until you tell us that it is safe to talk. "
        "We go on when you do, or on %(day)s at the latest."
    ),
    PauseReason.SESSION: gettext_lazy(
        "A session of the Congress comes first. We go on on %(day)s at the latest."
    ),
    PauseReason.EXPERT: gettext_lazy(
        "We wait for what an expert tells us. We go on on %(day)s at the latest."
    ),
}


def owed_to(clocks: "Sequence[Shown]") -> list[str]:
    """Return, as sentences, what is owed next and why a clock rests; empty where nothing is."""
    resting = [each for each in clocks if each.state is ClockState.PAUSED]
    running = [each for each in clocks if each not in resting]
    owed = owed_next(running)
    return [*(_owed(owed) if owed else []), *dict.fromkeys(_rests(each) for each in resting)]


def _owed(owed: "Shown") -> list[str]:
    said = {"day": date_format(owed.due_on, "DATE_FORMAT")}
    if owed.state is not ClockState.OVERDUE:
        return [str(_BY[owed.clock] % said)]
    late = str(_LATE[owed.clock] % said)
    if owed.rung < Rung.SUPERVISOR:
        return [late]
    return [late, _("It has been passed to a supervisor.")]


def _rests(shown: "Shown") -> str:
    if shown.reason is None:
        return ""
    return str(_RESTS[shown.reason] % {"day": date_format(shown.paused_until, "DATE_FORMAT")})
