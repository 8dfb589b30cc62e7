"""How often receipts may be tried. A limit slows down; it never locks anybody out [ours].

Addresses play no part: behind one there may be a whole country, and none is stored with a case.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`burst` tries at once, then one in each `pause`."""

    burst: int
    pause: timedelta


EACH_RECEIPT: Final = Limit(burst=5, pause=timedelta(seconds=20))
ALL_TOGETHER: Final = Limit(burst=40, pause=timedelta(milliseconds=250))
"""For all tries together: what two processors can hash beside their other work."""

DRAFTS_TOGETHER: Final = Limit(burst=60, pause=timedelta(seconds=1))
"""For new drafts, so that a flood fills no disk."""
