"""What cannot be done with sides, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.services import sides

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[sides.SideRefused], StrPromise]]" = {
    sides.StandsAlready: _(
        "It stands on a side of this conflict at that time already. Nothing was recorded. "
        "End that first."
    ),
    sides.NoSource: _("Nobody is named who says so. Nothing was recorded."),
    sides.StartsLater: _("This day has not come yet. Nothing was recorded."),
    sides.EndedAlready: _("A colleague has ended it meanwhile. Nothing was changed."),
    sides.EndsBeforeItStarts: _(
        "It would end on or before the day it starts, or in the future. Nothing was changed."
    ),
}


def sentence_of(refused: sides.SideRefused) -> str:
    """Return in the reader's language what was refused."""
    return str(SENTENCES[type(refused)])
