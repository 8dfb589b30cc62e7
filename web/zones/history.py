"""How a zone fared over time: the verdict judged again on each day on which something changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from evidence.engine.time import first_day, last_day, phase_at
from evidence.engine.values import Evidence, Facts, PhaseSpell, Subject
from prerequisites.engine.rules import RuleSet
from prerequisites.engine.values import LeafFacts, VerdictClass
from web.zones.dossier import judged_with, supposed_request, with_evidence

if TYPE_CHECKING:
    from web.zones.dossier import Dossier

MOST_JUDGEMENTS: Final = 60
_MOST_KNOWN_DAYS: Final = 40  # the others are for the days on which evidence goes stale
_AFTER: Final = timedelta(days=200)  # what was said last has gone stale by then
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Something that held from one day up to, not including, another."""

    code: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a timeline shows. `is_coarse` tells that not every day of change was judged."""

    starts: date
    ends: date
    verdicts: Sequence[Span]
    phases: Sequence[Span]
    phases_around: Sequence[Span]
    judgements: int
    is_coarse: bool


def history_of(
    dossier: "Dossier", *, starts: date | None, ends: date | None, today: date, supposing: bool
) -> History | None:
    """Return the history of a zone as it is known, or None where nothing is known.

    Args:
        dossier: what was known.
        starts: the first day shown; the first of which anything is known where None.
        ends: the first day no longer shown; soon after the last change where None.
        today: no later day is shown by default.
        supposing: as if the zone had asked for help all along.
    """
    changes = sorted(set(_days_of_change(dossier.facts, dossier.rules)))
    if not changes:
        return None
    first = starts or changes[0]
    last = max(ends or min(today, changes[-1] + _AFTER) + _DAY, first + _DAY)
    facts = dossier.facts
    if supposing:
        facts = with_evidence(facts, supposed_request(first, dossier.known_on))
    days, is_coarse = _thinned([day for day in changes if first < day < last])
    judged, was_cut = _judged(dossier, facts, [first, *days], last)
    return History(
        starts=first,
        ends=last,
        verdicts=_verdict_spans(judged, last) if dossier.is_judged else [],
        phases=_phase_spans(facts.leaf.spells, first, last, dossier.known_on),
        phases_around=_around(facts.surroundings, first, last, dossier.known_on),
        judgements=len(judged),
        is_coarse=is_coarse or was_cut,
    )


def _days_of_change(facts: LeafFacts, rules: RuleSet) -> Iterator[date]:
    for each in (facts.leaf, *facts.surroundings):
        for spell in each.spells:
            yield from filter(None, (spell.starts, spell.ends))
    for override in facts.overrides:
        yield from filter(None, (override.since, override.until, override.ended_on))
    for item in facts.leaf.evidence:
        yield from _days_of_item(item)
    for item in _peace(facts.surroundings):
        yield from _days_of_item(item)
        for days in (rules.validity_days, rules.validity_days_when_high):
            yield first_day(item) + timedelta(days=days[Subject.P1])


def _days_of_item(item: Evidence) -> Iterator[date]:
    yield first_day(item)
    yield last_day(item)
    if item.valid_until is not None:
        yield item.valid_until


def _peace(surroundings: Iterable[Facts]) -> Iterator[Evidence]:
    """Return what may make an enclave of a calm place; nothing else around it is weighed."""
    return (item for facts in surroundings for item in facts.evidence if item.subject is Subject.P1)


def _thinned(days: Sequence[date]) -> tuple[list[date], bool]:
    """Keep all days, else the first of each month, else of each year, else evenly few."""
    if len(days) <= _MOST_KNOWN_DAYS:
        return list(days), False
    for unit in (lambda day: (day.year, day.month), lambda day: (day.year, 0)):
        found: dict[tuple[int, int], date] = {}
        for day in days:
            found.setdefault(unit(day), day)
        if len(found) <= _MOST_KNOWN_DAYS:
            return list(found.values()), True
    step = -(-len(days) // _MOST_KNOWN_DAYS)
    return list(days[::step]), True


def _judged(
    dossier: "Dossier", facts: LeafFacts, days: Iterable[date], ends: date
) -> tuple[list[tuple[date, VerdictClass]], bool]:
    """Judge each day, and each on which a verdict goes stale by itself; tell whether all were."""
    waiting = list(days)
    heapify(waiting)
    judged: list[tuple[date, VerdictClass]] = []
    while waiting and len(judged) < MOST_JUDGEMENTS:
        day = heappop(waiting)
        if judged and judged[-1][0] == day:
            continue
        verdict = judged_with(dossier, facts, as_of=day)
        judged.append((day, verdict.verdict_class))
        expires_on = verdict.expires_on
        if expires_on is not None and day < expires_on < ends:
            heappush(waiting, expires_on)
    return judged, bool(waiting)


def _verdict_spans(judged: Sequence[tuple[date, VerdictClass]], ends: date) -> list[Span]:
    return _merged([(day, code.value) for day, code in judged], ends)


def _phase_spans(
    spells: Sequence[PhaseSpell], starts: date, ends: date, known_on: date
) -> list[Span]:
    turns = {each.starts for each in spells} | {each.ends for each in spells if each.ends}
    days = [starts, *sorted(day for day in turns if starts < day < ends)]
    found = [phase_at(spells, as_of=day, known_on=known_on) for day in days]
    return _merged(
        [(day, at.phase.value if at else "") for day, at in zip(days, found, strict=True)], ends
    )


def _around(surroundings: Iterable[Facts], starts: date, ends: date, known_on: date) -> list[Span]:
    nearest = next((facts.spells for facts in surroundings if facts.spells), ())
    return _phase_spans(nearest, starts, ends, known_on)


def _merged(turns: Sequence[tuple[date, str]], ends: date) -> list[Span]:
    """Join neighbours of one code; an empty code is a gap."""
    kept: list[tuple[date, str]] = []
    for day, code in turns:
        if not kept or kept[-1][1] != code:
            kept.append((day, code))
    closed = [*kept, (ends, "")]
    return [
        Span(code=code, starts=starts, ends=until)
        for (starts, code), (until, _next) in pairwise(closed)
        if code
    ]
