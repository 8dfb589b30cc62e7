"""What a view may count on."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind @login_required: there is a user, never an anonymous one."""

    user: "User"
