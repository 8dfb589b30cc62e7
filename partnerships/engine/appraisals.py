"""Whether both sides of a partnership think the same of a result."""

from enum import StrEnum

from partnerships.engine.values import Appraisal


class Agreement(StrEnum):
    """How the appraisals of the two sides stand to one another."""

    AGREE = "agree"
    DIFFER = "differ"
    ONE_SILENT = "one_silent"
    BOTH_SILENT = "both_silent"


def agreement_of(asking: Appraisal | None, helping: Appraisal | None) -> Agreement:
    """Return how two appraisals stand to one another; None is a side that has said nothing yet."""
    if asking is None and helping is None:
        return Agreement.BOTH_SILENT
    if asking is None or helping is None:
        return Agreement.ONE_SILENT
    return Agreement.AGREE if asking is helping else Agreement.DIFFER
