"""Where the sign-in library asks us."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up: the secretariat invites, after it has spoken with the body concerned."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # the library's signature
        """Answer no; the page then says how an account comes about."""
        return False
