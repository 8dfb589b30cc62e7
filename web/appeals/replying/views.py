"""The page on which a municipality with an account replies to its officer."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from web.appeals.cases import own_appeal_or_404
from web.appeals.replying.pages import reply_page
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reply(request: SignedInRequest, reference: UUID, question: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    return reply_page(request, appeal, question, by=request.user, back=appeal.get_absolute_url())
