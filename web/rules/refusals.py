"""What cannot be done with rules, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from prerequisites.services import rules as services
from web.versions import CHANGED_MEANWHILE, NO_REASON, OWN_PROPOSAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[services.RulesRefused], StrPromise]]" = {
    services.FaultyRules: _(
        "These numbers would break what holds of every verdict. Nothing was saved. "
        "Please look at them again."
    ),
    services.NoReason: NO_REASON,
    services.OwnProposal: OWN_PROPOSAL,
    services.AlreadyAdopted: _(
        "A colleague has adopted this version meanwhile. Nothing was changed; it holds."
    ),
    services.Outdated: _(
        "A newer version has come into force, and this one would undo it. Nothing was changed. "
        "Propose these numbers anew if they are still wanted."
    ),
    services.ChangedMeanwhile: CHANGED_MEANWHILE,
}


def sentence_of(refused: services.RulesRefused) -> str:
    """Return what to tell who asked."""
    return str(SENTENCES[type(refused)])
