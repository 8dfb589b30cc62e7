"""The page on which an officer replies to a municipality that does not agree."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matching.engine.lifecycle import IllegalTransition
from matching.services import objections as services
from web.desk.cases import case_or_404
from web.desk.objections.forms import ReplyForm
from web.types import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def reply(request: SignedInRequest, reference: UUID, objection: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    now = timezone.now()
    told = next(
        (
            each
            for each in services.read_objections(appeal, by=request.user, at=now)
            if each.objection.reference == objection
        ),
        None,
    )
    if told is None:
        raise Http404
    form = ReplyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reply(
                objection=objection, text=form.cleaned_data["text"], by=request.user, at=now
            )
        except services.RepliedAlready:
            messages.info(request, _("It was replied to before. Nothing was changed."))
        except IllegalTransition:
            messages.info(request, _("The appeal is over meanwhile. No reply was sent."))
        else:
            messages.success(request, _("The municipality reads your reply now."))
        return redirect("web:desk:case", reference)
    context = {"appeal": appeal, "told": told, "form": form}
    return render(request, "web/desk/objections/reply.html", context)
