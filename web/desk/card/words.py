"""What the desk is told of a card before it is proposed: each step, and why it was not enough."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publication.engine.generalise import Tried
from publication.labels import OBSTACLE_SENTENCES, STEP_LABELS

if TYPE_CHECKING:
    from publication.selectors.previews import Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step that was tried; `why_not` is empty for the one that is taken."""

    label: str
    fit: int
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Whether a card is possible, how coarse, and how many municipalities it could mean."""

    is_possible: bool
    crowd: int
    steps: tuple[Step, ...]


def outlook_of(preview: "Preview") -> Outlook:
    """Return what the officer sees before writing a word."""
    found = preview.found
    return Outlook(
        is_possible=found.cell is not None,
        crowd=len(found.crowd),
        steps=tuple(_step(each) for each in found.tried),
    )


def _step(tried: Tried) -> Step:
    why_not = str(OBSTACLE_SENTENCES[tried.obstacle]) if tried.obstacle else ""
    return Step(label=str(STEP_LABELS[tried.step]), fit=tried.fit, why_not=why_not)
