"""The pages on which a municipality says that it does not agree."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from matching.selectors import reading
from web.appeals.cases import own_appeal_or_404
from web.appeals.objecting.pages import object_page
from web.appeals.outcome import outcome_of
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def outcome(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    found = outcome_of(reading.verdict_class_for(request.user, appeal))
    if found is None:
        raise Http404
    return object_page(
        request, appeal, about=found.label, by=request.user, back=appeal.get_absolute_url()
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answer(request: SignedInRequest, reference: UUID, answer: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    given = reading.answers_for(request.user, appeal).filter(reference=answer).first()
    if given is None:
        raise Http404
    return object_page(
        request,
        appeal,
        about=given.get_kind_display(),
        by=request.user,
        back=appeal.get_absolute_url(),
        answer=answer,
    )
