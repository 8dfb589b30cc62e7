"""Keyboard shortcuts of the desk: off until somebody switches them on, and off again after that.

The choice lies in the session: on a machine that several people use, nobody finds the keys of
somebody else (WCAG 2.1.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.engine.roles import Permission
from accounts.permissions import may

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.functional import _StrPromise as StrPromise

_KEPT_AS: Final = "shortcuts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leap:
    """A page to which the letter after `g` leads."""

    key: str
    label: "StrPromise"
    url_name: str
    needs: Permission

    @property
    def href(self) -> str:
        """Return its address."""
        return reverse(self.url_name)


_LEAPS: Final[Sequence[Leap]] = (
    Leap(key="q", label=_("Queue"), url_name="web:desk:queue", needs=Permission.READ_DESK),
    Leap(key="s", label=_("Find"), url_name="web:desk:search", needs=Permission.READ_DESK),
    Leap(
        key="f",
        label=_("Who waits how long"),
        url_name="web:desk:fairness",
        needs=Permission.SUPERVISE,
    ),
)


def are_on(request: "HttpRequest") -> bool:
    """Test that the reader works at the desk and has switched the shortcuts on."""
    user = request.user
    return (
        user.is_authenticated
        and may(user, Permission.READ_DESK)
        and bool(request.session.get(_KEPT_AS))
    )


def turn(request: "HttpRequest") -> bool:
    """Switch the shortcuts on, or off where they are on; return whether they are on now."""
    request.session[_KEPT_AS] = not request.session.get(_KEPT_AS)
    return bool(request.session[_KEPT_AS])


def leaps_for(request: "HttpRequest") -> list[Leap]:
    """Return where the reader may leap."""
    return [leap for leap in _LEAPS if may(request.user, leap.needs)]
