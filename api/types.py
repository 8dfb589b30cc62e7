"""What a view may count on."""

from typing import TYPE_CHECKING

from rest_framework.request import Request

if TYPE_CHECKING:
    from accounts.models import User


class SignedInRequest(Request):
    """A request behind `IsAuthenticated`: there is a user, never an anonymous one."""

    user: "User"
