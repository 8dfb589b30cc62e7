"""What was known on a day, and what of it speaks about a day.

Every question has two days: `as_of`, the day asked about, and `known_on`, the day on which one
would have asked. With both fixed the answer never changes, whatever is recorded later.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from evidence.engine.values import DatePrecision, Evidence, Phase, PhaseSpell


class Refusal(StrEnum):
    """Why the dates of an item keep it from counting."""

    SUPERSEDED = "superseded"
    FORETOLD = "foretold"  # it speaks of a day after it became known
    NOT_YET = "not_yet"  # it speaks of a day after the one asked about


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseAt:
    """The phase on a day, and since when it has lasted without a break.

    `own` is False where a parent lends its phase because the place has none of its own.
    """

    phase: Phase
    since: date
    own: bool = True


_GRAVITY: Final = {Phase.HIGH: 2, Phase.LOW_BEFORE: 1, Phase.LOW_AFTER: 0}


def known(evidence: Iterable[Evidence], *, known_on: date) -> list[Evidence]:
    """Return what had been heard by the end of a day, in a fixed order."""
    heard = [item for item in evidence if item.known_on <= known_on]
    return sorted(heard, key=lambda item: (item.observed_on, item.reference))


def refusal_of(item: Evidence, *, as_of: date, known_on: date) -> Refusal | None:
    """Return why the dates of a known item keep it from counting, or None where they do not."""
    if item.superseded_on is not None and item.superseded_on <= known_on:
        return Refusal.SUPERSEDED
    if first_day(item) > item.known_on:
        return Refusal.FORETOLD
    return Refusal.NOT_YET if first_day(item) > as_of else None


def evidence_at(evidence: Iterable[Evidence], *, as_of: date, known_on: date) -> list[Evidence]:
    """Return what may count about a day, as far as was known on another."""
    heard = known(evidence, known_on=known_on)
    return [each for each in heard if refusal_of(each, as_of=as_of, known_on=known_on) is None]


def first_day(item: Evidence) -> date:
    """Return the earliest day an item may speak of."""
    day = item.observed_on
    if item.precision is DatePrecision.DAY:
        return day
    is_year = item.precision is DatePrecision.YEAR
    return day.replace(month=1, day=1) if is_year else day.replace(day=1)


def last_day(item: Evidence) -> date:
    """Return the latest day an item may speak of; never later than it became known."""
    return min(_last_of_span(item), item.known_on)


def phase_at(spells: Iterable[PhaseSpell], *, as_of: date, known_on: date) -> PhaseAt | None:
    """Return the phase of a place on a day, or None where nobody recorded one.

    Where spells overlap the one that started last holds; of two that started together, the
    more violent.
    """
    believed = _believed(spells, known_on=known_on)
    current = _spell_at(believed, as_of)
    if current is None:
        return None
    return PhaseAt(phase=current.phase, since=_since(believed, current))


def _last_of_span(item: Evidence) -> date:
    day = item.observed_on
    if item.precision is DatePrecision.DAY:
        return day
    month = 12 if item.precision is DatePrecision.YEAR else day.month
    return day.replace(month=month, day=calendar.monthrange(day.year, month)[1])


def _believed(spells: Iterable[PhaseSpell], *, known_on: date) -> list[PhaseSpell]:
    """Keep the spells that had been heard of, not retracted, and not foretold.

    An end that lay ahead when the spell was written down was a hope: the spell stays open.
    """
    heard = [
        spell
        for spell in spells
        if spell.starts <= spell.known_on <= known_on
        and (spell.retracted_on is None or spell.retracted_on > known_on)
    ]
    return [
        replace(each, ends=None) if each.ends is not None and each.ends > each.known_on else each
        for each in heard
    ]


def _spell_at(spells: Sequence[PhaseSpell], day: date) -> PhaseSpell | None:
    holding = [each for each in spells if each.starts <= day and (each.ends or date.max) > day]
    return max(holding, key=lambda each: (each.starts, _GRAVITY[each.phase]), default=None)


def _since(spells: Sequence[PhaseSpell], current: PhaseSpell) -> date:
    """Walk back over spells of the same phase that touch or overlap, to where it began."""
    since = current.starts
    for spell in sorted(spells, key=lambda each: each.starts, reverse=True):
        touches = spell.starts < since <= (spell.ends or date.max)
        if spell.phase is current.phase and touches:
            since = spell.starts
    return since
