"""What counted conflict events suggest about the phase of one zone. A person decides.

The rule (ours; UCDP counts events with at least one death, so any of them is grave):

1. Only events that are known to a district or better (where_prec 1 to 3) and to a month or better
   speak of a zone. An event known to a region only is never pinned to a town.
2. Violence is `high` where the last three months hold ten deaths, or three events spread over two
   months; or where two recent events are at least twice as many as in the three months before.
3. It is still `high` where violent and quiet months took turns at least four times within a year
   and the last event lies less than half a year back: a pause is not peace.
4. It is `low_after` where violence was high by rule 2 at some time before and no longer is, and
   half a year has passed without an event.
5. It is `low_before` where there were events but violence never was high by rules 2 and 3.
6. Otherwise, and where nothing was ever counted, nothing is suggested: silence of a data set is
   no peace, and data that ends three months before the day asked about says nothing of it.

What rests on an event of a candidate release is marked as provisional.

Source: L111-117 (phases fluctuate by place and time); the numbers are ours.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

from evidence.engine.values import Phase

LEAST_PRECISE_PLACE: Final = 3
LONGEST_EVENT_DAYS: Final = 31
RECENT_DAYS: Final = 92
QUIET_DAYS: Final = 183
YEAR_DAYS: Final = 366
MANY_DEATHS: Final = 10
MANY_EVENTS: Final = 3
RISING_EVENTS: Final = 2
TURNS: Final = 4


class SuggestionReason(StrEnum):
    """Which part of the rule speaks."""

    MANY_DEATHS = "many_deaths"
    MANY_EVENTS = "many_events"
    RISING = "rising"
    FLUCTUATES = "fluctuates"
    QUIET_AFTER_VIOLENCE = "quiet_after_violence"
    SPORADIC = "sporadic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One counted event; `ends` is inclusive, as in UCDP's codebook."""

    starts: date
    ends: date
    deaths: int
    where_prec: int
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """The events that began in one month, and their deaths."""

    month: date  # its first day
    events: int
    deaths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A phase that events suggest, and why.

    `months` are the counts of the last twelve months that had any event, oldest first;
    `events_before` those of the three months before the last three.
    """

    phase: Phase
    reason: SuggestionReason
    events: int
    events_before: int
    deaths: int
    last_event_on: date
    months: tuple[MonthCount, ...]
    provisional: bool


def suggest(
    incidents: Iterable[Incident], *, on: date, data_until: date | None = None
) -> Suggestion | None:
    """Return the phase that the events of one zone suggest for a day, or None.

    Args:
        incidents: in any order; what is too vague or lies after `on` is left out.
        on: the day asked about.
        data_until: the last day the data speaks of at all; left out, it speaks of `on`.
    """
    if data_until is not None and (on - data_until).days > RECENT_DAYS:
        return None
    day = on if data_until is None else min(on, data_until)
    counted = sorted(
        (each for each in incidents if _counts(each) and each.ends <= day),
        key=lambda each: (each.starts, each.ends, each.deaths),
    )
    if not counted:
        return None
    found = _phase(counted, day)
    return None if found is None else _suggestion(counted, day, *found)


def _counts(incident: Incident) -> bool:
    is_placed = incident.where_prec <= LEAST_PRECISE_PLACE
    return is_placed and (incident.ends - incident.starts).days <= LONGEST_EVENT_DAYS


def _phase(counted: Sequence[Incident], day: date) -> tuple[Phase, SuggestionReason] | None:
    reason = _violence(counted, day)
    if reason is not None:
        return Phase.HIGH, reason

    is_quiet = (day - counted[-1].ends).days > QUIET_DAYS
    if not is_quiet and _turns(counted, day) >= TURNS:
        return Phase.HIGH, SuggestionReason.FLUCTUATES

    was_high = any(_violence(counted, each.ends) is not None for each in counted)
    if was_high:
        return (Phase.LOW_AFTER, SuggestionReason.QUIET_AFTER_VIOLENCE) if is_quiet else None
    return Phase.LOW_BEFORE, SuggestionReason.SPORADIC


def _violence(counted: Sequence[Incident], day: date) -> SuggestionReason | None:
    """Return why violence was high on a day, looking three months back."""
    recent = _between(counted, day, 0)
    if sum(each.deaths for each in recent) >= MANY_DEATHS:
        return SuggestionReason.MANY_DEATHS
    if len(recent) >= MANY_EVENTS and len({_month(each.starts) for each in recent}) > 1:
        return SuggestionReason.MANY_EVENTS
    before = _between(counted, day, RECENT_DAYS)
    is_rising = before and len(recent) >= max(RISING_EVENTS, 2 * len(before))
    return SuggestionReason.RISING if is_rising else None


def _between(counted: Sequence[Incident], day: date, days_back: int) -> list[Incident]:
    """Return the events that ended in the three months up to some days before a day."""
    last = day - timedelta(days=days_back)
    first = last - timedelta(days=RECENT_DAYS)
    return [each for each in counted if first < each.ends <= last]


def _turns(counted: Sequence[Incident], day: date) -> int:
    """Return how often violent and quiet months took turns within the last year."""
    first = day - timedelta(days=YEAR_DAYS)
    violent = {_month(each.starts) for each in counted if each.starts > first}
    months = [_months_back(day, count) for count in range(11, -1, -1)]
    return sum((one in violent) != (other in violent) for one, other in pairwise(months))


def _suggestion(
    counted: Sequence[Incident], day: date, phase: Phase, reason: SuggestionReason
) -> Suggestion:
    recent = _between(counted, day, 0)
    first = _months_back(day, 11)
    of_year = [each for each in counted if _month(each.starts) >= first]
    events = Counter(_month(each.starts) for each in of_year)
    deaths = Counter[date]()
    for each in of_year:
        deaths[_month(each.starts)] += each.deaths
    return Suggestion(
        phase=phase,
        reason=reason,
        events=len(recent),
        events_before=len(_between(counted, day, RECENT_DAYS)),
        deaths=sum(each.deaths for each in recent),
        last_event_on=counted[-1].ends,
        months=tuple(
            MonthCount(month=month, events=events[month], deaths=deaths[month])
            for month in sorted(events)
        ),
        provisional=any(each.provisional for each in (of_year or counted[-1:])),
    )


def _month(day: date) -> date:
    return day.replace(day=1)


def _months_back(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)
