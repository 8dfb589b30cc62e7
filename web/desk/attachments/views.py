"""The documents of a case, for its officer."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.engine.roles import Permission
from accounts.permissions import may
from web.attachments.pages import opened_document
from web.types import SignedInRequest


@require_safe
@login_required
def document(request: SignedInRequest, attachment: UUID) -> HttpResponse:
    if not may(request.user, Permission.READ_CASE):
        raise Http404
    return opened_document(attachment, by=request.user)
