"""What other rules would change, told to an officer: own cases by name, all others as numbers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from matching.selectors import reading
from prerequisites import selectors as prerequisites
from prerequisites.labels import VERDICT_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from prerequisites.engine.rules import RuleSet
    from prerequisites.engine.values import VerdictClass
    from prerequisites.selectors import Move

COUNTS: "Final[Mapping[str, StrPromise]]" = {
    "0-4": _("fewer than five"),
    "5-9": _("five to nine"),
    "10-19": _("ten to nineteen"),
    "20+": _("twenty or more"),
}
"""The words for `reading.coarse`: an exact number that moves by one tells of a single town."""

_FEW: Final = "0-4"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A municipality whose case the reader has."""

    zone: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Verdicts that would go from one class to another."""

    before: str
    before_label: str
    after: str
    after_label: str
    own: Sequence[Town]
    others: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would change. `left_out` counts the municipalities that nobody looked at."""

    movements: Sequence[Movement]
    total: str
    judged: int
    left_out: int


def outlook_of(user: "User", rules: "RuleSet", *, on: date) -> Outlook:
    """Return what rules would change that are not in force. Nothing is written.

    A movement of fewer than five that holds no case of the reader is not told apart: that it
    happens at all could tell of a single town.
    """
    mine = reading.case_zones_of(user)
    found = prerequisites.forecast_for(user, rules, on=on, first=mine)
    own = [move for move in found.moves if move.zone_id in mine]
    others = Counter((m.before, m.after) for m in found.moves if m.zone_id not in mine)
    kinds = sorted({(move.before, move.after) for move in found.moves})
    movements = [_movement(kind, own, others[kind]) for kind in kinds]
    return Outlook(
        movements=[each for each in movements if each.own or each.others != str(COUNTS[_FEW])],
        total=str(COUNTS[reading.coarse(len(found.moves))]),
        judged=found.judged,
        left_out=found.left_out,
    )


def _movement(
    kind: "tuple[VerdictClass, VerdictClass]", own: "Sequence[Move]", others: int
) -> Movement:
    before, after = kind
    return Movement(
        before=before.value,
        before_label=str(VERDICT_LABELS[before]),
        after=after.value,
        after_label=str(VERDICT_LABELS[after]),
        own=[
            Town(zone=move.zone, name=move.name)
            for move in own
            if (move.before, move.after) == kind
        ],
        others=str(COUNTS[reading.coarse(others)]),
    )
