"""The partner API for those who write programs: made from its own description, never by hand."""

from functools import cache
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.errors import PROBLEMS
from api.v1.description import described
from web.reference import telling

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def index(request: "HttpRequest") -> "HttpResponse":
    shown = {
        "resources": _resources(),
        "scopes": telling.scopes(described()).items(),
        "problems": PROBLEMS,
    }
    return render(request, "web/reference/index.html", shown)


@require_safe
def resource(request: "HttpRequest", tag: str) -> "HttpResponse":
    found = next((each for each in _resources() if each.tag == tag), None)
    if found is None:
        raise Http404
    return render(
        request, "web/reference/resource.html", {"resource": found, "resources": _resources()}
    )


@cache
def _resources() -> list[telling.Resource]:
    return telling.resources(described())
