"""Why a pair is set aside until a date, and for how long it may be."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

LONGEST_DAYS: Final = 366
"""Nobody can tell today what will be right in more than a year [ours]."""


class AsideReason(StrEnum):
    """Why an appeal and a pledge are not put together for a while [ours]."""

    DECLINED_BY_APPELLANT = "declined_by_appellant"
    DECLINED_BY_HELPER = "declined_by_helper"
    NO_ANSWER = "no_answer"
    NOT_THE_MOMENT = "not_the_moment"
    NOT_SAFE = "not_safe"


class SpanFault(StrEnum):
    """Why a pair cannot be set aside until a day."""

    NOT_AHEAD = "not_ahead"
    TOO_LONG = "too_long"


def span_fault(today: date, until: date) -> SpanFault | None:
    """Return why a pair cannot be set aside until `until`; None where it can.

    On that day it can be proposed again, so that the first possible day is tomorrow.
    """
    if until <= today:
        return SpanFault.NOT_AHEAD
    if until > today + timedelta(days=LONGEST_DAYS):
        return SpanFault.TOO_LONG
    return None
