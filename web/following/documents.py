"""The documents of an appeal, for whoever holds its receipt."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matching.engine.receipts import Holder
from web.attachments.pages import Doors, documents_page, opened_document, remove_document
from web.following.opened import appeal_of, holder_of, led_back

_DOORS = Doors(
    page="web:following:documents",
    open="web:following:document",
    remove="web:following:remove_document",
    back="web:following:case",
)


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request: HttpRequest) -> HttpResponse:
    appeal = appeal_of(request)
    if appeal is None:
        return led_back(request)
    return documents_page(request, appeal, by=Holder(appeal=appeal.reference), doors=_DOORS)


@require_safe
def document(request: HttpRequest, attachment: UUID) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        raise Http404
    return opened_document(attachment, by=holder)


@require_POST
def remove(request: HttpRequest, attachment: UUID) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        return led_back(request)
    return remove_document(request, attachment, by=holder, doors=_DOORS)
