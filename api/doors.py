"""What every door of the API asks: what the token is for, and how often its caller comes."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from api.engine.quotas import EACH_CALLER
from api.errors import BeyondScope
from api.selectors import Caller
from intake.services.limits import TooFast, spend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.views import APIView

    from api.engine.scopes import Scope


class WithinScope(BasePermission):
    """A program does what its token is for. An action without a scope is closed to programs."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Let people through, whom their rights hold; stop a token that is for something else.

        Raises:
            BeyondScope: the token does not name the scope of this action.
        """
        if not isinstance(request.auth, Caller):
            return True
        scopes: Mapping[str, Scope] = getattr(view, "scopes", {})
        if scopes.get(str(getattr(view, "action", ""))) not in request.auth.scopes:
            raise BeyondScope
        return True


class Quota(BaseThrottle):
    """How often someone calls, counted in PostgreSQL, where no two slip through together."""

    pause = timedelta(0)

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Take one call out of the caller's quota, and leave word of it for the headers."""
        if not request.user.is_authenticated:
            return True
        try:
            left = spend(f"api-user-{request.user.pk}", EACH_CALLER, at=timezone.now())
        except TooFast as refusal:
            self.pause = refusal.wait
            left = -1
        vars(view)["calls_left"] = max(0, left)
        return left >= 0

    def wait(self) -> float:
        """Return in how many seconds the next call may come."""
        return max(1.0, self.pause.total_seconds())
