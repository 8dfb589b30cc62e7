"""Views that count the calls of each caller, and tell how many are left."""

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.engine.quotas import EACH_CALLER
from api.engine.scopes import Scope


class Counted(APIView):
    """Counts each call before it asks for rights, and tells how many are left."""

    scopes: ClassVar[Mapping[str, Scope]] = {}
    calls_left: int | None = None

    def check_permissions(self, request: Request) -> None:
        """Count first: a program that calls what it may not call uses up its quota too.

        Raises:
            Throttled: the quota is used up.
        """
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Do nothing: the call is counted."""

    def finalize_response(
        self, request: Request, response: Response, *args: object, **kwargs: object
    ) -> Response:
        """Write the headers beside any answer, a refusal too."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.calls_left is not None:
            used = EACH_CALLER.burst - self.calls_left
            answer["RateLimit-Limit"] = str(EACH_CALLER.burst)
            answer["RateLimit-Remaining"] = str(self.calls_left)
            answer["RateLimit-Reset"] = str(-(-used * EACH_CALLER.pause // timedelta(seconds=1)))
        return answer
