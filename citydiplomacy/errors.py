"""Answer when something is wrong: pages for people, problem+json for machines.

The answers to broken text, to faults of ours and to a service that is away need neither database
nor session, so they still come when both are gone.
"""

import sys
from http import HTTPStatus

import redis
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from api import errors as problems
from api.errors import Problem

API = "/api/"
RETRY_AFTER_S = 15
# The database away, or the counters of the limits on signing in: a pause, not a fault.
AWAY = (OperationalError, InterfaceError, redis.ConnectionError, redis.TimeoutError)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read."""
    return refuse(
        request,
        problems.BAD_REQUEST,
        title=_("This request cannot be read"),
        sentence=_("Something in it is not as it should be. Nothing was changed."),
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a step that is not this person's to take."""
    if _is_for_machines(request):
        return _problem(problems.NOT_ALLOWED)
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what is missing and what is hidden in the same words."""
    if _is_for_machines(request):
        return _problem(problems.NOT_FOUND)
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; a service that is away is a pause.

    Django calls this while the exception is in hand, from whichever middleware or view it came.
    """
    if isinstance(sys.exception(), AWAY):
        return away(request)
    if _is_for_machines(request):
        return _problem(problems.FAULT)
    page = render_to_string("500.html")  # without the request: no session, no database
    return HttpResponse(page, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def away(request: HttpRequest) -> HttpResponse:
    """Ask to come back shortly: the data is safe, but out of reach."""
    answer = refuse(
        request,
        problems.AWAY,
        title=_("Please try again in a moment"),
        sentence=_(
            "The platform cannot reach its data at this moment. What was kept is safe. "
            "What you sent just now may not have been kept: look again before you repeat it."
        ),
    )
    answer["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def refuse(request: HttpRequest, problem: Problem, *, title: str, sentence: str) -> HttpResponse:
    """Answer machines with the problem and its code, people with a title and a sentence."""
    if _is_for_machines(request):
        return _problem(problem)
    page = render_to_string("plain.html", {"title": title, "sentence": sentence})
    return HttpResponse(page, status=problem.status)


def _is_for_machines(request: HttpRequest) -> bool:
    return request.path_info.startswith(API)


def _problem(problem: Problem) -> JsonResponse:
    return JsonResponse(
        problems.body_of(problem, {}), status=problem.status, content_type=problems.MEDIA_TYPE
    )
