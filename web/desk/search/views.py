"""The desk's search."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may, require
from matching.selectors import search
from matching.selectors.queue import queue_lines
from places.selectors import zones_named
from web.desk.queue import lines_of
from web.desk.search.forms import WordsForm
from web.desk.search.words import sought_in
from web.pledges.standing import lines_of as pledge_lines_of
from web.types import SignedInRequest
from web.zones import pages

MOST: Final = 20
"""Hits of one kind that are shown; a word more says it better than a second page."""


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    require(request.user, Permission.READ_DESK)
    form = WordsForm(request.GET or None)
    words = form.cleaned_data["words"].strip() if form.is_valid() else ""
    context = {"form": form, "words": words, "most": MOST}
    if words:
        context |= _found(request, words)
    return render(request, "web/desk/search/index.html", context)


def _found(request: SignedInRequest, words: str) -> dict[str, object]:
    sought = sought_in(words)
    if not sought:
        return {}
    cases = list(search.cases_found(request.user, sought)[:MOST])
    zones = zones_named(words)[:MOST] if may(request.user, Permission.READ_EVIDENCE) else []
    return {
        "cases": lines_of(queue_lines(request.user, cases, today=timezone.localdate())),
        "pledges": pledge_lines_of(search.pledges_found(request.user, sought)[:MOST]),
        "zones": pages.lines_of(zones),
    }
