"""What both sides think of the results of a partnership, for the officer of its case."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may
from partnerships import selectors
from partnerships.services.reading import objectives_read_by
from web.desk.results.words import side_by_side, signs_of
from web.types import SignedInRequest

if TYPE_CHECKING:
    from partnerships.models import Partnership


@require_safe
@login_required
def partnership_results(request: SignedInRequest, reference: UUID) -> HttpResponse:
    partnership = _own_or_404(request, reference)
    objectives = objectives_read_by(request.user, partnership, at=timezone.now())
    context = {
        "partnership": partnership,
        "compared": side_by_side(objectives, selectors.results_of(partnership)),
        "signs": signs_of(selectors.indicators_of(partnership), today=timezone.localdate()),
    }
    return render(request, "web/desk/results/partnership.html", context)


def _own_or_404(request: SignedInRequest, reference: UUID) -> "Partnership":
    """Return a partnership of the reader's own case; what is hidden looks like what is missing."""
    if not may(request.user, Permission.READ_CASE):
        raise Http404
    found = get_object_or_404(selectors.partnerships_for(request.user), reference=reference)
    if found.appeal.officer_id != request.user.pk:
        raise Http404
    return found
