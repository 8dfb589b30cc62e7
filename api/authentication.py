"""Who is calling: a program with a token of its network's key, or a person with a session."""

from typing import TYPE_CHECKING, Final

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import PermissionDenied

from api.errors import CsrfFailed, WrongToken
from api.selectors import Caller, caller_of

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import User

_SCHEME: Final = "bearer"
LONGEST_TOKEN: Final = 128


class Bearer(BaseAuthentication):
    """A token in the header Authorization (RFC 6750). It is never read from an address."""

    def authenticate(self, request: "Request") -> "tuple[User, Caller] | None":
        """Return who calls; None where no token is sent, so that a session may be.

        Raises:
            WrongToken: there is one, and it opens nothing.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != _SCHEME:
            return None
        caller = caller_of(token, at=timezone.now()) if 0 < len(token) <= LONGEST_TOKEN else None
        if caller is None:
            raise WrongToken
        return caller.user, caller

    def authenticate_header(self, request: "Request") -> str:
        """Return what makes DRF answer 401, and says how one signs in (RFC 6750, section 3)."""
        has_token = "Authorization" in request.headers
        return 'Bearer error="invalid_token"' if has_token else "Bearer"


class Session(SessionAuthentication):
    """A session cookie, with a CSRF token beside whatever changes something."""

    def enforce_csrf(self, request: "Request") -> None:
        """Refuse what another site may have sent.

        Raises:
            CsrfFailed: the token is missing or wrong.
        """
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise CsrfFailed from None
