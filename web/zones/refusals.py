"""What cannot be done with evidence, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from evidence import services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[services.EvidenceRefused], StrPromise]]" = {
    services.ObservedLater: _(
        "This day has not come yet. Nothing was recorded. "
        "Record what is known today, and come back when it has happened."
    ),
    services.EndsBeforeItStarts: _(
        "It would end on or before the day it starts. Nothing was recorded. "
        "Please look at the two days again."
    ),
    services.ContextOnly: _(
        "A country index says nothing about one municipality. Nothing was recorded. "
        "Look for a source that knows the place."
    ),
    services.AlreadySuperseded: _(
        "A colleague has put a better statement in its place meanwhile. "
        "Nothing was changed; you see the new one here."
    ),
    services.AlreadyConfirmed: _(
        "A colleague has confirmed it meanwhile. Nothing was changed; it needs no more."
    ),
    services.OwnEvidence: _(
        "You recorded this statement yourself. Nothing was changed. A colleague confirms it."
    ),
    services.AlreadyRetracted: _(
        "A colleague has taken back this phase meanwhile. Nothing was changed."
    ),
}


def sentence_of(refused: services.EvidenceRefused) -> str:
    """Return what to tell who asked."""
    return str(SENTENCES[type(refused)])
