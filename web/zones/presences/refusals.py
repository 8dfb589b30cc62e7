"""What cannot be recorded of who is at work, as kind sentences."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.services import presences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[presences.PresenceRefused], StrPromise]]" = {
    presences.NotNamed: _("The body, or who says so, is not named. Nothing was recorded."),
    presences.ComesLater: _("This day has not come yet. Nothing was recorded."),
    presences.ThereAlready: _(
        "It is recorded already that this body does this here. Nothing was recorded."
    ),
    presences.GoneAlready: _("A colleague has ended it meanwhile. Nothing was changed."),
    presences.GoneBeforeItCame: _(
        "It would end on or before the day it starts, or in the future. Nothing was changed."
    ),
}


def sentence_of(refused: presences.PresenceRefused) -> str:
    """Return in the reader's language what was refused."""
    return str(SENTENCES[type(refused)])
