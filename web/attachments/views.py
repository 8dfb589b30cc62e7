"""The documents of an appeal, for a municipality with an account."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from web.appeals.cases import own_appeal_or_404
from web.attachments.pages import Doors, documents_page, opened_document, remove_document
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def documents(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = own_appeal_or_404(request, reference)
    return documents_page(request, appeal, by=request.user, doors=_doors(reference))


@require_safe
@login_required
def document(request: SignedInRequest, reference: UUID, attachment: UUID) -> HttpResponse:
    own_appeal_or_404(request, reference)
    return opened_document(attachment, by=request.user)


@require_POST
@login_required
def remove(request: SignedInRequest, reference: UUID, attachment: UUID) -> HttpResponse:
    own_appeal_or_404(request, reference)
    return remove_document(request, attachment, by=request.user, doors=_doors(reference))


def _doors(reference: UUID) -> Doors:
    return Doors(
        page="web:appeals:documents",
        open="web:appeals:document",
        remove="web:appeals:remove_document",
        back="web:appeals:detail",
        args=(reference,),
    )
