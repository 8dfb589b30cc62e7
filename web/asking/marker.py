"""Which filing this phone has open: an opaque reference in the server's own session."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone

_KEY: Final = "filing"
_OPEN_FOR: Final = timedelta(hours=1)


def open_on_this_phone(request: HttpRequest, filing: UUID) -> None:
    """Let this phone go on with a filing, under a fresh session."""
    request.session.cycle_key()
    until = timezone.now() + _OPEN_FOR
    request.session[_KEY] = {"filing": str(filing), "until": until.timestamp()}


def filing_of(request: HttpRequest) -> UUID | None:
    """Return the filing that this phone has open, or None; an hour after entering it is shut."""
    kept = request.session.get(_KEY)
    if kept is None or kept["until"] < timezone.now().timestamp():
        return None
    return UUID(kept["filing"])


def shut(request: HttpRequest) -> None:
    """Forget the filing on this phone; somebody who signed in stays signed in."""
    if request.user.is_authenticated:
        request.session.pop(_KEY, None)
        request.session.cycle_key()
        return
    request.session.flush()
