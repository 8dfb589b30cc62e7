"""What cannot be done with people and networks, as kind sentences: what was not changed."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from accounts import services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[Exception], StrPromise]]" = {
    services.AddressTaken: _(
        "Somebody has an account with this address. Look for them on “People”. Nobody was invited."
    ),
    services.BodyDoesNotFit: _(
        "This role acts for a municipality, an intermediary or a network. Write which one. "
        "Nothing was changed."
    ),
    services.AlreadyGranted: _("They act in this role for this body already. Nothing was changed."),
    services.OwnMembership: _(
        "Nobody grants or ends a membership of their own. Ask another supervisor. "
        "Nothing was changed."
    ),
    services.AlreadyEnded: _("This membership was ended before. Nothing was changed."),
    services.CodeUsed: _(
        "The code has been used, and the account has a password. Nothing was changed."
    ),
    services.NameTaken: _("There is a network with this name already. None was made."),
    services.MemberAlready: _(
        "This municipality belongs to the network already. Nothing was changed."
    ),
    services.NoMember: _("This municipality does not belong to the network. Nothing was changed."),
    services.AccountClosed: _("This account is closed: no code opens it. Nothing was changed."),
}


def sentence_of(refused: Exception) -> str:
    """Return in the reader's language what was refused."""
    return str(SENTENCES[type(refused)])
