"""What became of all partnerships together, for anyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partnerships.selectors.figures import latest_edition
from web.results.figures import shown_of


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    edition = latest_edition()
    shown = shown_of(edition) if edition else None
    return render(request, "web/results/index.html", {"edition": edition, "shown": shown})
