"""When an approved card is published: not when it was approved, and never alone on purpose."""

from datetime import date, timedelta


def days_to_wait(*, least: int, most: int) -> range:
    """Return the days among which one is drawn by chance, both ends included.

    Raises:
        ValueError: no day is left, or one lies in the past.
    """
    if not 1 <= least <= most:
        raise ValueError("A card waits at least one day, and at most not less than that.")
    return range(least, most + 1)


def month_of(day: date) -> date:
    """Return the first day of the month that a card tells."""
    return day.replace(day=1)


def due_on(approved: date, *, waits: int) -> date:
    """Return the day of the batch that publishes a card."""
    return approved + timedelta(days=waits)
