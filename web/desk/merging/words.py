"""What may be the same call, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from matching.labels import GROUND_LABELS
from matching.services import merging
from web.appeals.outcome import rows_of
from web.summaries import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal
    from matching.selectors.duplicates import SameCall, ToldAlike


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Another case that may be the same call, and why."""

    appeal: "Appeal"
    grounds: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSameCall:
    """What may be the same call as a case, in the officer's language."""

    alike: Sequence[Candidate]
    goes_on: "Appeal | None"
    merged: "Sequence[Appeal]"
    others: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two appeals that lie beside each other."""

    appeal: "Appeal"
    filed_by: str
    sent_at: datetime
    summary: str
    rows: Sequence[Row]


def told_same_call(found: "SameCall") -> ToldSameCall:
    """Return what may be the same call in the reader's language."""
    return ToldSameCall(
        alike=[_candidate(each) for each in found.alike],
        goes_on=found.goes_on,
        merged=found.merged,
        others=_others(found),
    )


def side_of(appeal: "Appeal", summary: str) -> Side:
    """Return one of two appeals in the reader's language."""
    filer = appeal.intermediary or appeal.municipality
    return Side(
        appeal=appeal,
        filed_by=filer.name,
        sent_at=appeal.submitted_at or appeal.created_at,
        summary=summary,
        rows=rows_of(appeal),
    )


def _candidate(each: "ToldAlike") -> Candidate:
    return Candidate(
        appeal=each.appeal, grounds=[str(GROUND_LABELS[ground]) for ground in each.grounds]
    )


def _others(found: "SameCall") -> list[str]:
    told = []
    if found.in_the_queue:
        told.append(
            ngettext(
                "%(n)s appeal that nobody has taken may be the same call. "
                "Take it, and it is shown here.",
                "%(n)s appeals that nobody has taken may be the same call. "
                "Take them, and they are shown here.",
                found.in_the_queue,
            )
            % {"n": found.in_the_queue}
        )
    if found.elsewhere:
        told.append(
            ngettext(
                "%(n)s case of a colleague may be the same call. Nothing of it is shown to you.",
                "%(n)s cases of colleagues may be the same call. Nothing of them is shown to you.",
                found.elsewhere,
            )
            % {"n": found.elsewhere}
        )
    return told


_SENTENCES: "Final[Mapping[type[merging.MergeRefused], StrPromise]]" = {
    merging.OneAppeal: _("This is one appeal. There is nothing to merge."),
    merging.KeptIsOver: _(
        "The appeal that would go on is over, or was merged itself. Nothing was changed. "
        "Choose the other one, or leave them apart."
    ),
    merging.OppositeSides: _(
        "The two municipalities stand on opposite sides of a conflict. Nothing was changed. "
        "Neither may learn of the other here: answer each for itself."
    ),
    merging.OthersGoOnUnderIt: _(
        "Another call goes on already under the appeal that would be merged. "
        "Nothing was changed. Let that one go on instead."
    ),
}


def sentence_of(refused: merging.MergeRefused) -> str:
    """Return in the reader's language why nothing was merged."""
    return str(_SENTENCES[type(refused)])
