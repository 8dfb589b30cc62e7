"""Public figures of results as rows of codes, the same for every program and in every language.

Nothing is here that a public page does not show. The rows of needs are those of the partner API.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from partnerships.engine.editions import edition_of
from partnerships.engine.figures import highest_of

if TYPE_CHECKING:
    from partnerships.models import ResultsEdition

LICENCE: Final = "CC-BY-4.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/"

RESULT: Final = ("as_of", "measure", "by", "row", "lowest", "highest")


def results(edition: "ResultsEdition") -> Iterator[tuple[str, ...]]:
    """Yield each class of an edition with its lowest and highest count; what is hidden is absent.

    A sign of peace stands as its own measure, by the direction in which it moved.
    """
    as_of = edition.as_of.isoformat()
    for table in edition_of(edition.figures, as_of=edition.as_of).tables:
        for row, lowest in table.classes.items():
            yield as_of, table.measure.value, table.dimension.value, row, *_span(lowest)
    for sign, direction, lowest in edition.figures["signs"]:
        yield as_of, f"sign_{sign}", "direction", direction, *_span(lowest)


def _span(lowest: int) -> tuple[str, str]:
    return str(lowest), str(highest_of(lowest))
