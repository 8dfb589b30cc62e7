"""What is done to several cases, and what became of each, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from matching.engine.together import Deed, Outcome
from web.desk.queue import Line, lines_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

    from matching.selectors.together import Look


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case: how the queue shows it, where it still does, and what becomes or became of it."""

    reference: UUID
    line: Line | None
    code: str
    sentence: str


TITLES: "Final[Mapping[Deed, StrPromise]]" = {
    Deed.TAKE: _("Take these cases"),
    Deed.ACKNOWLEDGE: _("Acknowledge these cases"),
}

FOLLOWS: "Final[Mapping[Deed, StrPromise]]" = {
    Deed.TAKE: _("They become yours, and you alone read them. No colleague sees them after that."),
    Deed.ACKNOWLEDGE: _("Each municipality then sees that a person has read its appeal."),
}

_WOULD: "Final[Mapping[Deed, StrPromise]]" = {
    Deed.TAKE: _("Becomes yours."),
    Deed.ACKNOWLEDGE: _("Its municipality is told that it was read."),
}

_DONE: "Final[Mapping[Deed, StrPromise]]" = {
    Deed.TAKE: _("Is yours now."),
    Deed.ACKNOWLEDGE: _("Its municipality sees that it was read."),
}

_NOT: "Final[Mapping[Outcome, StrPromise]]" = {
    Outcome.GONE: _(
        "Nothing was changed: a colleague has taken it meanwhile, or it no longer waits."
    ),
    Outcome.YOURS_ALREADY: _("Nothing was changed: it is yours already."),
    Outcome.NOT_YOURS: _("Nothing was changed: take it first, then read it."),
    Outcome.READ_ALREADY: _("Nothing was changed: it was read before."),
    Outcome.UNOPENED: _(
        "Nothing was changed: you have not opened its words yet, or it has none. Read it on its "
        "own page, and say there that you have."
    ),
}


def deeds_for(lines: Sequence[Line]) -> set[str]:
    """Return the deeds that some line of the queue may allow."""
    deeds = {Deed.TAKE if not line.is_mine else Deed.ACKNOWLEDGE for line in lines if _open(line)}
    return {deed.value for deed in deeds}


def _open(line: Line) -> bool:
    return not (line.is_mine and line.is_acknowledged)


def rows_ahead(deed: Deed, looks: "Sequence[Look]") -> list[Row]:
    """Return what would become of each case."""
    return _rows(looks, [look.outcome for look in looks], done=_WOULD[deed])


def rows_after(deed: Deed, looks: "Sequence[Look]", outcomes: Mapping[UUID, Outcome]) -> list[Row]:
    """Return what became of each case, as the queue shows it now."""
    return _rows(looks, [outcomes[look.reference] for look in looks], done=_DONE[deed])


def _rows(looks: "Sequence[Look]", outcomes: Sequence[Outcome], *, done: "StrPromise") -> list[Row]:
    lines = {line.reference: line for line in lines_of([each.line for each in looks if each.line])}
    return [
        Row(
            reference=look.reference,
            line=lines.get(look.reference),
            code="for" if outcome is Outcome.DONE else "against",
            sentence=str(done if outcome is Outcome.DONE else _NOT[outcome]),
        )
        for look, outcome in zip(looks, outcomes, strict=True)
    ]
