"""The page on which an officer asks the author of a case, and takes a question back."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from matching.engine.lifecycle import AppealState
from matching.selectors import reading
from matching.services import clocks
from matching.services import questions as services
from sealing import services as sealing
from web.desk.clocks.refusals import sentence_of
from web.desk.questions.forms import AskForm
from web.types import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

    from matching.models import Appeal

_REFUSALS: "Final[Mapping[type[Exception], StrPromise]]" = {
    services.NothingSaid: gettext_lazy("Ask in words. Nothing was sent."),
    services.AskedAlready: gettext_lazy(
        "Another question waits for its reply. Nothing was sent. Take that one back first."
    ),
    services.IsOver: gettext_lazy(
        "The appeal is over, or goes on under another one. Nothing was sent."
    ),
    sealing.Erased: gettext_lazy(
        "What people wrote for this appeal was destroyed, so nothing can be asked."
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = _asked_or_404(request, reference)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(appeal=reference, by=request.user, at=timezone.now(), **form.cleaned_data)
        except clocks.WrongDay as refused:
            form.add_error("rests_until", sentence_of(refused))
        except (services.QuestionRefused, sealing.Erased) as refused:
            form.add_error(None, str(_REFUSALS[type(refused)]))
        else:
            messages.success(request, _("The author of the appeal reads your question now."))
            return redirect(_page_of(appeal))
    context = {"appeal": appeal, "form": form, "back": _page_of(appeal)}
    return render(request, "web/desk/questions/ask.html", context)


@require_POST
@login_required
def take_back(request: SignedInRequest, reference: UUID, question: UUID) -> HttpResponse:
    appeal = _asked_or_404(request, reference)
    try:
        services.take_back(question=question, by=request.user, at=timezone.now())
    except ObjectDoesNotExist:
        raise Http404 from None
    except services.RepliedAlready:
        messages.info(request, _("It was replied to before. Nothing was changed."))
    except services.TakenBack:
        messages.info(request, _("It was taken back before. Nothing was changed."))
    else:
        messages.success(request, _("The question is taken back. You can ask another one."))
    return redirect(_page_of(appeal))


def _asked_or_404(request: SignedInRequest, reference: UUID) -> "Appeal":
    try:
        return reading.case_for(request.user, reference)
    except (ObjectDoesNotExist, PermissionDenied):
        raise Http404 from None


def _page_of(appeal: "Appeal") -> str:
    is_quarantined = appeal.state == AppealState.QUARANTINED
    return reverse(f"web:desk:{'dossier' if is_quarantined else 'case'}", args=[appeal.reference])
