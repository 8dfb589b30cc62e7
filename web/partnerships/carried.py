"""What a member carries out of the room: the days of activities, and a sheet for its council."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partnerships.selectors import own_seats
from partnerships.selectors.calendar import calendar_of
from web.partnerships.found import partnership_or_404
from web.partnerships.summary import summary_of
from web.types import SignedInRequest


@require_safe
@login_required
def calendar(request: SignedInRequest, reference: UUID) -> HttpResponse:
    """Answer with a file to keep; its address opens only to who is signed in."""
    partnership = partnership_or_404(request, reference)
    return HttpResponse(
        calendar_of(request.user, partnership),
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="activities.ics"',
            "Cache-Control": "no-store",
        },
    )


@require_safe
@login_required
def summary(request: SignedInRequest, reference: UUID) -> HttpResponse:
    """Show a member town the sheet for its council; whoever has no council there finds none."""
    partnership = partnership_or_404(request, reference)
    own = own_seats(request.user, partnership).first()
    if own is None:
        raise Http404
    now = timezone.now()
    context = {
        "partnership": partnership,
        "summary": summary_of(partnership, own, request.user, at=now),
        "printed_at": now,
    }
    return render(request, "web/partnerships/summary.html", context)
