"""The moment at which the tests live, unless they say otherwise."""

from datetime import UTC, datetime
from typing import Final

NOON: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # a Monday
