"""What two people decided beside the evidence, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from accounts.engine.roles import Permission
from accounts.permissions import may
from evidence.engine.values import Subject
from prerequisites.engine.overrides import holding
from prerequisites.engine.values import Value
from prerequisites.labels import SUBJECT_LABELS, value_label
from web.fields import day_before

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from accounts.models import User
    from prerequisites.models import Override
    from web.zones.dossier import Dossier


class Standing(StrEnum):
    """How far an override has come on a day."""

    WAITING = "waiting"
    AHEAD = "ahead"
    HOLDS = "holds"
    OVERTAKEN = "overtaken"  # a later one stands in its place
    OVER = "over"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"  # by who proposed it
    REJECTED = "rejected"
    LAPSED = "lapsed"  # nobody confirmed it in time


STANDING_LABELS: "Final[Mapping[Standing, StrPromise]]" = {
    Standing.WAITING: pgettext_lazy("override", "Waits for a second person"),
    Standing.AHEAD: pgettext_lazy("override", "Does not hold yet"),
    Standing.HOLDS: pgettext_lazy("override", "Holds"),
    Standing.OVERTAKEN: pgettext_lazy("override", "A later one stands in its place"),
    Standing.OVER: pgettext_lazy("override", "Is over"),
    Standing.ENDED: pgettext_lazy("override", "Was ended"),
    Standing.WITHDRAWN: pgettext_lazy("override", "Was taken back"),
    Standing.REJECTED: pgettext_lazy("override", "Was turned down"),
    Standing.LAPSED: pgettext_lazy("override", "Nobody confirmed it in time"),
}

_LIVE: Final = frozenset({Standing.WAITING, Standing.AHEAD, Standing.HOLDS, Standing.OVERTAKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An override in words. Names of people are for the secretariat's own pages alone."""

    reference: UUID
    subject: str
    value: str
    value_label: str
    reason: str
    last_day: date
    standing: Standing
    standing_label: str
    proposed_on: date
    by: str
    confirmed_on: date | None
    confirmed_by: str
    ended_on: date | None
    ended_by: str

    @property
    def is_live(self) -> bool:
        """Whether something can still be done with it."""
        return self.standing in _LIVE


def decisions_of(user: "User", dossier: "Dossier", *, as_of: date) -> list[Decided]:
    """Return the overrides of a municipality as they were known, the latest first.

    Nobody reads them but those who may judge.

    Cost: none; the dossier holds them.
    """
    if not dossier.is_judged or not may(user, Permission.JUDGE):
        return []
    known_on = dossier.known_on
    held = holding(dossier.facts.overrides, as_of=as_of, known_on=known_on)
    winners = {each.reference for each in held.values()}
    return [
        decided(
            override,
            as_of=as_of,
            known_on=known_on,
            is_overtaken=f"override:{override.reference}" not in winners,
        )
        for override in dossier.decisions
    ]


def decided(
    override: "Override", *, as_of: date, known_on: date, is_overtaken: bool = False
) -> Decided:
    """Return an override in words, as it stood on a day by what was known on another."""
    standing = _standing(override, as_of=as_of, known_on=known_on)
    if standing is Standing.HOLDS and is_overtaken:
        standing = Standing.OVERTAKEN
    confirmed_on = _confirmed_on(override, known_on)
    has_ended = _has_ended(override, known_on)
    return Decided(
        reference=override.reference,
        subject=str(SUBJECT_LABELS[Subject(override.subject)]),
        value=override.value,
        value_label=value_label(Subject(override.subject), Value(override.value)),
        reason=override.reason,
        last_day=day_before(override.until),
        standing=standing,
        standing_label=str(STANDING_LABELS[standing]),
        proposed_on=override.known_on,
        by=override.by.display_name,
        confirmed_on=confirmed_on,
        confirmed_by=_name(override.confirmed_by) if confirmed_on else "",
        ended_on=override.ended_on if has_ended else None,
        ended_by=_name(override.ended_by) if has_ended else "",
    )


def _standing(override: "Override", *, as_of: date, known_on: date) -> Standing:
    is_confirmed = _confirmed_on(override, known_on) is not None
    if _has_ended(override, known_on):
        return _ending(override, is_confirmed=is_confirmed)
    if override.until <= as_of:
        return Standing.OVER if is_confirmed else Standing.LAPSED
    if not is_confirmed:
        return Standing.WAITING
    return Standing.HOLDS if override.since <= as_of else Standing.AHEAD


def _ending(override: "Override", *, is_confirmed: bool) -> Standing:
    if is_confirmed:
        return Standing.ENDED
    return Standing.WITHDRAWN if override.ended_by_id == override.by_id else Standing.REJECTED


def _confirmed_on(override: "Override", known_on: date) -> date | None:
    if override.confirmed_at is None:
        return None
    day = timezone.localdate(override.confirmed_at)
    return day if day <= known_on else None


def _has_ended(override: "Override", known_on: date) -> bool:
    return override.ended_on is not None and override.ended_on <= known_on


def _name(user: "User | None") -> str:
    return "" if user is None else user.display_name
