"""What the page of a case tells of its course, from what the page has loaded already."""

from typing import TYPE_CHECKING, Final

from django.utils import timezone

from prerequisites.engine.values import VerdictClass
from prerequisites.selectors import judgements_of
from web.desk.course.words import Course, Held, course_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.models import Appeal
    from matching.selectors.clocks import Shown
    from matching.selectors.proposals import ToldCase
    from web.desk.answers.pages import Line
    from web.types import SignedInRequest

_MOST_VERDICTS: Final = 30


def course_of_case(
    request: "SignedInRequest",
    appeal: "Appeal",
    *,
    clocks: "Sequence[Shown]",
    given: "Sequence[Line]",
    proposals: "Sequence[ToldCase]",
) -> Course:
    """Return the course of a case of the reader.

    Cost: 1 query.
    """
    judged = judgements_of(request.user, appeal.municipality)
    found = judged.values_list("as_of", "verdict_class")[:_MOST_VERDICTS]
    return course_of(
        appeal,
        verdicts=[Held(since=day, verdict=VerdictClass(code)) for day, code in found],
        clocks=clocks,
        answers=[line.given for line in given],
        proposals=[told.proposal for told in proposals],
        today=timezone.localdate(),
    )
