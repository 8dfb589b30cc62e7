"""A published edition of the figures, from partnerships drawn by hand."""

from datetime import UTC, date, datetime
from typing import Final

from activities.engine.values import Activity
from partnerships.engine.editions import figures_of
from partnerships.engine.figures import Counted, Measure, RegionClass
from partnerships.engine.values import Direction, PeaceIndicator
from partnerships.models import ResultsEdition

AS_OF: Final = date(2026, 4, 1)
PUBLISHED_AT: Final = datetime(2026, 4, 15, 5, 10, tzinfo=UTC)


def an_edition() -> ResultsEdition:
    """Twenty-seven partnerships, seven of which reached something; dialogue grew in six."""
    counted = [_partnership(number) for number in range(27)]
    moved = [frozenset({(PeaceIndicator.DIALOGUE, Direction.BETTER)})] * 6
    return ResultsEdition.objects.create(
        as_of=AS_OF,
        figures=figures_of(counted, moved, as_of=AS_OF),
        published_at=PUBLISHED_AT,
    )


def _partnership(number: int) -> Counted:
    region = RegionClass.ELSEWHERE if number % 3 else RegionClass.MEMBER_STATES
    return Counted(
        year="2026",
        activity=(Activity.FORUMS if number < 20 else Activity.VISITS).value,
        region=region.value,
        measures=frozenset({Measure.HELD, Measure.REACHED} if number < 7 else set()),
    )
