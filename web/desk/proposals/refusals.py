"""Why a pair is not put, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from matching.services import proposals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[proposals.ProposalRefused], StrPromise]]" = {
    proposals.NotRead: _(
        "The appeal is not acknowledged, or it is over. Nobody was asked. Read it first."
    ),
    proposals.NotOffered: _("The pledge is not offered at the moment. Nobody was asked."),
    proposals.NoRoom: _(
        "The appeal has its helpers, or the pledge helps as many as it can. Nobody was asked."
    ),
    proposals.DoesNotFit: _(
        "A gate keeps this pair apart today. Nobody was asked. The case tells which gate."
    ),
    proposals.ConditionsOpen: _(
        "The conditions are not confirmed. Nobody was asked. Make sure of them first."
    ),
    proposals.PutAlready: _(
        "This pair waits for consent or is introduced already. Nobody was asked again."
    ),
}


def sentence_of(refused: proposals.ProposalRefused) -> str:
    """Return in the reader's language why nothing was put."""
    return str(SENTENCES[type(refused)])
