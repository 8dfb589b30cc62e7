"""What cannot be done with a clock, as kind sentences."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.labels import PAUSE_FAULT_LABELS
from matching.services import clocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[clocks.ClockRefused], StrPromise]]" = {
    clocks.NothingRuns: _(
        "What this clock is about is done, or the appeal is over. Nothing was changed."
    ),
    clocks.PausedAlready: _(
        "This clock rests already. Nothing was changed. Let it run first, then pause it anew."
    ),
    clocks.NotPaused: _("This clock runs already. Nothing was changed."),
    clocks.NeverPaused: _(
        "Violence is high at this place: nothing puts off that a person reads the appeal. "
        "Nothing was changed."
    ),
}


def sentence_of(refused: clocks.ClockRefused) -> str:
    """Return in the reader's language what was refused."""
    if isinstance(refused, clocks.WrongDay):
        return str(PAUSE_FAULT_LABELS[refused.fault])
    return str(SENTENCES[type(refused)])
