"""Two or three candidates of a case beside each other."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from matching.engine.beside import FEWEST_BESIDE, MOST_BESIDE
from matching.engine.lifecycle import INTRODUCIBLE
from matching.selectors import beside as selectors
from web.desk.beside.words import befores_of, rows_of_compared
from web.desk.cases import case_or_404
from web.types import SignedInRequest


@require_safe
@login_required
def beside(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    ticked = _ticked(request)
    compared = []
    if FEWEST_BESIDE <= len(ticked) <= MOST_BESIDE:
        compared = selectors.beside_each_other(
            request.user, appeal, ticked, today=timezone.localdate()
        )
    if len(compared) < FEWEST_BESIDE:
        compared = []
    context = {
        "appeal": appeal,
        "compared": compared,
        "befores": befores_of(compared),
        "rows": rows_of_compared(compared) if compared else [],
        "may_put": appeal.state in INTRODUCIBLE,
    }
    return render(request, "web/desk/beside/index.html", context)


def _ticked(request: SignedInRequest) -> set[UUID]:
    """Return the pledges that the address names; what names none is left out."""
    return {UUID(each) for each in request.GET.getlist("pledge")[: MOST_BESIDE + 1] if _names(each)}


def _names(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
