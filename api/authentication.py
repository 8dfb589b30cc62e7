"""Who is calling: the session that people sign in with. Partner keys do not exist yet."""

from typing import TYPE_CHECKING

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied

from api.errors import CsrfFailed

if TYPE_CHECKING:
    from rest_framework.request import Request


class Session(SessionAuthentication):
    """A session cookie, with a CSRF token beside whatever changes something."""

    def authenticate_header(self, request: "Request") -> str:  # noqa: ARG002
        """Return what makes DRF answer 401, and not 403, to those who are not signed in."""
        return "Session"

    def enforce_csrf(self, request: "Request") -> None:
        """Refuse what another site may have sent.

        Raises:
            CsrfFailed: the token is missing or wrong.
        """
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise CsrfFailed from None
