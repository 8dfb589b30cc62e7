"""When the figures of all partnerships are told anew: by whole quarters, and never at once.

What happened is counted to the end of a quarter and told two weeks later, so that nobody sees a
figure move on the day on which something happened. Source: ours, after docs/safety.md, section 3.
"""

from datetime import date, timedelta
from typing import Final

WAIT_DAYS: Final = 14
FIRST_YEAR: Final = 2026
"""The first row of every table by year, with or without partnerships: a row tells nothing."""


def due_on(day: date) -> date:
    """Return the day, exclusive, up to which is counted what is told on `day`."""
    counted = day - timedelta(days=WAIT_DAYS)
    return date(counted.year, (counted.month - 1) // 3 * 3 + 1, 1)


def years_until(as_of: date) -> tuple[str, ...]:
    """Return the rows of a table by year, the first one first."""
    last = (as_of - timedelta(days=1)).year
    return tuple(str(year) for year in range(FIRST_YEAR, max(last, FIRST_YEAR) + 1))


def year_of(day: date) -> str:
    """Return the row in which a partnership of `day` is counted."""
    return str(max(day.year, FIRST_YEAR))
