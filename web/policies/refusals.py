"""What cannot be done with a policy, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.services import policies as services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[services.PolicyRefused], StrPromise]]" = {
    services.FaultyPolicy: _(
        "This order would break what holds of every match. Nothing was saved. "
        "Please look at it again."
    ),
    services.NoReason: _("Nobody said why. Nothing was saved. Please give a reason."),
    services.OwnProposal: _(
        "You proposed this version yourself. Nothing was changed. A colleague adopts it."
    ),
    services.AlreadyDecided: _(
        "A colleague has decided on this version meanwhile. Nothing was changed."
    ),
    services.Outdated: _(
        "A newer version has come into force, and this one would undo it. Nothing was changed. "
        "Propose this order anew if it is still wanted."
    ),
    services.ChangedMeanwhile: _(
        "Another version came into force while you looked. Nothing was changed. "
        "Please look again at what this one would change now."
    ),
}


def sentence_of(refused: services.PolicyRefused) -> str:
    """Return what to tell who asked."""
    return str(SENTENCES[type(refused)])
