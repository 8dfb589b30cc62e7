"""The documents of an appeal, for its author with an account or a receipt, and for its officer."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from attachments.engine import refusals
from attachments.engine.limits import MOST_OF_AN_APPEAL
from attachments.services import attachments as services
from sealing import services as sealing
from web.attachments.forms import AttachmentForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal
    from matching.selectors.speaking import Speaker

_REFUSALS: "Final[Mapping[type[Exception], StrPromise]]" = {
    refusals.Empty: gettext_lazy("There is nothing in this file. Nothing was kept."),
    refusals.TooLarge: gettext_lazy(
        "This file is larger than 8 MB, or would be. Nothing was kept. Take a smaller "
        "photograph, or send fewer pages."
    ),
    refusals.UnknownKind: gettext_lazy(
        "This is neither JPEG, PNG, WebP nor PDF, whatever its name says. Nothing was kept. "
        "Take a photograph of it, or save it as PDF."
    ),
    refusals.TooManyPixels: gettext_lazy(
        "This image has more than 25 million pixels. Nothing was kept. Send a smaller one."
    ),
    refusals.BrokenImage: gettext_lazy(
        "This image cannot be read to its end: it is damaged. Nothing was kept. Send it again, "
        "or another one."
    ),
    refusals.Encrypted: gettext_lazy(
        "This PDF is locked with a password, or against changes. Nothing was kept. Save it "
        "without the lock, or photograph its pages."
    ),
    refusals.BrokenPdf: gettext_lazy(
        "This PDF cannot be read to its end: it is damaged. Nothing was kept. Save it anew, or "
        "photograph its pages."
    ),
    refusals.TooManyPages: gettext_lazy(
        "This PDF has no pages, or more than 30. Nothing was kept. Send the pages that matter."
    ),
    refusals.TooIntricate: gettext_lazy(
        "This file is made in a way that we cannot clean. Nothing was kept. Print it to a new "
        "PDF, or photograph it."
    ),
    refusals.NoLabel: gettext_lazy("Say in a few words what it is. Nothing was kept."),
    refusals.TooMany: gettext_lazy(
        "This appeal has as many documents as it may have. Nothing was kept. Remove one first."
    ),
    refusals.IsOver: gettext_lazy(
        "The appeal is over, or goes on under another one. Nothing was kept."
    ),
    sealing.Erased: gettext_lazy(
        "What people wrote for this appeal was destroyed, so nothing can be kept or read. "
        "Speak to the secretariat."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """The names of the addresses that a page leads to, and what each is told before a document."""

    page: str
    open: str
    remove: str
    back: str
    args: tuple[UUID, ...] = ()


def documents_page(
    request: HttpRequest, appeal: "Appeal", *, by: "Speaker", doors: Doors
) -> HttpResponse:
    """Show the documents of an appeal, and keep another one.

    Args:
        request: of the page.
        appeal: one for which `by` writes.
        by: who adds.
        doors: where the page leads.
    """
    is_sent = request.method == "POST"
    form = AttachmentForm(request.POST, request.FILES) if is_sent else AttachmentForm()
    status = HTTPStatus.OK
    if is_sent and form.is_valid():
        try:
            services.add(
                appeal=appeal.reference,
                content=form.content(),
                label=form.cleaned_data["label"],
                by=by,
                at=timezone.now(),
            )
        except (refusals.Refused, sealing.Erased) as refused:
            form.add_error("file", str(_REFUSALS[type(refused)]))
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            messages.success(request, _("The document is kept. Your officer can open it."))
            return redirect(doors.page, *doors.args)
    told = services.read_attachments(appeal, by=by, at=timezone.now())
    may_add = appeal.state in services.ADDABLE and len(told) < MOST_OF_AN_APPEAL
    context = {"form": form, "documents": told, "doors": doors, "may_add": may_add}
    return render(request, "web/attachments/documents.html", context, status=status)


def remove_document(
    request: HttpRequest, attachment: UUID, *, by: "Speaker", doors: Doors
) -> HttpResponse:
    """Erase a document and go back to the others; what is not `by`'s is not there."""
    try:
        services.remove(attachment=attachment, by=by, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(request, _("The document is removed. Its content is erased here."))
    return redirect(doors.page, *doors.args)


def opened_document(attachment: UUID, *, by: "Speaker") -> HttpResponse:
    """Return a document to be kept by the reader's device, never to be run by the browser."""
    try:
        opened = services.open_attachment(attachment=attachment, by=by, at=timezone.now())
    except (ObjectDoesNotExist, sealing.Erased):
        raise Http404 from None
    response = HttpResponse(opened.content, content_type=opened.media_type)
    response["Content-Disposition"] = f'attachment; filename="{opened.file_name}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
