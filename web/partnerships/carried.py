"""What a member carries out of the room: the days of activities."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from partnerships.selectors.calendar import calendar_of
from web.partnerships.found import partnership_or_404
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
