"""What cannot be done with a policy, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.services import policies as services
from web.versions import CHANGED_MEANWHILE, NO_REASON, OWN_PROPOSAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[services.PolicyRefused], StrPromise]]" = {
    services.FaultyPolicy: _(
        "This order would break what holds of every match. Nothing was saved. "
        "Please look at it again."
    ),
    services.NoReason: NO_REASON,
    services.OwnProposal: OWN_PROPOSAL,
    services.AlreadyDecided: _(
        "A colleague has decided on this version meanwhile. Nothing was changed."
    ),
    services.Outdated: _(
        "A newer version has come into force, and this one would undo it. Nothing was changed. "
        "Propose this order anew if it is still wanted."
    ),
    services.ChangedMeanwhile: CHANGED_MEANWHILE,
}


def sentence_of(refused: services.PolicyRefused) -> str:
    """Return what to tell who asked."""
    return str(SENTENCES[type(refused)])
