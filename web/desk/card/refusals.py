"""Why a card is not proposed, as kind sentences: what happened, what to do now."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from publication.services import publications

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[publications.CardRefused], StrPromise]]" = {
    publications.NothingSaid: _("There are no words. Nothing was sent. Write the summary first."),
    publications.NamesThePlace: _(
        "The words name the municipality or a place near it. Nothing was sent. "
        "Say what is asked, and not where."
    ),
    publications.TellsContact: _(
        "The words tell an address or a number. Nothing was sent. Take it out."
    ),
    publications.TooFewToHide: _(
        "Too few municipalities are like this one. Nothing was sent. Match the appeal privately."
    ),
    publications.NotWanted: _(
        "The municipality wants no publicity. Nothing was sent. Match the appeal privately."
    ),
    publications.HasCard: _(
        "This appeal has a card that is on its way or public. Nothing was sent. End that one first."
    ),
    publications.NotLive: _(
        "The appeal is not read yet, or it is over. Nothing was sent. Look at the case."
    ),
}


def sentence_of(refused: publications.CardRefused) -> str:
    """Return in the reader's language why nothing was sent."""
    return str(SENTENCES[type(refused)])
