"""Pages on which people find what waits for them."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notices.engine.telling import Door
from notices.selectors import inbox
from notices.selectors.mails import choice_of
from notices.services import mails, reading
from web.inbox.feed import as_atom
from web.inbox.forms import MailForm, UpToForm
from web.types import SignedInRequest

if TYPE_CHECKING:
    from notices.selectors.inbox import ToldNotice

_IN_FEED: Final = 20

_BEHIND: Final = {
    Door.PROPOSAL: "web:proposals:detail",
    Door.APPEAL: "web:appeals:detail",
    Door.CASE: "web:desk:case",
    Door.DOSSIER: "web:desk:dossier",
    Door.CASE_PROPOSAL: "web:desk:proposal",
    Door.PARTNERSHIP: "web:partnerships:detail",
    Door.SEARCH: "web:needs:search",
    Door.CALL: "web:calls:detail",
}


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    page = Paginator(inbox.notices_for(request.user), 20).get_page(request.GET.get("page"))
    told = inbox.told(request.user, list(page))
    context = {
        "page": page,
        "told": told,
        "newest": inbox.newest_for(request.user) if page.number == 1 else None,
    }
    return render(request, "web/inbox/index.html", context)


@require_POST
@login_required
def open_one(request: SignedInRequest, reference: UUID) -> HttpResponse:
    """Mark a notice as read and lead to what it is about; opening it by a link writes nothing."""
    try:
        notice = reading.mark_read(reference=reference, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    (told,) = inbox.told(request.user, [notice])
    return _through(request, told)


@require_POST
@login_required
def mark_all(request: SignedInRequest) -> HttpResponse:
    form = UpToForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        marked = reading.mark_all_read(
            up_to=form.cleaned_data["up_to"], by=request.user, at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    messages.success(
        request,
        ngettext("%(marked)s notice is read.", "%(marked)s notices are read.", marked)
        % {"marked": marked},
    )
    return redirect("web:inbox:index")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mail(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    chosen = choice_of(request.user, at=now)
    form = MailForm(request.POST or None, initial={"choice": chosen.value})
    if request.method == "POST" and form.is_valid():
        mails.choose(choice=form.chosen(), by=request.user, at=now)
        messages.success(request, _("Your choice is kept. It holds at once."))
        return redirect("web:inbox:index")
    return render(request, "web/inbox/mail.html", {"form": form})


@require_safe
@login_required
def feed(request: SignedInRequest) -> HttpResponse:
    """Answer with the inbox as an Atom feed, for a reader that shares this browser's session."""
    newest = list(inbox.notices_for(request.user)[:_IN_FEED])
    document = as_atom(
        inbox.told(request.user, newest),
        address=request.build_absolute_uri(reverse("web:inbox:index")),
        here=request.build_absolute_uri(),
    )
    return HttpResponse(document, content_type="application/atom+xml; charset=utf-8")


def _through(request: SignedInRequest, told: "ToldNotice") -> HttpResponse:
    if told.door is Door.QUEUE:
        return redirect("web:desk:queue")
    if told.door is None:
        messages.info(request, _("You can no longer see what this notice was about."))
        return redirect("web:inbox:index")
    return redirect(_BEHIND[told.door], told.subject)
