"""Who is asked whether help is still needed: what the officer has to do about it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.engine.still_needed import SAID, Reply
from matching.selectors.still_needed import asking_for
from matching.services import still_needed
from web.desk.cases import case_or_404
from web.types import SignedInRequest


@require_safe
@login_required
def index(request: SignedInRequest) -> HttpResponse:
    asking = asking_for(request.user, at=timezone.now())
    is_empty = not (asking.speak or asking.silent or asking.said)
    context = {"asking": asking, "is_empty": is_empty}
    return render(request, "web/desk/still_needed/index.html", context)


@require_POST
@login_required
def heard(request: SignedInRequest, reference: UUID) -> HttpResponse:
    case_or_404(request, reference)
    said = request.POST.get("reply", "")
    if said not in SAID:
        messages.error(request, _("Nothing was kept. Choose what they said."))
        return redirect("web:desk:still_needed")
    try:
        still_needed.keep_reply(
            reference=reference, reply=Reply(said), by=request.user, at=timezone.now()
        )
    except still_needed.NothingAsked:
        messages.info(request, _("This question was answered before. Nothing was changed."))
    else:
        messages.success(request, _("What they said is kept. The appeal stays as it is."))
    return redirect("web:desk:still_needed")
