"""Why a step of an action is not taken, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from congress import services
from congress.engine.lifecycle import IllegalTransition, ReasonMissing
from matching.engine import lifecycle as lives

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[Exception], StrPromise]]" = {
    services.NotOfTheCongress: _(
        "The Congress does not do this there. Nothing was changed. Choose something else."
    ),
    services.ProposedAlready: _(
        "The same is on its way for this appeal. Nothing was changed. Look at what there is."
    ),
    services.NeedsOpen: _(
        "Something must be seen to before a day is set. Nothing was changed. See what is needed."
    ),
    services.NotPromised: _(
        "There is no day for it yet, so it answers nobody. Nothing was changed."
    ),
    IllegalTransition: _(
        "The action has moved on meanwhile. Nothing was changed. Look at where it stands."
    ),
    ReasonMissing: _("It is dropped only with its reason. Nothing was changed. Say why."),
    services.DayMissing: _(
        "It has no day yet. Nothing was changed. Say for which day it is planned."
    ),
    lives.IllegalTransition: _(
        "The appeal is not read yet, or it is over. Nothing was changed. Look at the case."
    ),
}

REFUSALS: Final = tuple(SENTENCES)


def sentence_of(refused: Exception) -> str:
    """Return in the reader's language why nothing was done."""
    return str(SENTENCES[type(refused)])
