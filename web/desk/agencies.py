"""Asking the agency that knows the zone, and keeping its reply, by the officer of the case."""

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from matching.services import agencies
from web.desk.cases import case_or_404
from web.types import SignedInRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise as StrPromise

SENTENCES: "Final[Mapping[type[agencies.AgencyRefused], StrPromise]]" = {
    agencies.NoSupportAsked: gettext_lazy(
        "The appeal asks for no support, so no agency is asked. Nothing was changed."
    ),
    agencies.NotRead: gettext_lazy(
        "The appeal is not read yet, or it is over. Nothing was changed."
    ),
    agencies.TownNotAsked: gettext_lazy(
        "Ask the town first whether the agency may learn of its appeal. Nothing was changed."
    ),
    agencies.AskedAlready: gettext_lazy("An agency was asked already. Nothing was changed."),
    agencies.NoAgency: gettext_lazy(
        "No agency that could still be asked knows the zone. Nothing was changed."
    ),
    agencies.RepliedAlready: gettext_lazy("Its reply is kept already. Nothing was changed."),
}


@require_POST
@login_required
def ask(request: SignedInRequest, reference: UUID) -> HttpResponse:
    appeal = case_or_404(request, reference)
    try:
        agencies.ask_agency(
            appeal=appeal.reference,
            town_agrees="town_agrees" in request.POST,
            by=request.user,
            at=timezone.now(),
        )
    except agencies.AgencyRefused as refused:
        messages.error(request, SENTENCES[type(refused)])
    else:
        messages.success(request, _("It is kept that the agency was asked first."))
    return redirect("web:desk:case", reference)


@require_POST
@login_required
def reply(request: SignedInRequest, reference: UUID, asked: UUID) -> HttpResponse:
    case_or_404(request, reference)
    said = request.POST.get("said", "")
    if said not in {"accepts", "declines"}:
        raise Http404
    try:
        agencies.keep_reply(
            request=asked, accepts=said == "accepts", by=request.user, at=timezone.now()
        )
    except ObjectDoesNotExist:
        raise Http404 from None
    except agencies.AgencyRefused as refused:
        messages.info(request, SENTENCES[type(refused)])
    else:
        messages.success(request, _("The reply of the agency is kept."))
    return redirect("web:desk:case", reference)
