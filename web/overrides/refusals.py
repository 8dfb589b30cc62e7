"""What cannot be done with an override, as kind sentences: what happened, what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from prerequisites.services import overrides as services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[services.OverrideRefused], StrPromise]]" = {
    services.CannotBeOverridden: _(
        "This needs proof and cannot be decided beside the evidence. Nothing was saved."
    ),
    services.NoReason: _("Nobody said why. Nothing was saved. Please give a reason."),
    services.HoldsTooLong: _(
        "It would hold for longer than evidence does. Nothing was saved. "
        "Please name an earlier day."
    ),
    services.StartsEarlier: _(
        "It would begin before today. Nothing was saved: what was decided in the past stays."
    ),
    services.OwnOverride: _(
        "You proposed this override yourself. Nothing was changed. A colleague confirms it."
    ),
    services.AlreadyConfirmed: _(
        "A colleague has confirmed this override meanwhile. Nothing was changed; it holds."
    ),
    services.AlreadyEnded: _(
        "A colleague has ended or turned down this override meanwhile. Nothing was changed."
    ),
    services.Lapsed: _(
        "Its last day has passed before a second person confirmed it. Nothing was changed. "
        "Propose it anew if it is still needed."
    ),
}


def sentence_of(refused: services.OverrideRefused) -> str:
    """Return what to tell who asked."""
    return str(SENTENCES[type(refused)])
