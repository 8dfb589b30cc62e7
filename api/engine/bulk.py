"""What can become of one row of a call that sends many."""

import re
from enum import StrEnum
from typing import Final

MOST_ROWS: Final = 10_000
ROWS_OF_A_PART: Final = 200
"""Rows that are written in one transaction: few enough to be over in seconds."""

AN_EXTERNAL_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}")


class Fate(StrEnum):
    """What became of a row."""

    WAITING = "waiting"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"


SET_ASIDE: Final = frozenset({Fate.INCOMPLETE, Fate.REFUSED})
"""These stand in the quarantine until a later row mends them, or the network lets them go."""


def fate_of_errors(codes: frozenset[str]) -> Fate:
    """Return whether a row that was not taken lacks something, or says something wrong."""
    return Fate.INCOMPLETE if codes <= {"required", "null", "blank"} else Fate.REFUSED
